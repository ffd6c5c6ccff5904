"""The feed of a plan: the memory into which a mini-batch is put, inputs and targets.

A data set has a row for every sample; what a network works on has the batch last. Turning a wide
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

#: Inputs of at most so many features are turned round: a row of ones below them then saves the
#: calls for the bias.
WIDE = 256


@dataclass(frozen=True)
class Block:
    """A part of the feed: some columns of a row of data, from `start` on.

    view (columns, batch); its memory is (batch, columns) where `by_rows`.
    """

    start: int
    by_rows: bool
    view: Array

    def place(self, memory: Array) -> Array:
        """This block in a memory (..., size) of feeds, as (..., batch, columns)."""
        columns, batch = self.view.shape
        first = self.start * batch
        part = memory[..., first : first + self.view.size]
        if self.by_rows:
            return part.reshape(*memory.shape[:-1], batch, columns)
        return part.reshape(*memory.shape[:-1], columns, batch).swapaxes(-1, -2)


class Feed:
    """One vector, `memory`, and views of it.

    x (features, batch), by_rows or not; x_ones, with a row of ones below, where it is not.
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
        weighted: bool,
    ) -> None:
        ones = 0 if by_rows else 1
        width = features + ones + outputs + weighted
        self.by_rows, self.batch = by_rows, batch
        self.memory = zeros([width * batch], dtype)
        turned = self.memory.reshape(width, batch)
        self.x = turned[:features]
        self.x_ones: Array | None = None
        self.blocks: tuple[Block, ...] = (Block(0, False, turned),)
        if by_rows:
            self.x = self.memory[: features * batch].reshape(batch, features).T
            self.blocks = (
                Block(0, True, self.x),
                Block(features, False, turned[features:]),
            )
        else:
            self.x_ones = turned[: features + 1]
            self.x_ones[-1] = 1
        self.t = turned[features + ones : features + ones + outputs]
        self.weights = turned[-1] if weighted else None

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
        ones = np.ones((len(x), 1))
        parts = [inputs, others] if self.by_rows else [[*inputs, ones, *others]]
        return [_beside_each_other(part, self.memory.dtype) for part in parts]


def _beside_each_other(parts: list[Array], dtype: np.dtype) -> Array:
    """One table, without a copy in another dtype on the way: it may be most of the memory."""
    table = empty([len(parts[0]), sum(part.shape[1] for part in parts)], dtype)
    return np.concatenate(parts, axis=1, out=table, casting="same_kind")


def shaped(x: Array, shape: Shape) -> Array:
    """The view (shape..., batch) of x (features, batch), whichever way it lies in memory."""
    if x.flags.c_contiguous:
        return x.reshape(*shape, x.shape[1])
    return np.moveaxis(x.T.reshape(-1, *shape), 0, -1)


def readers_by_rows(graph: Graph, check: Check) -> frozenset[int]:
    """The nodes that read the inputs by rows, and those that only reshape them on the way there;
    none where the inputs are turned round."""
    compared = any(_compares_with_inputs(graph, head) for head in check.heads)
    if len(check.entrances) != 1 or compared:
        return frozenset()
    entrance = check.entrances[0]
    readers = frozenset(_readers(graph, check, entrance))
    fit = all(graph.nodes[id].layer.reads_rows for id in readers)
    wide = math.prod(check.shapes[entrance]) > WIDE
    return readers if fit and wide else frozenset()


def _compares_with_inputs(graph: Graph, head: int) -> bool:
    layer = graph.nodes[head].layer
    return isinstance(layer, Loss) and layer.target == "input"


def _readers(graph: Graph, check: Check, source: int) -> Iterator[int]:
    for edge in graph.outgoing[source]:
        if edge.target in check.live:
            yield edge.target
            if graph.nodes[edge.target].layer.reshapes:
                yield from _readers(graph, check, edge.target)
