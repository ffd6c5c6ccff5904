"""Checkpoints: states of a run kept at growing distances, within a memory budget.

The first steps change a network most, so the distance between two checkpoints grows in proportion
to their step. Training is repeatable, so the steps between them can be made again from the one
before.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator

from bpgui.engine.state import State

#: Bytes that the checkpoints of one run may take.
BUDGET = 256 << 20
#: The next checkpoint is due when the step has grown by this factor.
GROWTH = 1.02


class Checkpoints:
    """States by step, the oldest first. The first and the newest are always kept."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._states: list[State] = []
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._states)

    def __iter__(self) -> Iterator[State]:
        return iter(self._states)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that can be gone to."""
        return tuple(state.step for state in self._states)

    def due(self, step: int) -> bool:
        """Whether a state of this step is worth its memory."""
        return not self._states or step >= self._states[-1].step * GROWTH + 1

    def add(self, state: State) -> None:
        """Keep a state; those from its step on are dropped, as another future begins with it."""
        self.cut(state.step - 1)
        self._states.append(state)
        self._bytes += state.nbytes
        while self._bytes > self._budget and len(self._states) > 2:
            self._bytes -= self._states.pop(self._most_spared()).nbytes

    def cut(self, step: int) -> None:
        """Drop what lies behind this step: another future begins here."""
        while self._states and self._states[-1].step > step:
            self._bytes -= self._states.pop().nbytes

    def before(self, step: int) -> State:
        """The newest state at or before this step, else the first; LookupError without any."""
        if not self._states:
            raise LookupError("no checkpoint has been kept yet")
        index = bisect.bisect_right(self._states, step, key=lambda state: state.step) - 1
        return self._states[max(index, 0)]

    def _most_spared(self) -> int:
        """The checkpoint, neither first nor last, that leaves the smallest gap for its step."""

        def gap(index: int) -> float:
            before, after = self._states[index - 1].step, self._states[index + 1].step
            return (after - before) / (after + 1)

        return min(range(1, len(self._states) - 1), key=gap)
