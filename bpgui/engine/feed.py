"""The feed of a plan: the memory into which a mini-batch is put, inputs and targets.

A data set has a row for every sample; what a network works on has the batch last. Turning a
mini-batch round takes as long as many a product with it, and products take it either way: where
only products read the inputs, they stay by rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Shape, empty, zeros
from bpgui.engine.check import Check
from bpgui.engine.graph import Graph
from bpgui.engine.layers.loss import Loss

#: Inputs of at most so many features have a one behind them, for a bias to meet: that saves calls.
#: Products with wide rows are faster where each begins on a cache line.
WIDE = 256


@dataclass(frozen=True)
class Block:
    """A part of the feed, some columns of a row of data: a vector, and a view of it.

    view (columns, batch); in memory it is (batch, columns) where `by_rows`.
    """

    memory: Array
    view: Array
    by_rows: bool

    @classmethod
    def of(cls, columns: int, batch: int, dtype: np.dtype, by_rows: bool) -> Block:
        """One with memory of its own."""
        memory = zeros([columns * batch], dtype)
        shape = (batch, columns) if by_rows else (columns, batch)
        turned = memory.reshape(shape)
        return cls(memory, turned.T if by_rows else turned, by_rows)

    def rows(self, memories: Array) -> Array:
        """Memories (n, size) such as this one's as (n, batch, columns)."""
        columns, batch = self.view.shape
        if self.by_rows:
            return memories.reshape(len(memories), batch, columns)
        return memories.reshape(len(memories), columns, batch).swapaxes(1, 2)


class Feed:
    """Views of one or two blocks of memory.

    x (features, batch), which lies by_rows or not. x_ones, with a row of ones below, where `ones`.
    t (outputs, batch). weights (batch,), what every row of the data counts, where `weighted`.
    """

    def __init__(
        self,
        features: int,
        outputs: int,
        batch: int,
        dtype: np.dtype,
        *,
        by_rows: bool,
        ones: bool,
        weighted: bool,
    ) -> None:
        inputs, others = features + ones, outputs + weighted
        self.by_rows, self.batch = by_rows, batch
        columns = [inputs, others] if by_rows else [inputs + others]
        self.blocks = tuple(
            Block.of(n, batch, dtype, by_rows and k == 0) for k, n in enumerate(columns)
        )
        first, last = self.blocks[0].view[:inputs], self.blocks[-1].view[-others:]
        self.x = first[:features]
        self.x_ones = first if ones else None
        if ones:
            first[-1] = 1
        self.t = last[:outputs]
        self.weights = last[-1] if weighted else None

    def put(self, x: Array, t: Array | None = None, weights: Array | None = None) -> None:
        """A mini-batch, rows first: x (batch, ...), t (batch, outputs), weights (batch,)."""
        self.x[...] = x.reshape(len(x), -1).T
        if t is not None:
            self.t[...] = t.reshape(len(t), -1).T
        if self.weights is not None:
            self.weights[...] = 1 if weights is None else weights

    def tables(self, x: Array, t: Array, weights: Array | None = None) -> list[Array]:
        """The rows of a data set, (rows, columns) for each block."""
        inputs, others = [x.reshape(len(x), -1)], [t.reshape(len(t), -1)]
        if weights is not None:
            others.append(weights[:, None])
        if self.x_ones is not None:
            inputs.append(np.ones((len(x), 1)))
        parts = [inputs, others] if self.by_rows else [[*inputs, *others]]
        return [_beside_each_other(part, self.x.dtype) for part in parts]


def _beside_each_other(parts: list[Array], dtype: np.dtype) -> Array:
    """One table, without a copy in another dtype on the way: it may be most of the memory."""
    table = empty([len(parts[0]), sum(part.shape[1] for part in parts)], dtype)
    return np.concatenate(parts, axis=1, out=table, casting="same_kind")


def shaped(x: Array, shape: Shape) -> Array:
    """The view (shape..., batch) of x (features, batch), whichever way it lies in memory."""
    if x.flags.c_contiguous:
        return x.reshape(*shape, x.shape[1])
    return np.moveaxis(x.T.reshape(-1, *shape), 0, -1)


def readers_without_ones(graph: Graph, check: Check) -> frozenset[int]:
    """The `readers_by_rows` of inputs that have no ones behind them; none where they have."""
    readers = readers_by_rows(graph, check)
    wide = any(math.prod(check.shapes[entrance]) > WIDE for entrance in check.entrances)
    layers = [graph.nodes[id].layer for id in readers]
    met = all(layer.reads_ones for layer in layers if not layer.reshapes)
    return frozenset() if met and not wide else readers


def readers_by_rows(graph: Graph, check: Check) -> frozenset[int]:
    """The nodes that read the inputs by rows, and those that only reshape them on the way there;
    none where the inputs are turned round."""
    compared = any(_compares_with_inputs(graph, head) for head in check.heads)
    if len(check.entrances) != 1 or compared:
        return frozenset()
    entrance = check.entrances[0]
    readers = frozenset(_readers(graph, check, entrance))
    fit = all(graph.nodes[id].layer.reads_rows for id in readers)
    return readers if fit else frozenset()


def _compares_with_inputs(graph: Graph, head: int) -> bool:
    layer = graph.nodes[head].layer
    return isinstance(layer, Loss) and layer.target == "input"


def _readers(graph: Graph, check: Check, source: int) -> Iterator[int]:
    for edge in graph.outgoing[source]:
        if edge.target in check.live:
            yield edge.target
            if graph.nodes[edge.target].layer.reshapes:
                yield from _readers(graph, check, edge.target)
