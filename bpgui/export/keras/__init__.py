"""Trained networks as programs in Keras 3: how every kind of layer is written there.

Inside a model images are (height, width, channels): not every backend of Keras convolves others on
a CPU. Where they enter and leave, and where they become a row or are made of one, axes are
permuted, so that rows and answers have the shapes that they have in bpgui.
"""

# Makes every translation known.
from bpgui.export.keras import convolution, core, normalise, sequence  # noqa: F401
