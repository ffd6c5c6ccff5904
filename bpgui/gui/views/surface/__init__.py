"""The network's answer over a plane or a line of inputs: taken in the worker, shown by the view."""
