"""What the network answers to the rows of the data: taken in the worker, shown by the view."""
