"""The walk of a plan: its steps compiled, many in one go, and how their losses are told."""

from __future__ import annotations

from collections.abc import Sequence

from bpgui.engine.arrays import Array, Call
from bpgui.engine.feeder import Feeder
from bpgui.engine.loss import Tally
from bpgui.engine.plan import Plan
from bpgui.engine.straight import Track, straight
from bpgui.engine.trail import Trail, trails


class Walk:
    """Steps of one plan, in stretches: rates, where they change, rows, calls, and what is noted.

    The gradient of every step, or what is measured of it, is left in `gradients`. Its loss goes to
    `losses` (lines of the log,); with a tally, when a stretch is over, of at most so many steps.
    """

    def __init__(
        self,
        plan: Plan,
        update: Sequence[Call],
        rates: Sequence[Track],
        feeder: Feeder,
        gradients: Trail,
        losses: Array,
        tally: Tally | None,
        most: int,
    ) -> None:
        self._loss, self._losses, self._tally = plan.loss, losses, tally
        each = [Trail(plan.loss, losses[:, None])]
        self._told = each if tally is None else trails(tally.left, most)
        self._left = [gradients, *self._told]
        forward = [call for call in plan.forward if tally is None or call is not tally.call]
        calls = [*forward, *plan.backward, *update]
        own = [*rates, *feeder.tracks(plan.feed, calls)]
        noted = [track for trail in self._left for track in trail.tracks(calls)]
        self._own = [track.items for track in own]
        self._noted = [track.items for track in noted]
        self._steps = straight(calls, [track.lane for track in (*own, *noted)])

    def make(self, start: int, stop: int, logged: int) -> None:
        """Steps `start` to `stop` of an epoch, when `logged` lines of the log are taken."""
        items = [items[start:stop] for items in self._own]
        count, taken = stop - start, logged + stop - start
        for rows in self._noted:
            first = logged % len(rows)
            items.append(rows[first : first + count])
        self._steps(*items)
        if self._tally is not None:
            losses = self._losses[logged:taken]
            self._tally.tell(losses, *[trail.left(logged, count) for trail in self._told])

    def catch_up(self, taken: int) -> None:
        """Have loss and gradient be those of the last step, after `taken` lines of the log."""
        for trail in self._left:
            trail.catch_up(taken)
        self._loss[...] = self._losses[taken - 1]
