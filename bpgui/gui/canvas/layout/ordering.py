"""The order of the nodes in each column, so that few wires cross."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bpgui.gui.canvas.layout.ranks import Arc

_SWEEPS = 6
#: More arcs than this, and crossings are not counted: the last sweep is taken for the best.
_COUNTED = 3_000


class Columns:
    """The columns of a drawing: real nodes, and bends where a wire passes a column.

    Bends have negative ids. `wires` holds, for every arc, the ids along it from source to target.
    """

    def __init__(self, nodes: Sequence[int], arcs: Sequence[Arc], rank: Mapping[int, int]) -> None:
        depth = max(rank.values(), default=-1) + 1
        self.columns: list[list[int]] = [[] for _ in range(depth)]
        self.wires: list[list[int]] = []
        self.rank = dict(rank)
        bend = 0
        for source, target in arcs:
            wire = [source]
            for column in range(rank[source] + 1, rank[target]):
                bend -= 1
                self.rank[bend] = column
                self.columns[column].append(bend)
                wire.append(bend)
            self.wires.append([*wire, target])
        # Below the wires that pass, so that what a wire leads past hangs from it.
        for node in nodes:
            self.columns[rank[node]].append(node)
        self.before: dict[int, list[int]] = {id: [] for id in self.rank}
        self.after: dict[int, list[int]] = {id: [] for id in self.rank}
        for wire in self.wires:
            for first, second in pairwise(wire):
                self.after[first].append(second)
                self.before[second].append(first)

    def sort(self) -> None:
        """Reorder every column by the middle of its neighbours, to and fro, and keep the best."""
        counts = sum(len(wire) - 1 for wire in self.wires) <= _COUNTED
        best = [list(column) for column in self.columns]
        fewest = self.crossings() if counts else 0
        for sweep in range(_SWEEPS):
            if counts and not fewest:
                return
            self._sweep(forward=sweep % 2 == 0)
            if not counts:
                continue
            crossings = self.crossings()
            if crossings < fewest:
                best, fewest = [list(column) for column in self.columns], crossings
        if counts:
            self.columns = best

    def crossings(self) -> int:
        """How many pairs of wires cross between columns."""
        total = 0
        for left, right in pairwise(self.columns):
            if len(left) == 1 or len(right) == 1:
                continue
            place = {id: index for index, id in enumerate(right)}
            ends: list[int] = []
            for id in left:
                targets = sorted([place[target] for target in self.after[id]])
                for target in targets:
                    total += len(ends) - bisect_right(ends, target)
                for target in targets:
                    insort(ends, target)
        return total

    def _sweep(self, forward: bool) -> None:
        near = self.before if forward else self.after
        columns = self.columns if forward else self.columns[::-1]
        for still, moving in pairwise(columns):
            place = {id: index for index, id in enumerate(still)}
            wish = {
                id: _middle([place[other] for other in near[id]], index)
                for index, id in enumerate(moving)
            }
            moving.sort(key=wish.__getitem__)


def _middle(places: list[int], otherwise: int) -> float:
    if len(places) == 1:
        return float(places[0])
    return sum(places) / len(places) if places else float(otherwise)
