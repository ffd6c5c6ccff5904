"""The engine: graphs of layers, exact gradients, fast training. It knows NumPy and no more."""
