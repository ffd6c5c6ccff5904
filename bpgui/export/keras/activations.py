"""Every kind of activation function in Keras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Those that a layer takes as a word.
WORDS = {
    "ReLU": "relu",
    "SELU": "selu",
    "SiLU": "silu",
    "Softplus": "softplus",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softsign": "softsign",
    "Softmax": "softmax",
}

#: Those that are a step of their own, with {} for the argument.
STEPS: dict[str, Callable[[Any], str]] = {
    "LeakyReLU": lambda f: f"ops.leaky_relu({{}}, negative_slope={f.slope})",
    "ELU": lambda f: f"ops.elu({{}}, alpha={f.alpha})",
    "GELU": lambda f: "ops.gelu({}, approximate=True)",
    "Sine": lambda f: "ops.sin({})",
    "Step": lambda f: "step({})",
}
