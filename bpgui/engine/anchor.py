"""The anchor of a run: the last state that is known to be sound, to go back to from a bad one."""

from __future__ import annotations

import time
from collections.abc import Callable

from bpgui.engine.course import Course
from bpgui.engine.state import State

#: Seconds between two copies of the state.
KEEP_EVERY = 0.25


class Anchor:
    """A copy of the state of a course, renewed now and then.

    That the numbers of a state are finite does not make it sound: only after the next steps is it
    known that its loss was finite too. So a copy is first taken, and kept when these have gone
    well.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._kept = course.state()
        self._kept_at = time.perf_counter()
        self._taken: State | None = None

    def take(self) -> None:
        """Before some steps: copy the state if it is time."""
        late = time.perf_counter() - self._kept_at > KEEP_EVERY
        self._taken = self._course.state() if late else None

    def keep(self) -> None:
        """After these steps, which have gone well: it is the copy taken before them that counts."""
        if self._taken is not None:
            self._kept, self._kept_at = self._taken, time.perf_counter()

    def reset(self) -> None:
        """Go back to this state from now on, unless it has gone bad already."""
        state = self._course.state()
        if state.finite():
            self._kept = state
        self._kept_at = time.perf_counter()

    def replay(self, step: int, make: Callable[[int], object]) -> None:
        """Make the steps from the state kept to `step` again: the same seed, the same numbers.

        make: makes at most so many steps.
        """
        self._course.restore(self._kept)
        while self._course.step < step:
            make(step - self._course.step)

    def go_back(self, bad: int, make: Callable[[int], object]) -> None:
        """To the last sound state before step `bad`, whose loss or gradient was not finite."""
        # The update of step bad - 1 did the harm: its own loss and gradient were still finite.
        self.replay(bad - 2, make)
        if not self._course.state().finite():
            self._course.restore(self._kept)
        self.reset()
