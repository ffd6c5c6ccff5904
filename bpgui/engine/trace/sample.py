"""One sample on its way through the network and back: every node's arrays, in float64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Array
from bpgui.engine.check import Check, in_port_order
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layer import Site
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import LossSite
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan

#: Of softmax over more classes than this, the matrix f'(z) is not written out.
CLASSES = 64


@dataclass(frozen=True, eq=False)
class Passage:
    """One node's arrays for the sample, without the batch axis.

    x, dx: one per wire that comes in; da: dL/da; returned: what each wire that goes out brought of
    it. z, slope (f'(z), of softmax the matrix da/dz) and delta (dL/dz) where the layer ends in an
    activation function. handed: the loss computes dL/dz by itself (see `Loss.fuses`).
    """

    x: tuple[Array, ...]
    a: Array
    da: Array
    dx: tuple[Array, ...]
    returned: tuple[tuple[int, Array], ...]
    values: dict[str, Array]
    grads: dict[str, Array]
    function: ActivationFunction | None = None
    z: Array | None = None
    slope: Array | None = None
    delta: Array | None = None
    handed: bool = False

    @property
    def error(self) -> Array:
        """What the layer's own backward pass begins with: dL/dz, or dL/da where there is no z."""
        return self.da if self.delta is None else self.delta


@dataclass(frozen=True, eq=False)
class Verdict:
    """What a loss node says: the output y, the target t, the loss (unweighted), and dL/dy."""

    y: Array
    t: Array
    loss: float
    dy: Array


class Sample:
    """Runs one row x, t through a plan of its own, as it is outside of training (dropout is off).

    passages: every live node but the losses; verdicts: the losses.
    """

    def __init__(
        self, graph: Graph, check: Check, parameters: Parameters, x: Array, t: Array
    ) -> None:
        self.graph, self.check = graph, check
        self.parameters = Parameters(graph, check, "float64")
        self.parameters.values[...] = parameters.values
        self._x, self._t = np.ravel(x), np.ravel(t)
        self._plan = Plan(graph, check, self.parameters, 1, training=False, input_gradient=True)
        self._plan.put(x[None], t[None])
        with np.errstate(all="ignore"):
            self._plan.run()
            self.loss = float(self._plan.loss)
            self.verdicts = {id: self._verdict(graph.nodes[id]) for id in check.heads}
            self.passages = {
                id: self._passage(graph.nodes[id]) for id in check.live if id not in check.heads
            }
        self.gradients = self.parameters.gradients()
        self.gradient = self.parameters.gradient.copy()

    def sources(self, node: int) -> list[Edge]:
        """The wires into a node, in the order the layer is given its inputs."""
        return list(in_port_order(self.graph, self.graph.nodes[node]))

    def targets(self, node: int) -> list[Edge]:
        """The wires out of a node that lead to a loss."""
        return [edge for edge in self.graph.outgoing[node] if edge.target in self.check.live]

    def site(
        self, node: int, batch: int = 1, fused: bool = False, backward: bool = False
    ) -> tuple[Site, tuple[Array, ...]]:
        """Ground for binding a node's layer once more, on copies of the inputs it had, and `dx`.

        Gradients of parameters go to `parameters.gradient`.
        """
        x = [
            np.repeat(self._plan.activations[edge.source], batch, axis=-1)
            for edge in self.sources(node)
        ]
        ones = None
        if x and x[0].ndim == 2 and node not in self.parameters.by_rows:
            ones = np.vstack([x[0], np.ones((1, batch))])
            x[0] = ones[:-1]
        dx = tuple(np.zeros_like(array) for array in x)
        y = np.zeros((*self.check.shapes[node], batch))
        p = self.parameters
        site = Site(
            x=tuple(x),
            y=y,
            dx=dx if backward else (None,) * len(x),
            dy=np.zeros_like(y),
            values=p.of_node(node, p.values),
            grads=p.of_node(node, p.gradient, trained=True),
            block=p.block(node, p.values),
            dblock=p.block(node, p.gradient),
            x_ones=ones,
            batch=batch,
            training=False,
            fused=fused,
            rng=np.random.default_rng(0),
        )
        return site, dx

    # -- inside --------------------------------------------------------------------------------

    def _verdict(self, node: Node) -> Verdict:
        """The loss once more, on the output itself, whether or not the plan has fused it."""
        layer = cast(Loss, node.layer)
        y = self._plan.outputs[node.id].copy()
        t = (self._x if layer.target == "input" else self._t).astype(float).reshape(y.shape)
        dy, total = np.zeros_like(y), np.zeros(())
        ops = layer.function.bind(LossSite(y, t, dy, y, total, fused=False))
        for call in (*ops.forward, *ops.backward):
            call()
        return Verdict(_one(y), _one(t), float(total), _one(dy) * layer.weight)

    def _passage(self, node: Node) -> Passage:
        plan, p = self._plan, self.parameters
        wires = self.targets(node.id)
        head = self._head_of(wires)
        fused = head is not None and head in plan.outputs and self._handed(node.id, head)
        function = node.layer.activation_function()
        a, da = _one(plan.activations[node.id]), _one(plan.deltas[node.id])
        z = slope = delta = None
        if fused and head is not None and function is not None:
            z, delta = a, da
            a, da = self.verdicts[head].y, self.verdicts[head].dy
            slope = _slope(function, z)
        elif function is not None:
            z = self._logits(node.id)
            slope, delta = _slope(function, z), _back(function, z, da)
        returned = ((edge.target, _one(plan.wires[edge])) for edge in wires)
        return Passage(
            x=tuple(_one(plan.activations[edge.source]) for edge in self.sources(node.id)),
            a=a,
            da=da,
            dx=tuple(_one(plan.wires[edge]) for edge in self.sources(node.id)),
            returned=((wires[0].target, da),) if fused else tuple(returned),
            values={name: v.copy() for name, v in p.of_node(node.id, p.values).items()},
            grads={
                name: g.copy() for name, g in p.of_node(node.id, p.gradient, trained=True).items()
            },
            function=function,
            z=z,
            slope=slope,
            delta=delta,
            handed=fused,
        )

    def _head_of(self, wires: list[Edge]) -> int | None:
        """The loss a node ends in, where it feeds nothing else."""
        return wires[0].target if len(wires) == 1 and wires[0].target in self.verdicts else None

    def _handed(self, node: int, head: int) -> bool:
        loss = cast(Loss, self.graph.nodes[head].layer).function
        return loss.fuses_with(self.graph.nodes[node].layer.activation_function())

    def _logits(self, node: int) -> Array:
        """z: what the layer gives when its activation function is left to a loss."""
        # A layer that hands its function over is asked for z: so every kind can tell it.
        site, _ = self.site(node, fused=True)
        for call in self.graph.nodes[node].layer.bind(site).forward:
            call()
        return _one(site.y)


def _one(array: Array) -> Array:
    """A copy of an array (..., 1) without its batch axis."""
    return array[..., 0].copy()


def _back(function: ActivationFunction, z: Array, da: Array) -> Array:
    """dL/dz from dL/da."""
    return _one(_backs(function, z[..., None], da[..., None]))


def _backs(function: ActivationFunction, z: Array, da: Array) -> Array:
    """The same for arrays (..., batch)."""
    a, dz = np.zeros_like(z), np.zeros_like(z)
    ops = function.bind(z, a, da, dz, lambda *sizes: np.empty(sizes, z.dtype))
    for call in (*ops.forward, *ops.backward):
        call()
    return dz


def _slope(function: ActivationFunction, z: Array) -> Array | None:
    """f'(z) of every z; of softmax the matrix (a, z) of da/dz, None where it would be large."""
    if function.elementwise:
        return _back(function, z, np.ones_like(z))
    if z.ndim != 1 or len(z) > CLASSES:
        return None
    n = len(z)
    return _backs(function, np.repeat(z[:, None], n, axis=1), np.eye(n)).T
