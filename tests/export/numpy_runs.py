"""Programs of NumPy for tests: made of nets and projects, imported, and fed with the same noise."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import replace, to_data
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import keep
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.export import Bundle, ExportError, Sample
from bpgui.export.numpy_program import numpy_program
from bpgui.project.examples import gallery, load_example
from bpgui.project.graph_codec import graph_to_data
from bpgui.project.session import Prepared, prepare, start
from tests.engine.nets import POSITIONS, Net, rows
from tests.engine.runs import losses as losses_of
from tests.engine.test_layer_contract import CASES
from tests.export.known import newer

PLAIN = chain(Input((3,)), Dense(6), Dense(2, "linear"), Loss())
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


NAMES = [example.name for example in gallery()]


@cache
def session(name: str, precision: str) -> tuple[Prepared, Trainer]:
    """An example after a few steps."""
    project = load_example(name)
    training = replace(project.training, precision=precision)
    project = dataclasses.replace(project, training=training)
    ready = prepare(project)
    run = start(project, prepared=ready)
    list(run.make(3))
    return ready, run


def near(found: Array, wanted: Array, name: str, tolerance: float = 1e-8) -> None:
    """Agreement to this share of the largest number there is."""
    size = max(1e-3, float(np.abs(wanted).max(initial=0.0)))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance * size, err_msg=name)


def translated(made: Bundle) -> Any:
    """Its program; a kind that came later need not have a translation."""
    try:
        return program(made)
    except ExportError as error:
        if not newer(made):
            raise
        pytest.skip(str(error))


def agrees(graph: Graph, t: Array | None = None, count: int = 3, **more: Any) -> str:
    """Answers in training and in use, loss and gradients are those of the engine; the text."""
    net, used = Net(graph, count, input_gradient=False), Net(graph, count, training=False)
    x, some = rows(graph, count)
    t = some.reshape(count, -1) if t is None else t
    before = owned(net.parameters.copies())
    module, w = translated(bundle_of(graph, before, **more)), owned(before)

    a = in_training(module, x, w, Noise(net.rng, module.text))
    loss = net.run(x, t)
    near(answer(module, a), net.output, "answer", 1e-9)
    assert judged(module, a, t) == pytest.approx(loss, rel=1e-9)
    found, wanted = module.backward(a, t, w), net.parameters.gradients()
    assert found.keys() == wanted.keys()
    for name, gradient in wanted.items():
        near(found[name], gradient, name)
    for name, tensor in net.parameters.copies().items():
        near(w[name], tensor, name, 1e-12)

    used.parameters.values[...] = net.parameters.values
    used.run(x, t)
    near(answer(module, module.forward(x, w)), used.output, "answer in use", 1e-9)
    text: str = module.text
    return text


def follow(
    run: Trainer, module: Any, x: Array, t: Array, steps: int, tolerance: float = 1e-9
) -> float:
    """The same steps by a trainer and by a program; the largest difference of the losses."""
    w, memory = owned(run.values()), {}
    noise = Noise(run._course._randomness.noise, module.text)
    size, worst = run.training.batch_of(len(x)), 0.0
    for _ in range(steps):
        place = run._course.position * size
        taken = run._course._feeder.order[place : place + size]
        rate = run.learning_rate
        noise.start()
        found = step(module, x[taken], t[taken], w, memory, noise, rate)
        (loss,) = losses_of(list(run.make(1)))
        assert found == pytest.approx(loss, rel=tolerance, abs=1e-12)
        worst = max(worst, abs(found - loss))
    for name, tensor in run.values().items():
        near(w[name], tensor, name, tolerance)
    return worst


def formatted(folder: Path, rules: str = "E,F,W,I,UP,B,SIM,C4") -> None:
    """Every program in the folder is as ruff would leave it."""
    for words in (["format", "--diff"], ["check", "--select", rules]):
        command = [sys.executable, "-m", "ruff", *words, "--isolated", "--line-length", "100"]
        done = subprocess.run([*command, str(folder)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[:4000] + done.stderr[:2000]


def placed() -> list[Any]:
    """Every layer under every option, the positions in turns."""
    turns = itertools.cycle(POSITIONS)
    return [
        pytest.param(*case.values, position, id=f"{case.id}-{position}")
        for case, position in zip(CASES, turns, strict=False)
    ]
