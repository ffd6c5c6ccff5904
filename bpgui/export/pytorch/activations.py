"""Every kind of activation function in PyTorch, with {} for its argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

ACTIVATIONS: dict[str, Callable[[Any, int], str]] = {
    "Linear": lambda f, dim: "{}",
    "ReLU": lambda f, dim: "F.relu({})",
    "LeakyReLU": lambda f, dim: f"F.leaky_relu({{}}, {f.slope})",
    "ELU": lambda f, dim: f"F.elu({{}}, {f.alpha})",
    "SELU": lambda f, dim: "F.selu({})",
    "SiLU": lambda f, dim: "F.silu({})",
    "GELU": lambda f, dim: 'F.gelu({}, approximate="tanh")',
    "Softplus": lambda f, dim: "F.softplus({})",
    "Sigmoid": lambda f, dim: "torch.sigmoid({})",
    "Tanh": lambda f, dim: "torch.tanh({})",
    "Softsign": lambda f, dim: "F.softsign({})",
    "Sine": lambda f, dim: "torch.sin({})",
    "Softmax": lambda f, dim: f"F.softmax({{}}, dim={dim})",
    "Step": lambda f, dim: "step({})",
}
