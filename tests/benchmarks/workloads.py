"""The workloads of the training benchmark: small networks as everybody draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import bpgui.engine.layers  # noqa: F401  (makes every kind known)
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss

#: One layer, as a word and its settings: ("dense", 8, "tanh"), ("conv", 8, 3), ("pool", 2)...
Layer = tuple[object, ...]


@dataclass(frozen=True)
class Workload:
    """A network, its data and its optimiser; `classes` 0 means one real target."""

    name: str
    words: str
    shape: tuple[int, ...]
    layers: tuple[Layer, ...]
    classes: int
    optimizer: str
    batch: int
    rows: int

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Random inputs (rows, ...) in float32, and targets (rows, 1), or class indices (rows,)."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.rows, *self.shape)).astype(np.float32)
        if not self.classes:
            return x, np.sign(x[:, :1] * x[:, 1:2]).astype(np.float32)
        return x, rng.integers(0, self.classes, self.rows)

    def graph(self) -> Graph:
        """The network as a diagram."""
        loss = "categorical cross-entropy" if self.classes else "mean squared error"
        inner = [BUILD[str(layer[0])](*layer[1:]) for layer in self.layers]
        return chain(Input(self.shape), *inner, Loss(loss))

    def drawable(self) -> bool:
        """Whether every kind of layer it needs exists."""
        return all(NEEDS[str(layer[0])] in layers for layer in self.layers)


NEEDS = {
    "dense": "Dense",
    "conv": "Conv2D",
    "pool": "MaxPool",
    "flatten": "Flatten",
    "lstm": "LSTM",
    "norm": "BatchNorm",
    "relu": "Activation",
    "dropout": "Dropout",
}
BUILD: dict[str, Callable[..., object]] = {
    "dense": lambda units, f: layers["Dense"](units=units, activation=f),
    "conv": lambda filters, size, f: layers["Conv2D"](filters=filters, kernel=size, activation=f),
    "pool": lambda size: layers["MaxPool"](size=size),
    "flatten": lambda: layers["Flatten"](),
    "lstm": lambda units: layers["LSTM"](units=units),
    "norm": lambda: layers["BatchNorm"](),
    "relu": lambda: layers["Activation"](function="relu"),
    "dropout": lambda rate: layers["Dropout"](rate=rate),
}

MNIST_LIKE = 60_000
WORKLOADS = (
    Workload(
        "W1",
        "2-8-8-1 tanh, MSE, SGD, batch 10",
        (2,),
        (("dense", 8, "tanh"), ("dense", 8, "tanh"), ("dense", 1, "tanh")),
        0,
        "SGD",
        10,
        250,
    ),
    Workload(
        "W2",
        "64-32-10 ReLU, softmax-CE, Adam, batch 32",
        (64,),
        (("dense", 32, "relu"), ("dense", 10, "softmax")),
        10,
        "Adam",
        32,
        1797,
    ),
    Workload(
        "W3",
        "784-10-10, Adam, batch 32",
        (784,),
        (("dense", 10, "relu"), ("dense", 10, "softmax")),
        10,
        "Adam",
        32,
        MNIST_LIKE,
    ),
    Workload(
        "W4",
        "784-512-256-10, Adam, batch 128",
        (784,),
        (("dense", 512, "relu"), ("dense", 256, "relu"), ("dense", 10, "softmax")),
        10,
        "Adam",
        128,
        MNIST_LIKE,
    ),
    Workload(
        "W5",
        "1x28x28, conv 3x3x8, pool, conv 3x3x16, pool, 10, Adam, batch 64",
        (1, 28, 28),
        (
            ("conv", 8, 3, "relu"),
            ("pool", 2),
            ("conv", 16, 3, "relu"),
            ("pool", 2),
            ("flatten",),
            ("dense", 10, "softmax"),
        ),
        10,
        "Adam",
        64,
        10_000,
    ),
    Workload(
        "W6",
        "LSTM 32 steps x 16, hidden 64, 10, Adam, batch 32",
        (32, 16),
        (("lstm", 64), ("dense", 10, "softmax")),
        10,
        "Adam",
        32,
        2_000,
    ),
    Workload(
        "W7",
        "784-256, BatchNorm, ReLU, Dropout, 10, Adam, batch 128",
        (784,),
        (
            ("dense", 256, "linear"),
            ("norm",),
            ("relu",),
            ("dropout", 0.5),
            ("dense", 10, "softmax"),
        ),
        10,
        "Adam",
        128,
        MNIST_LIKE,
    ),
)
