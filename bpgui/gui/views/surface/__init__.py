"""The network's answer over a plane or a line of inputs: measured by a probe, shown by the view."""
