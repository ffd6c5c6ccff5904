"""The feeder: puts the rows of a data set, mini-batch by mini-batch, into the feed of a plan."""

from __future__ import annotations

from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, empty
from bpgui.engine.plan import Plan

#: Sets up to this size are shuffled once an epoch into batches that only need one copy each.
SMALL = 8 << 20


class Feeder:
    """The training rows in the order of an epoch; `calls[i]` puts mini-batch i into its feed.

    x (rows, ...), t (rows, outputs) and weights (rows,) are kept as one table in the layout of a
    plan's feed. The last mini-batch may be shorter, and has a plan of its own.
    """

    def __init__(
        self, x: Array, t: Array, plans: list[Plan], dtype: str, weights: Array | None = None
    ) -> None:
        self._table = table(x, t, dtype, weights)
        self._plans = plans
        self._starts = np.cumsum([0, *(plan.batch for plan in plans)])
        self.order = np.arange(len(x))
        width = self._table.shape[1]
        self._small = self._table.nbytes <= SMALL
        self._gathered = {plan.batch: empty([plan.batch, width], dtype) for plan in plans}
        rows = len(x) if self._small else 0
        full = rows // plans[0].batch
        self._sorted = empty([rows, width], dtype)
        self._full = empty([full, width, plans[0].batch], dtype)
        self._rest = empty([width, rows - full * plans[0].batch], dtype)
        self.calls: list[Call] = [self._call(i) for i in range(len(plans))]

    def arrange(self, order: Array) -> None:
        """Take the rows in this order from now on."""
        self.order[...] = order
        if not self._small:
            return
        full, width, batch = self._full.shape
        self._table.take(self.order, 0, self._sorted, "clip")
        in_full = self._sorted[: full * batch].reshape(full, batch, width)
        np.copyto(self._full, in_full.transpose(0, 2, 1))
        np.copyto(self._rest, self._sorted[full * batch :].T)

    def _call(self, index: int) -> Call:
        plan = self._plans[index]
        if self._small:
            ready = self._full[index] if index < len(self._full) else self._rest
            # Assigning costs 0.1 us less than np.copyto.
            return partial(plan.feed.__setitem__, ..., ready)
        gathered = self._gathered[plan.batch]
        rows = self.order[self._starts[index] : self._starts[index + 1]]
        take = partial(self._table.take, rows, 0, gathered, "clip")
        turn = partial(np.copyto, plan.feed, gathered.T)

        def gather() -> None:
            take()
            turn()

        return gather


def table(x: Array, t: Array, dtype: str, weights: Array | None = None) -> Array:
    """Rows (features, 1, targets, and the weight if there are any): a plan's feed, transposed."""
    parts = [x.reshape(len(x), -1), np.ones((len(x), 1)), t.reshape(len(t), -1)]
    if weights is not None:
        parts.append(weights[:, None])
    return np.concatenate(parts, axis=1).astype(dtype)
