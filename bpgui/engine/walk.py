"""The walk of a plan: its steps compiled, many in one go, and how their losses are told."""

from __future__ import annotations

from collections.abc import Sequence

from bpgui.engine.arrays import Array, Call
from bpgui.engine.feeder import Feeder
from bpgui.engine.loss import Tally
from bpgui.engine.plan import Plan
from bpgui.engine.straight import Track, straight
from bpgui.engine.trail import Trail, trails

#: The items of a stretch, one list a lane; and what its losses are told from.
Cut = tuple[list[Sequence[object]], list[Array]]
#: So many are kept, of stretches of at most so many steps.
CUTS, SHORT = 64, 64


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
        self._cuts: dict[tuple[int, int, int], Cut] = {}

    def make(self, start: int, stop: int, logged: int) -> None:
        """Steps `start` to `stop` of an epoch, when `logged` lines of the log are taken."""
        cut = self._cuts.get((start, stop, logged)) or self._cut(start, stop, logged)
        items, told = cut
        self._steps(*items)
        if self._tally is not None:
            self._tally.tell(*told)

    def _cut(self, start: int, stop: int, logged: int) -> Cut:
        """What a stretch needs of all lists and stacks. Runs of short epochs go through the same
        few stretches again and again: those are kept."""
        count = stop - start
        items = [items[start:stop] for items in self._own]
        for rows in self._noted:
            first = logged % len(rows)
            items.append(rows[first : first + count])
        losses = self._losses[logged : logged + count]
        told = [losses, *(trail.left(logged, count) for trail in self._told)]
        if len(self._cuts) < CUTS and count <= SHORT:
            self._cuts[start, stop, logged] = items, told
        return items, told

    def catch_up(self, taken: int) -> None:
        """Have loss and gradient be those of the last step, after `taken` lines of the log."""
        for trail in self._left:
            trail.catch_up(taken)
        self._loss[...] = self._losses[taken - 1]
