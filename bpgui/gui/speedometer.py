"""The speedometer: steps a second, by the clock on the wall."""

from __future__ import annotations

from collections import deque
from time import perf_counter

#: Seconds over which the speed is measured.
SPAN = 1.0


class Speedometer:
    """Told of steps as they come, it knows the speed over the last SPAN."""

    def __init__(self) -> None:
        self._paces: deque[tuple[float, int]] = deque()

    def begin(self, step: int) -> None:
        """It goes on from this step now."""
        self._paces.clear()
        self._paces.append((perf_counter(), step))

    def speed(self, step: int) -> float | None:
        """Steps a second up to this step, which has just come; None in the first instant."""
        now, paces = perf_counter(), self._paces
        paces.append((now, step))
        while len(paces) > 2 and now - paces[1][0] > SPAN:
            paces.popleft()
        begun, first = paces[0]
        seconds = now - begun
        return (step - first) / seconds if seconds > 0 else None
