"""All numbers a network learns: one flat vector, one flat gradient, and views of both by name."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, zeros
from bpgui.engine.check import Check
from bpgui.engine.feed import readers_without_ones
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
    #: Its layer is frozen: it has a gradient, which nothing follows.
    frozen: bool = False
    #: Its layer reads inputs by rows that have no ones behind them.
    by_rows: bool = False

    @property
    def transposed(self) -> bool:
        """Whether it is stored as its transpose."""
        return self.declared.transposed and not self.by_rows

    @property
    def stop(self) -> int:
        """The first element behind it."""
        return self.start + math.prod(self.declared.shape)

    def view(self, flat: Array) -> Array:
        """This tensor in a flat vector, in its public shape."""
        return self._view(flat, self.transposed)

    def declared_view(self, flat: Array) -> Array:
        """The same in a vector in which every tensor is stored as it was declared."""
        return self._view(flat, self.declared.transposed)

    def _view(self, flat: Array, transposed: bool) -> Array:
        part, shape = flat[self.start : self.stop], self.declared.shape
        return part.reshape(shape[::-1]).T if transposed else part.reshape(shape)


class Parameters:
    """The parameters of a graph's live nodes: those trained first, each node's own in one block.

    `values` (all,) holds every parameter, `theta` (trained,) is the part of it that is trained.
    `gradient` holds dL/dtheta, and behind it that of tensors that are frozen. Every plan of the
    network shares them, and the `loss` (0-d).
    """

    def __init__(self, graph: Graph, check: Check, dtype: str) -> None:
        declared = [
            (id, name, parameter)
            for id in check.live
            for name, parameter in check.parameters[id].items()
        ]
        #: The nodes that read inputs by rows that have no ones behind them, see `feed`.
        self.by_rows = readers_without_ones(graph, check)
        self.slots: tuple[Slot, ...] = tuple(_lay_out(graph, declared, self.by_rows))
        followed = [slot for slot in self.slots if slot.declared.trained]
        self.trained = tuple(slot for slot in followed if not slot.frozen)
        self._of_node: dict[int, list[Slot]] = {}
        for slot in self.slots:
            self._of_node.setdefault(slot.node, []).append(slot)
        self.values: Array = zeros([_end(self.slots)], dtype)
        self.theta: Array = self.values[: _end(self.trained)]
        self.gradient: Array = zeros([_end(followed)], dtype)
        self.loss: Array = zeros([], dtype)

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
        """A node's tensors by name, as views of `flat`; with `trained`, those with a gradient."""
        own = self._of_node.get(node, ())
        return {s.name: s.view(flat) for s in own if s.declared.trained or not trained}

    def block(self, node: int, flat: Array) -> Array:
        """A node's tensors with a gradient, as they lie one after the other in `flat`."""
        own = [slot for slot in self._of_node.get(node, ()) if slot.declared.trained]
        return flat[own[0].start : own[-1].stop] if own else flat[:0]

    def copies(self) -> dict[str, Array]:
        """Copies of all tensors by full name, C-contiguous, in their public shapes."""
        return {slot.tensor: slot.view(self.values).copy(order="C") for slot in self.slots}

    def gradients(self) -> dict[str, Array]:
        """Copies of dL/dtheta by full name, of the step made last."""
        return {slot.tensor: slot.view(self.gradient).copy(order="C") for slot in self.trained}

    def declared(self, flat: Array) -> Array:
        """A copy of a vector (trained,) with every tensor stored as it was declared.

        So it may be saved: how a network stores it hangs on what is fastest there.
        """
        saved = flat.copy()
        for slot in self._turned():
            slot.declared_view(saved)[...] = slot.view(flat)
        return saved

    def stored(self, saved: Array) -> Array:
        """The way back from `declared`."""
        flat = saved.copy()
        for slot in self._turned():
            slot.view(flat)[...] = slot.declared_view(saved)
        return flat

    def _turned(self) -> list[Slot]:
        return [slot for slot in self.trained if slot.transposed != slot.declared.transposed]


def _lay_out(
    graph: Graph, declared: list[tuple[int, str, Parameter]], by_rows: frozenset[int]
) -> Iterator[Slot]:
    """One after the other: what is trained, what is frozen, what has no gradient."""

    def rank(entry: tuple[int, str, Parameter]) -> tuple[bool, bool]:
        return not entry[2].trained, graph.nodes[entry[0]].layer.frozen

    start = 0
    for node, name, parameter in sorted(declared, key=rank):
        title, frozen = f"{graph.nodes[node].name}/{name}", graph.nodes[node].layer.frozen
        slot = Slot(node, name, title, parameter, start, frozen, node in by_rows)
        start = slot.stop
        yield slot


def _end(slots: Sequence[Slot]) -> int:
    return max((slot.stop for slot in slots), default=0)
