"""Tensors as pictures of their numbers: taken in the worker, shown by the view."""
