"""All numbers a network learns: one flat vector, one flat gradient, and views of both by name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Parameter


@dataclass(frozen=True)
class Slot:
    """Where one parameter tensor lies in the flat vector."""

    node: int
    name: str
    #: "<node name>/<parameter>", the name in reports and exports.
    tensor: str
    declared: Parameter
    start: int

    @property
    def stop(self) -> int:
        """The first element behind it."""
        return self.start + math.prod(self.declared.shape)

    def view(self, flat: Array) -> Array:
        """This tensor in a flat vector, in its public shape."""
        part = flat[self.start : self.stop]
        if self.declared.transposed:
            return part.reshape(self.declared.shape[::-1]).T
        return part.reshape(self.declared.shape)


class Parameters:
    """The parameters of a graph's live nodes: those trained first, each node's own in one block.

    `values` (all,) holds every parameter, `gradient` (trained,) dL/dtheta of those trained. Every
    plan of the network shares them.
    """

    def __init__(self, graph: Graph, check: Check, dtype: str) -> None:
        declared = [
            (id, name, parameter)
            for id in check.live
            for name, parameter in check.parameters[id].items()
        ]
        self.slots: tuple[Slot, ...] = tuple(_lay_out(graph, declared))
        self.trained = tuple(slot for slot in self.slots if slot.declared.trained)
        self._of_node: dict[int, list[Slot]] = {}
        for slot in self.slots:
            self._of_node.setdefault(slot.node, []).append(slot)
        self.values: Array = np.zeros(max((s.stop for s in self.slots), default=0), dtype=dtype)
        self.gradient: Array = np.zeros(max((s.stop for s in self.trained), default=0), dtype=dtype)

    @property
    def theta(self) -> Array:
        """The part of `values` that is trained."""
        return self.values[: self.gradient.size]

    def draw(self, seed: int) -> None:
        """Start values: every tensor from its initialiser and a stream of its own.

        A stream of its own means that a change of one layer leaves the start of the others as it
        was.
        """
        for slot in self.slots:
            rng = np.random.default_rng([seed, slot.node, *slot.name.encode()])
            p = slot.declared
            try:
                slot.view(self.values)[...] = p.initializer.draw(p.shape, p.fan_in, p.fan_out, rng)
            except ValueError as error:
                raise ValueError(f"{slot.tensor}: {error}.") from None

    def of_node(self, node: int, flat: Array, trained: bool = False) -> dict[str, Array]:
        """A node's tensors by name, as views of `flat`."""
        own = self._of_node.get(node, ())
        return {s.name: s.view(flat) for s in own if s.declared.trained or not trained}

    def block(self, node: int, flat: Array) -> Array:
        """A node's trained tensors as they lie one after the other in `flat`."""
        own = [slot for slot in self._of_node.get(node, ()) if slot.declared.trained]
        return flat[own[0].start : own[-1].stop] if own else flat[:0]

    def copies(self) -> dict[str, Array]:
        """Copies of all tensors by full name, C-contiguous, in their public shapes."""
        return {slot.tensor: slot.view(self.values).copy(order="C") for slot in self.slots}

    def gradients(self) -> dict[str, Array]:
        """Copies of dL/dtheta by full name, of the step made last."""
        return {slot.tensor: slot.view(self.gradient).copy(order="C") for slot in self.trained}


def _lay_out(graph: Graph, declared: list[tuple[int, str, Parameter]]) -> Iterator[Slot]:
    start = 0
    for node, name, parameter in sorted(declared, key=lambda entry: not entry[2].trained):
        slot = Slot(node, name, f"{graph.nodes[node].name}/{name}", parameter, start)
        start = slot.stop
        yield slot
