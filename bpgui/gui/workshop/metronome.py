"""The metronome: lets a run make no more than so many steps a second, to be watched."""

from __future__ import annotations

from time import perf_counter

#: Reports a second, at most, of a run that is held back.
BEATS = 60
#: Seconds of steps that may be made up for when the run has been held up.
ARREARS = 0.1


class Metronome:
    """Told of the steps made, it says how long to wait with the next. `rate`: steps a second, 0
    for as many as there can be."""

    def __init__(self) -> None:
        self._rate = 0.0
        self._next = 0.0

    @property
    def rate(self) -> float:
        """Steps a second; 0: unlimited."""
        return self._rate

    def set(self, rate: float) -> None:
        """Beat at this rate from now on."""
        self._rate, self._next = rate, perf_counter()

    @property
    def most(self) -> int | None:
        """So many steps a report may span, that they do not come in lumps; None: any number."""
        return max(1, round(self._rate / BEATS)) if self._rate else None

    def pause(self) -> float:
        """Seconds until the next step may be made."""
        return max(0.0, self._next - perf_counter()) if self._rate else 0.0

    def made(self, steps: int) -> None:
        """So many steps have been made."""
        if self._rate:
            self._next = max(self._next, perf_counter() - ARREARS) + steps / self._rate
