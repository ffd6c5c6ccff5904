"""The ways from the outputs of a node to the losses, each a product: their number, and the largest.

A way is a walk through the network from entry to entry; the gradient at its beginning is the sum
over all of them of the product of the derivatives along it. The largest few are found without
writing all of them down, layer by layer from the losses back: the largest products through an entry
are among the largest of the entries it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.engine.activations.linear import Linear
from bpgui.engine.arrays import Array
from bpgui.engine.graph import Edge
from bpgui.engine.trace.jacobian import by_inputs, has_z, multiplies
from bpgui.engine.trace.latex import derivative, indexed
from bpgui.engine.trace.sample import Sample
from bpgui.engine.trace.sums import Factor


@dataclass(frozen=True)
class Stop:
    """A node that a way goes through, at one entry (flat), and the derivatives there."""

    node: int
    entry: int
    factors: tuple[Factor, ...]


@dataclass
class Tail:
    """For each entry (n,) of an array, the ways from there on.

    best (n, k): the largest products by size, 0 where there are fewer. counts (n,): how many ways
    there are. edge, entry, rank (n, k): the first wire of each (its place in `Ways.edges`), the
    entry of the next layer it leads to, and which of the ways from there it is.
    """

    best: Array
    counts: Array
    edge: Array
    entry: Array
    rank: Array


class Ways:
    """The ways behind one node, worked out for the layers they go through."""

    def __init__(self, sample: Sample, node: int, most: int) -> None:
        self._sample, self._most = sample, most
        self.edges: list[Edge] = []
        self._jacobians: dict[Edge, Array] = {}
        self._tails: dict[int, Tail] = {}
        behind = sample.graph.after(node)
        for id in reversed([id for id in sample.passages if id in behind]):
            self._tails[id] = self._tail(id)

    def from_error(self, node: int) -> Tail:
        """The ways from the z of a node (its output, where there is no z)."""
        return self._through(node, self._tails[node])

    def stops(self, node: int, entry: int, rank: int) -> Iterator[Stop]:
        """The derivatives along a way from the z of a node."""
        passage = self._sample.passages[node]
        if passage.handed:
            yield Stop(node, entry, (error_factor(self._sample, node, entry),))
            return
        own = slope_factor(self._sample, node, entry)
        tail = self._tails[node]
        edge = self.edges[tail.edge[entry, rank]]
        if edge.target in self._sample.verdicts:
            dy = float(self._sample.verdicts[edge.target].dy.ravel()[entry])
            name = indexed(derivative("a"), place(self._sample, node, entry))
            yield Stop(node, entry, (*own, Factor(name, dy)))
            return
        yield Stop(node, entry, own)
        after = int(tail.entry[entry, rank])
        first, *rest = self.stops(edge.target, after, int(tail.rank[entry, rank]))
        through = link(self._sample, edge, after, entry, float(self._jacobians[edge][after, entry]))
        yield Stop(first.node, first.entry, (*through, *first.factors))
        yield from rest

    # -- inside --------------------------------------------------------------------------------

    def _tail(self, node: int) -> Tail:
        """From the output of a node: over every wire, into every entry it leads to."""
        size = self._sample.passages[node].a.size
        parts = [self._over(edge, size) for edge in self._sample.targets(node)]
        return _largest(parts, self._most)

    def _over(self, edge: Edge, size: int) -> Tail:
        number = len(self.edges)
        self.edges.append(edge)
        if edge.target in self._sample.verdicts:
            dy = self._sample.verdicts[edge.target].dy.reshape(-1, 1)
            nothing = np.zeros((size, 1), np.intp)
            return Tail(dy, np.ones(size), nothing + number, nothing, nothing)
        wire = self._sample.sources(edge.target).index(edge)
        matrix = by_inputs(self._sample, edge.target)[wire]
        self._jacobians[edge] = matrix
        after = self._through(edge.target, self._tails[edge.target])
        outputs, most = after.best.shape
        # (inputs, outputs, k): every way on, one derivative further back.
        products = matrix.T[:, :, None] * after.best[None]
        counts = (matrix != 0).T @ after.counts
        best = products.reshape(size, -1)
        entry = np.broadcast_to(np.arange(outputs)[:, None], (outputs, most)).reshape(-1)
        rank = np.broadcast_to(np.arange(most), (outputs, most)).reshape(-1)
        order = _order(best, self._most)
        return Tail(
            np.take_along_axis(best, order, axis=1),
            counts,
            np.full(order.shape, number),
            entry[order],
            rank[order],
        )

    def _through(self, node: int, tail: Tail) -> Tail:
        """From the output of a node back to its z."""
        passage = self._sample.passages[node]
        if passage.handed:
            delta = passage.error.reshape(-1, 1)
            nothing = np.zeros(delta.shape, np.intp)
            return Tail(delta, np.ones(len(delta)), nothing, nothing, nothing)
        if not has_z(self._sample, node) or passage.slope is None:
            return tail
        slope = passage.slope.reshape(-1, 1)
        return Tail(slope * tail.best, tail.counts, tail.edge, tail.entry, tail.rank)


def place(sample: Sample, node: int, entry: int) -> tuple[int, ...]:
    """The index of a flat entry of a node's output."""
    return tuple(int(i) for i in np.unravel_index(entry, sample.passages[node].a.shape))


def error_factor(sample: Sample, node: int, entry: int) -> Factor:
    """delta of an entry, or dL/da where there is no z."""
    passage = sample.passages[node]
    symbol = derivative("a") if passage.delta is None else r"\delta"
    name = indexed(symbol, place(sample, node, entry))
    return Factor(name, float(passage.error.ravel()[entry]))


def slope_factor(sample: Sample, node: int, entry: int) -> tuple[Factor, ...]:
    """f'(z) of an entry; nothing where it is 1 for every z, or no factor at all."""
    passage = sample.passages[node]
    slope = passage.slope
    if slope is None or slope.shape != passage.a.shape or isinstance(passage.function, Linear):
        return ()
    name = indexed("f'(z)", place(sample, node, entry))
    return (Factor(name, float(slope.ravel()[entry])),)


def link(sample: Sample, edge: Edge, after: int, before: int, value: float) -> tuple[Factor, ...]:
    """The derivative of an entry behind a wire by one before it; nothing where it only hands on."""
    node = edge.target
    passage = sample.passages[node]
    if multiplies(sample, node):
        return (Factor(indexed("W", (after, before)), value),)
    if value == 1 and not passage.values:
        return ()
    top = indexed("z" if has_z(sample, node) else "a", place(sample, node, after))
    bottom = indexed("x", place(sample, edge.source, before))
    return (Factor(rf"\frac{{\partial {top}}}{{\partial {bottom}}}", value),)


def _order(values: Array, most: int) -> Array:
    """The places of the `most` largest by size in every row, largest first."""
    size = np.abs(values)
    if size.shape[1] > most:
        chosen = np.argpartition(-size, most - 1, axis=1)[:, :most]
    else:
        chosen = np.broadcast_to(np.arange(size.shape[1]), size.shape)
    order = np.argsort(-np.take_along_axis(size, chosen, axis=1), axis=1, kind="stable")
    return np.take_along_axis(chosen, order, axis=1)


def _largest(parts: list[Tail], most: int) -> Tail:
    """The largest of several sets of ways."""
    if len(parts) == 1:
        return parts[0]
    joined = [
        np.concatenate([getattr(part, name) for part in parts], axis=1)
        for name in ("best", "edge", "entry", "rank")
    ]
    order = _order(joined[0], most)
    best, edge, entry, rank = (np.take_along_axis(array, order, axis=1) for array in joined)
    return Tail(best, np.sum([part.counts for part in parts], axis=0), edge, entry, rank)
