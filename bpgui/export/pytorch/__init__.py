"""Trained networks as programs in PyTorch: how every kind of layer is written there."""

# Makes every translation known.
from bpgui.export.pytorch import convolution, core, normalise, sequence  # noqa: F401
