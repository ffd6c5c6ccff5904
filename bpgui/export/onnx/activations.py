"""Activation functions as operators."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from onnx import helper

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.activations.elu import ELU
from bpgui.engine.activations.gelu import GELU
from bpgui.engine.activations.leaky_relu import LeakyReLU
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.activations.selu import SELU
from bpgui.engine.activations.sigmoid import Sigmoid
from bpgui.engine.activations.silu import SiLU
from bpgui.engine.activations.sine import Sine
from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.activations.softplus import Softplus
from bpgui.engine.activations.softsign import Softsign
from bpgui.engine.activations.step import Step
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.channels import channel_axis
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import untranslated


def activated(function: ActivationFunction, z: Value, site: Site) -> Value:
    """a = f(z), where z has the shape of the site's output."""
    found = _FUNCTIONS.get(type(function))
    if found is None:
        raise untranslated(site.name, f"the activation called {function.label}")
    return found(function, z, site)


def _gelu(function: GELU, z: Value, site: Site) -> Value:
    """z/2 (1 + tanh(z (r + 0.044715 r z^2))), r = sqrt(2 / pi); an operator of its own is newer."""
    root = math.sqrt(2 / math.pi)
    cubic = site.op("Mul", site.op("Mul", z, z), site.number("cubic", 0.044715 * root))
    u = site.op("Mul", z, site.op("Add", cubic, site.number("root", root)))
    raised = site.op("Add", site.op("Tanh", u), site.number("one", 1))
    return site.op("Mul", site.op("Mul", z, site.number("half", 0.5)), raised)


def _step(function: Step, z: Value, site: Site) -> Value:
    on = site.op("Greater", z, site.number("zero", 0))
    return site.op("Cast", on, to=helper.np_dtype_to_tensor_dtype(site.builder.dtype))


_FUNCTIONS: dict[type[ActivationFunction], Callable[[Any, Value, Site], Value]] = {
    Linear: lambda f, z, site: z,
    ReLU: lambda f, z, site: site.op("Relu", z),
    LeakyReLU: lambda f, z, site: site.op("LeakyRelu", z, alpha=f.slope),
    ELU: lambda f, z, site: site.op("Elu", z, alpha=f.alpha),
    SELU: lambda f, z, site: site.op("Selu", z),
    SiLU: lambda f, z, site: site.op("Mul", z, site.op("Sigmoid", z)),
    GELU: _gelu,
    Softplus: lambda f, z, site: site.op("Softplus", z),
    Sigmoid: lambda f, z, site: site.op("Sigmoid", z),
    Tanh: lambda f, z, site: site.op("Tanh", z),
    Softsign: lambda f, z, site: site.op("Softsign", z),
    Sine: lambda f, z, site: site.op("Sin", z),
    Softmax: lambda f, z, site: site.op("Softmax", z, axis=channel_axis(site.shape) + 1),
    Step: _step,
}
