"""The evaluator: a network's answers and its loss on any rows, outside of training."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check
from bpgui.engine.cost import costs, total
from bpgui.engine.graph import Graph
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan

#: Rows worked on at once, fewer where they would take more than so many bytes.
CHUNK, ROOM = 512, 1 << 28

#: Asked between two pieces of work: whether to give up what is left.
Abandon = Callable[[], bool]


class Abandoned(Exception):
    """Somebody could not wait for the answers."""


class Evaluator:
    """Plans that share a network's parameters, with dropout and the like off; made when needed."""

    def __init__(self, graph: Graph, check: Check, parameters: Parameters) -> None:
        self._graph, self._check, self._parameters = graph, check, parameters
        self._plans: dict[int, Plan] = {}

    @cached_property
    def chunk(self) -> int:
        """How many rows are best worked on at once."""
        cost = total(costs(self._check).values())
        row = (cost.results + cost.work) * self._parameters.values.itemsize
        return max(1, min(CHUNK, ROOM // max(row, 1)))

    def plan(self, batch: int) -> Plan:
        """The plan for this many rows."""
        if batch not in self._plans:
            plan = Plan(
                self._graph, self._check, self._parameters, batch, training=False, weighted=True
            )
            self._plans[batch] = plan
            if len(self._plans) > 8:
                self._plans.pop(next(iter(self._plans)))
        return self._plans[batch]

    def predict(self, x: Array) -> Array:
        """Outputs (rows, outputs...) for prepared inputs (rows, ...)."""
        return self.answers(x, None)[0]

    def answers(
        self,
        x: Array,
        t: Array | None,
        weights: Array | None = None,
        abandon: Abandon | None = None,
    ) -> tuple[Array, float]:
        """Outputs (rows, outputs...) and the mean loss over all rows (0 without targets).

        weights (rows,): what every row counts in the loss. Abandoned if `abandon` says so.
        """
        outputs: list[Array] = []
        total = 0.0
        with np.errstate(all="ignore"):
            for start in range(0, len(x), self.chunk):
                if abandon is not None and abandon():
                    raise Abandoned
                part = x[start : start + self.chunk]
                plan = self.plan(len(part))
                rows = slice(start, start + self.chunk)
                plan.put(
                    part, None if t is None else t[rows], None if weights is None else weights[rows]
                )
                plan.run(backward=False)
                outputs.append(np.moveaxis(plan.output, -1, 0).copy())
                total += float(plan.loss) * len(part)
        if not outputs:
            return np.zeros((0, *self._output_shape())), 0.0
        return np.concatenate(outputs), total / len(x)

    def _output_shape(self) -> tuple[int, ...]:
        return self.plan(1).output.shape[:-1]
