"""The tempo at which something is shown: numbers that change faster cannot be read."""

from __future__ import annotations

from time import perf_counter


class Tempo:
    """`due` says yes at most once in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._next = seconds, 0.0

    def due(self) -> bool:
        """Whether it is time again; if so, the next time is later."""
        now = perf_counter()
        if now < self._next:
            return False
        # In step with the clock, as long as it is asked often enough.
        self._next = max(self._next + self._seconds, now + self._seconds / 2)
        return True
