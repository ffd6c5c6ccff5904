"""Programs of NumPy for tests: made of nets and projects, imported, and fed with the same noise."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import to_data
from bpgui.engine.graph import Graph
from bpgui.engine.layers.dropout import keep
from bpgui.engine.training import Training
from bpgui.export import Bundle, Sample
from bpgui.export.numpy_program import numpy_program
from bpgui.project.graph_codec import graph_to_data

AS_IT_IS = {"name": "NoScaling", "shift": [0.0], "scale": [1.0]}


def bundle_of(
    graph: Graph, tensors: dict[str, Array], training: Training | None = None, **more: Any
) -> Bundle:
    """A bundle of a graph with these weights, without a sample."""
    none = np.zeros((0, 1))
    settings = to_data(training or Training())
    return Bundle(
        graph_to_data(graph), tensors, AS_IT_IS, Sample(none, none, none), training=settings, **more
    )


def imported(source: str, path: Path | None = None) -> ModuleType:
    """The program as a module."""
    module = ModuleType("program")
    module.__file__ = str(path)
    module.__dict__["text"] = source
    exec(compile(source, str(path or "program"), "exec"), module.__dict__)
    return module


def program(bundle: Bundle) -> ModuleType:
    """The program of a bundle as a module; its text is `text`."""
    return imported(numpy_program(bundle, "net_numpy.npz"))


class Noise:
    """Draws what the engine draws, rows first."""

    def __init__(self, rng: np.random.Generator, text: str) -> None:
        self._rng = np.random.Generator(np.random.SFC64())
        self._rng.bit_generator.state = rng.bit_generator.state
        self._text = text
        self.start()

    def start(self) -> None:
        """At the first of the layers that draw."""
        self._rates: Iterator[str] = iter(re.findall(r"shape\) >= ([-\d.e]+)\)", self._text))

    def random(self, shape: tuple[int, ...]) -> Array:
        mask = np.empty((*shape[1:], shape[0]), bool)
        for call in keep(mask, float(next(self._rates)), self._rng):
            call()
        return np.moveaxis(mask, -1, 0) * 1.0

    def standard_normal(self, shape: tuple[int, ...]) -> Array:
        return np.moveaxis(self._rng.standard_normal((*shape[1:], shape[0])), -1, 0)


def in_training(module: ModuleType, x: Array, w: dict[str, Array], noise: Any) -> Any:
    """The activations of a training step."""
    takes = inspect.signature(module.forward).parameters
    if "rng" in takes:
        return module.forward(x, w, noise)
    return module.forward(x, w, training=True) if "training" in takes else module.forward(x, w)


def answer(module: ModuleType, a: Any) -> Array:
    """The network's answer among its activations."""
    (name,) = re.findall(r"to the answer, a\.(\w+)\.", module.text.replace("\n    ", " "))
    found: Array = getattr(a, name)
    return found


def judged(module: ModuleType, a: Any, *rest: Any) -> float:
    """The loss of these activations."""
    call = re.findall(r"cost = loss\((a[.\w]*), t", module.text)[0]
    found: float = module.loss(eval(call, {"a": a}), *rest)
    return found


def owned(tensors: dict[str, Array]) -> dict[str, Array]:
    """Copies of the weights, as the program takes them."""
    return {name: array.astype(float) for name, array in tensors.items()}


def step(
    module: ModuleType,
    x: Array,
    t: Array,
    w: dict[str, Array],
    memory: dict[str, Any],
    noise: Any,
    rate: float,
) -> float:
    """One step of the program; its loss."""
    noisy = "rng" in inspect.signature(module.step).parameters
    more = {"rng": noise} if noisy else {}
    found: float = module.step(x, t, w=w, memory=memory, rate=rate, **more)
    return found
