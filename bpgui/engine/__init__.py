"""The engine: graphs of layers, exact gradients, fast training. NumPy and the standard library only."""
