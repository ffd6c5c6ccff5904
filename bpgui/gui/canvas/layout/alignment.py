"""The height of every node: long wires straight first, then as many others as possible."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from bpgui.gui.canvas.layout.box import CARD_BOX, Box
from bpgui.gui.canvas.layout.ordering import Columns

#: Rounds in which blocks are drawn towards what they are wired to.
_ROUNDS = 6

Segment = tuple[int, int]


class Alignment:
    """Blocks of ids that share a height, held apart from the blocks above and below."""

    def __init__(self, columns: Columns, boxes: Mapping[int, Box], gap: float, lane: float) -> None:
        self._columns = columns
        self._boxes, self._gap, self._lane = boxes, gap, lane
        self._block: dict[int, int] = {id: id for id in columns.rank}
        self._align()
        self._above: dict[int, dict[int, float]] = {}
        self._below: dict[int, dict[int, float]] = {}
        self._hold_apart()

    def heights(self) -> dict[int, float]:
        """The middle of every id, 0 for the block that runs through most columns."""
        order = self._from_top()
        middle = self._longest()
        y = self._packed(order, middle)
        pulls = self._pulls()
        for turn in range(_ROUNDS):
            for block in order if turn % 2 else reversed(order):
                if block != middle and block in pulls:
                    self._settle(block, y, pulls[block])
        return {id: y[block] for id, block in self._block.items()}

    # -- which ids share a height --------------------------------------------------------------

    def _align(self) -> None:
        """Join ids of neighbouring columns into blocks, by importance, where none cross."""
        place = {id: i for column in self._columns.columns for i, id in enumerate(column)}
        joined_left, joined_right = set[int](), set[int]()
        accepted: dict[int, list[tuple[int, int]]] = {}
        for first, second in self._by_importance(place):
            if first in joined_right or second in joined_left:
                continue
            spot = (place[first], place[second])
            others = accepted.setdefault(self._columns.rank[first], [])
            if any((spot[0] < a) != (spot[1] < b) for a, b in others):
                continue
            others.append(spot)
            joined_right.add(first)
            joined_left.add(second)
            self._join(first, second)

    def _by_importance(self, place: dict[int, int]) -> list[Segment]:
        """All pieces of wire: long wires first, then those past other layers, then the rest.

        Of the rest come first those between nodes with few wires, and those to the middle one of
        several neighbours.
        """
        columns = self._columns
        before, after = columns.before, columns.after

        def burden(pair: Segment) -> tuple[int, float]:
            first, second = pair
            aside = _off_middle(place, second, after[first]) + _off_middle(
                place, first, before[second]
            )
            return len(after[first]) + len(before[second]), aside

        inner, past, rest = list[Segment](), list[Segment](), list[Segment]()
        for wire in sorted(columns.wires, key=len, reverse=True):
            skips = len(wire) > 2 and len(after[wire[0]]) > 1 and len(before[wire[-1]]) > 1
            for pair in pairwise(wire):
                (inner if max(pair) < 0 else past if skips else rest).append(pair)
        return [*inner, *past, *sorted(rest, key=burden)]

    def _join(self, first: int, second: int) -> None:
        self._block[self._root(second)] = self._root(first)

    def _root(self, id: int) -> int:
        while self._block[id] != id:
            self._block[id] = self._block[self._block[id]]
            id = self._block[id]
        return id

    # -- how far apart -------------------------------------------------------------------------

    def _hold_apart(self) -> None:
        for id in self._block:
            self._block[id] = self._root(id)
        for block in set(self._block.values()):
            self._above[block], self._below[block] = {}, {}
        for column in self._columns.columns:
            for upper, lower in pairwise(column):
                first, second = self._block[upper], self._block[lower]
                apart = max(self._apart(upper, lower), self._below[first].get(second, 0.0))
                self._below[first][second] = self._above[second][first] = apart

    def _apart(self, upper: int, lower: int) -> float:
        below = 0.0 if upper < 0 else self._boxes.get(upper, CARD_BOX).below
        above = 0.0 if lower < 0 else self._boxes.get(lower, CARD_BOX).above
        return below + above + (self._gap if upper >= 0 and lower >= 0 else self._lane)

    def _from_top(self) -> list[int]:
        """All blocks, each after those above it."""
        waiting = {block: len(above) for block, above in self._above.items()}
        order = [block for block, count in waiting.items() if not count]
        for block in order:  # grows while it is walked
            for lower in self._below[block]:
                waiting[lower] -= 1
                if not waiting[lower]:
                    order.append(lower)
        return order

    # -- where ---------------------------------------------------------------------------------

    def _longest(self) -> int:
        sizes: dict[int, int] = {}
        for block in self._block.values():
            sizes[block] = sizes.get(block, 0) + 1
        return max(sizes, key=lambda block: sizes[block])

    def _packed(self, order: list[int], middle: int) -> dict[int, float]:
        """Every block as near to the middle one as those between them allow."""
        y: dict[int, float] = {middle: 0.0}
        for block in order:
            tops = [y[b] + apart for b, apart in self._above[block].items() if b in y]
            if tops and block != middle:
                y[block] = max(tops)
        for block in reversed(order):
            if block not in y or block == middle:
                bottoms = [y[b] - apart for b, apart in self._below[block].items() if b in y]
                y[block] = min(bottoms, default=0.0) if block != middle else 0.0
        for block in order:  # what stood beside the middle block may still overlap
            tops = [y[b] + apart for b, apart in self._above[block].items()]
            y[block] = max([y[block], *tops])
        return y

    def _pulls(self) -> dict[int, list[int]]:
        """For every block, the blocks it is wired to."""
        pulls: dict[int, list[int]] = {}
        for wire in self._columns.wires:
            for first, second in pairwise(wire):
                a, b = self._block[first], self._block[second]
                if a != b:
                    pulls.setdefault(a, []).append(b)
                    pulls.setdefault(b, []).append(a)
        return pulls

    def _settle(self, block: int, y: dict[int, float], pulls: list[int]) -> None:
        """Move a block as near to what it is wired to as its neighbours leave room."""
        wishes = sorted(y[other] for other in pulls)
        wish = (wishes[(len(wishes) - 1) // 2] + wishes[len(wishes) // 2]) / 2
        top = max((y[b] + apart for b, apart in self._above[block].items()), default=wish)
        bottom = min((y[b] - apart for b, apart in self._below[block].items()), default=wish)
        if top <= bottom:
            y[block] = min(max(wish, top), bottom)


def _off_middle(place: dict[int, int], id: int, siblings: list[int]) -> float:
    """How far an id is from the middle of its siblings."""
    if len(siblings) == 1:
        return 0.0
    places = sorted(place[other] for other in siblings)
    return abs(place[id] - (places[(len(places) - 1) // 2] + places[len(places) // 2]) / 2)
