"""What every layer of a checked diagram costs: parameters, multiply-adds and memory."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bpgui.engine.check import Check, in_port_order

#: Arrays a node keeps per output value: the output and its gradient, and about two of scratch.
RESULTS, WORK = 2, 2
#: Vectors as long as the parameters: values, gradient, two moments, two of scratch.
VECTORS = 6


@dataclass(frozen=True)
class Cost:
    """Of one layer, or of several together.

    parameters: trained ones. multiply_adds: of one row's forward pass. results and work: numbers
    kept for every row of a mini-batch, for the output with its gradient, and for working them out.
    """

    parameters: int = 0
    multiply_adds: int = 0
    results: int = 0
    work: int = 0

    def __sub__(self, other: Cost) -> Cost:
        return Cost(
            self.parameters - other.parameters,
            self.multiply_adds - other.multiply_adds,
            self.results - other.results,
            self.work - other.work,
        )

    def parameter_bytes(self, itemsize: int = 4) -> int:
        """About how much memory the parameters take, with gradient and optimiser."""
        return VECTORS * itemsize * self.parameters

    def bytes(self, batch: int, itemsize: int = 4) -> int:
        """About how much memory all of it takes in training with mini-batches of `batch` rows."""
        return self.parameter_bytes(itemsize) + (self.results + self.work) * batch * itemsize


def costs(check: Check) -> dict[int, Cost]:
    """Of every node that takes part and whose shape is known, by id, in diagram order."""
    return {id: cost_of(check, id) for id in check.live if id in check.shapes}


def total(some: Iterable[Cost]) -> Cost:
    """Of all of these together."""
    parts = list(some)
    return Cost(
        sum(cost.parameters for cost in parts),
        sum(cost.multiply_adds for cost in parts),
        sum(cost.results for cost in parts),
        sum(cost.work for cost in parts),
    )


def cost_of(check: Check, id: int) -> Cost:
    """Of one node that takes part and whose shape is known."""
    node = check.trained.nodes[id]
    layer = node.layer
    x = [check.shapes[edge.source] for edge in in_port_order(check.trained, node)]
    count, values = check.parameter_count(id), math.prod(check.shapes[id])
    if layer.reshapes:
        return Cost(count)
    work = WORK * values + layer.scratch(*x)
    return Cost(count, layer.multiply_adds(*x), RESULTS * values, work)
