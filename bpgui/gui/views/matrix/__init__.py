"""Tensors as pictures of their numbers: measured by a probe, shown by the view."""
