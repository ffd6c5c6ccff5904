"""What the network answers to the rows of the data: measured by a probe, shown by the view."""
