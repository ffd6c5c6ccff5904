"""Trained networks as ONNX models. Importing this package needs the package `onnx`."""

# Makes every translation known.
from bpgui.export.onnx import (  # noqa: F401
    attention,
    convolution,
    dense,
    inner,
    merging,
    norms,
    pooling,
    recurrent,
    shapes,
    tokens,
    upsampling,
)
from bpgui.export.onnx.model import model_of
from bpgui.export.onnx.translation import translates

__all__ = ["model_of", "translates"]
