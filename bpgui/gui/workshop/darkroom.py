"""The darkroom: takes the pictures that views asked for, within a share of the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from bpgui.gui.batch import Failure, Probe
from bpgui.gui.workshop.bench import Bench

#: All pictures together may take this share of the time.
SHARE = 0.05
#: Seconds after which the other pictures have to wait for the next turn.
TURN = 0.005


@dataclass
class _Watched:
    """due: when it may be taken again while a run trains. took: seconds it took the last time, 0
    before the first."""

    probe: Probe
    due: float = 0.0
    took: float = 0.0


class Darkroom:
    """Probes by key. A dear one is taken less often, so that training keeps its speed."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}

    @property
    def keys(self) -> list[str]:
        """The pictures that are wanted."""
        return list(self._watched)

    def watch(self, key: str, probe: Probe | None) -> None:
        """Have this picture taken from now on, at once first; None: no longer."""
        if probe is None:
            self._watched.pop(key, None)
        else:
            self._watched[key] = _Watched(probe)

    def take(self, key: str, bench: Bench) -> object:
        """The picture of this key, or the Failure in its place."""
        try:
            return self._watched[key].probe.take(bench.trainer, bench.prepared)
        except Exception as error:
            return Failure(f"This picture could not be made ({type(error).__name__}: {error}).")

    def take_due(self, bench: Bench, hurried: Callable[[], bool]) -> dict[str, object]:
        """The pictures whose turn it is, the longest overdue first; none more once it is
        `hurried`, or they have taken long enough."""
        now = perf_counter()
        due = sorted((w.due, key) for key, w in self._watched.items() if w.due <= now)
        taken: dict[str, object] = {}
        for _, key in due:
            begun = perf_counter()
            if hurried() or (taken and begun - now > TURN):
                break
            taken[key] = self.take(key, bench)
            self._put_off(self._watched[key], perf_counter() - begun)
        return taken

    def _put_off(self, watched: _Watched, took: float) -> None:
        """Leave the rest of the time to training. The first of all takes longer than those that
        follow, and any may be held up by other work: one such time does not count."""
        pause = min(took, watched.took) * len(self._watched) / SHARE
        watched.took, watched.due = took, perf_counter() + pause
