"""Small nets for the engine's tests, and what is asked of every one of them."""

from __future__ import annotations

import math
import tracemalloc
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import bpgui.engine.activations
import bpgui.engine.initializers
import bpgui.engine.layers
import bpgui.engine.losses
import bpgui.engine.optimizers  # noqa: F401  (they make every kind known)
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.arrays import Array
from bpgui.engine.check import check
from bpgui.engine.gradcheck import STEPS, TOLERANCE, gradient_check
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Layer
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.squared import HalfSquaredError
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan

#: The batch in which an array that a pass makes for itself cannot go unnoticed: its bytes.
LARGE = 1024
ONE_ROW = 8 * LARGE


class Net:
    """A graph with parameters drawn and slightly shaken, and a plan of it, ready to run."""

    def __init__(
        self,
        graph: Graph,
        batch: int = 3,
        dtype: str = "float64",
        training: bool = True,
        input_gradient: bool = True,
        like: Net | None = None,
    ) -> None:
        self.graph, self.check = graph, check(graph)
        assert self.check.ok, [problem.message for problem in self.check.problems]
        self.parameters = Parameters(graph, self.check, dtype)
        if like is None:
            self.parameters.draw(3)
            shake = np.random.default_rng(4).standard_normal(self.parameters.theta.size)
            self.parameters.theta[...] += 0.05 * shake
        else:
            self.parameters.values[...] = like.parameters.values
        self.rng = np.random.Generator(np.random.SFC64(5))
        self.noise = self.rng.bit_generator.state
        self.plan = Plan(
            graph,
            self.check,
            self.parameters,
            batch,
            training=training,
            rng=self.rng,
            input_gradient=input_gradient,
        )

    @property
    def dx(self) -> Array:
        """dL/dx, rows first."""
        (entrance,) = [n.id for n in self.graph.nodes.values() if isinstance(n.layer, Input)]
        return np.moveaxis(self.plan.deltas[entrance], -1, 0)

    @property
    def output(self) -> Array:
        """The prediction, rows first."""
        return np.moveaxis(self.plan.output, -1, 0)

    @property
    def drew(self) -> bool:
        """Whether the last step drew random numbers."""
        return repr(self.rng.bit_generator.state) != repr(self.noise)

    def run(self, x: Array, t: Array) -> float:
        """Forward and backward, with the same noise every time; gives the loss."""
        self.rng.bit_generator.state = self.noise
        self.plan.put(x, t)
        with np.errstate(all="ignore"):
            self.plan.run()
        return float(self.plan.loss)

    def loss(self, x: Array, t: Array) -> float:
        """Forward only."""
        self.rng.bit_generator.state = self.noise
        self.plan.put(x, t)
        with np.errstate(all="ignore"):
            self.plan.run(backward=False)
        return float(self.plan.loss)

    def poison(self) -> None:
        """NaN wherever a step has to write, so that what it forgets to write shows."""
        for id, array in (*self.plan.activations.items(), *self.plan.deltas.items()):
            if not isinstance(self.graph.nodes[id].layer, Input):
                array[...] = np.nan
        self.parameters.gradient[...] = np.nan


def rows(graph: Graph, count: int, seed: int = 0) -> tuple[Array, Array]:
    """Random inputs and targets for a graph, rows first."""
    found = check(graph)
    rng = np.random.default_rng(seed)
    shapes = [found.shapes[id] for id in found.entrances]
    shape = shapes[0] if len(shapes) == 1 else (sum(math.prod(s) for s in shapes),)
    x = rng.standard_normal((count, *shape))
    assert found.head is not None
    return x, rng.uniform(0.1, 0.9, (count, *found.shapes[found.head]))


def feed(graph: Graph, layer: Layer, sources: Sequence[int]) -> tuple[Graph, int]:
    """Add a layer that reads the first source, and all of them at a port that takes several."""
    graph = graph.add(layer)
    id = graph.newest.id
    for port in layer.ports:
        for source in sources if port.many else sources[:1]:
            graph = graph.connect(source, id, port.name)
    return graph, id


def finish(graph: Graph, ends: Sequence[int]) -> Graph:
    """Flatten and join these nodes, and put a small output layer and a loss behind."""
    flat = []
    for id in ends:
        if len(check(graph).shapes[id]) > 1:
            graph, id = feed(graph, Flatten(), [id])
        flat.append(id)
    (last,) = flat if len(flat) == 1 else [0]
    if len(flat) > 1:
        graph, last = feed(graph, Concatenate(), flat)
    graph, last = feed(graph, Dense(2, Tanh()), [last])
    graph, _ = feed(graph, Loss(HalfSquaredError()), [last])
    return graph


def first(layer: Layer, shape: tuple[int, ...]) -> Graph:
    """The layer reads the data itself."""
    graph, x = feed(Graph(), Input(shape), [])
    graph, other = feed(graph, Activation(Tanh()), [x])
    graph, end = feed(graph, layer, [x, other])
    return finish(graph, [end])


def middle(layer: Layer, shape: tuple[int, ...]) -> Graph:
    """The layer stands between two others."""
    graph, x = feed(Graph(), Input(shape), [])
    graph, a = feed(graph, Activation(Tanh()), [x])
    graph, b = feed(graph, Activation(Tanh()), [a])
    graph, end = feed(graph, layer, [a, b])
    return finish(graph, [end])


def after_fan_out(layer: Layer, shape: tuple[int, ...]) -> Graph:
    """What the layer reads is read by another as well."""
    graph, x = feed(Graph(), Input(shape), [])
    graph, a = feed(graph, Activation(Tanh()), [x])
    graph, b = feed(graph, Activation(Tanh()), [a])
    graph, end = feed(graph, layer, [a, b])
    return finish(graph, [end, a, b])


def into_merge(layer: Layer, shape: tuple[int, ...]) -> Graph:
    """Two such layers, of which one reads the data itself, are joined."""
    graph, x = feed(Graph(), Input(shape), [])
    graph, a = feed(graph, Activation(Tanh()), [x])
    graph, one = feed(graph, layer, [x, a])
    graph, two = feed(graph, layer, [a, x])
    return finish(graph, [one, two])


POSITIONS: dict[str, Callable[[Layer, tuple[int, ...]], Graph]] = {
    "first": first,
    "middle": middle,
    "after_fan_out": after_fan_out,
    "into_merge": into_merge,
}


def assert_gradients(graph: Graph, batch: int = 3, seed: int = 0) -> None:
    """dL/dtheta of every tensor, and dL/dx, agree with finite differences of the loss."""
    x, t = rows(graph, batch, seed)
    net = Net(graph, batch)
    for row in gradient_check(graph, net.check, x, t, parameters=net.parameters):
        assert row.ok, f"{row.tensor}: {row}"
    assert_slopes(lambda moved: net.loss(moved, t), x, lambda: (net.run(x, t), net.dx)[1])


def assert_slopes(
    loss: Callable[[Array], float], x: Array, gradient: Callable[[], Array], directions: int = 6
) -> None:
    """The slopes of `loss` at x along random directions are those the gradient tells."""
    g = gradient().copy()
    assert np.isfinite(g).all()
    rng = np.random.default_rng(9)
    for _ in range(directions):
        u = rng.standard_normal(x.shape)
        u /= np.linalg.norm(u)
        analytic = float((g * u).sum())
        slopes = [(loss(x + h * u) - loss(x - h * u)) / (2 * h) for h in STEPS]
        numeric = min(slopes, key=lambda n: abs(n - analytic))
        floor = 1e-3 * float(np.linalg.norm(g)) + 1e-12
        error = abs(numeric - analytic) / max(abs(numeric), abs(analytic), floor)
        assert error <= TOLERANCE, f"numeric {numeric}, analytic {analytic}, error {error:.2e}"


def peak_bytes(calls: Sequence[Callable[[], Any]], times: int = 5) -> int:
    """The most bytes that were in use at once, beyond those before, while the calls ran.

    NumPy's own buffers, through which it casts and broadcasts piece by piece, are made tiny, so
    that only arrays show.
    """
    size = np.setbufsize(16)
    tracemalloc.start()
    try:
        with np.errstate(all="ignore"):
            for call in calls:
                call()
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            for _ in range(times):
                for call in calls:
                    call()
            return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
        np.setbufsize(size)
