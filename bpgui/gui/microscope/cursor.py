"""Where in the steps one is, kept when the steps come anew with other numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bpgui.engine.trace import Phase, Step

Index = tuple[int, ...]


class Cursor:
    """The step at hand (`at`, from 0), and the entry of its result that is worked out."""

    def __init__(self) -> None:
        self.steps: tuple[Step, ...] = ()
        self.at = 0
        self.entry: Index | None = None

    @property
    def step(self) -> Step:
        """The step at hand; there must be steps."""
        return self.steps[self.at]

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """The same steps with other numbers, or those of another network."""
        before = [(s.phase, s.node, s.equation) for s in self.steps]
        now = [(s.phase, s.node, s.equation) for s in steps]
        entry = self.entry
        place = before[self.at] if self.steps else None
        self.steps = steps
        if before == now:
            self._work_out(entry)
            return
        self.to(now.index(place) if place in now else 0)

    def to(self, at: int) -> None:
        """The step of this number, or the nearest there is."""
        self.at = max(0, min(at, len(self.steps) - 1))
        self._work_out(None)

    def move(self, move: str) -> None:
        """first, previous, next or last."""
        places = {"first": 0, "previous": self.at - 1, "next": self.at + 1, "last": len(self.steps)}
        self.to(places[move])

    def to_phase(self, phase: Phase) -> bool:
        """The first step of a phase; whether there is one."""
        return self._to_first(lambda step: step.phase == phase)

    def to_node(self, node: int) -> bool:
        """The first step of a node, in this phase if it has one there; whether it has any."""
        phase = self.step.phase
        return self._to_first(lambda s: s.node == node and s.phase == phase) or self._to_first(
            lambda s: s.node == node
        )

    def next_entry(self, by: int) -> None:
        """The entry so many places on, in the order of rows."""
        result = self.step.result
        if result is None or not self.entry:
            return
        shape = result.value.shape
        flat = (int(np.ravel_multi_index(self.entry, shape)) + by) % result.value.size
        self.entry = tuple(int(i) for i in np.unravel_index(flat, shape))

    def _to_first(self, wanted: Callable[[Step], bool]) -> bool:
        found = next((i for i, s in enumerate(self.steps) if wanted(s)), None)
        if found is not None:
            self.to(found)
        return found is not None

    def _work_out(self, entry: Index | None) -> None:
        """This entry, if the result has it; else its first that is not zero."""
        result = self.step.result
        if result is None:
            self.entry = None
            return
        shape = result.value.shape
        fits = entry is not None and len(entry) == len(shape)
        if fits and entry is not None and all(i < n for i, n in zip(entry, shape, strict=True)):
            self.entry = entry
        else:
            flat = int(np.argmax(result.value.ravel() != 0))
            self.entry = tuple(int(i) for i in np.unravel_index(flat, shape))
