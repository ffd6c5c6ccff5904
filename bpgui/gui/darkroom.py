"""The darkroom: takes the pictures that views asked for, within a share of the time."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from bpgui.engine.trainer import Trainer
from bpgui.gui.batch import Failure, Probe
from bpgui.project.session import Prepared

#: All pictures together may take this share of the time.
SHARE = 0.05


@dataclass
class _Watched:
    probe: Probe
    due: float = 0.0


class Darkroom:
    """Probes by key. A dear one is taken less often, so that training keeps its speed."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}

    def watch(self, key: str, probe: Probe | None) -> None:
        """Have this picture taken from now on, at once first; None: no longer."""
        if probe is None:
            self._watched.pop(key, None)
        else:
            self._watched[key] = _Watched(probe)

    def take(self, key: str, trainer: Trainer, prepared: Prepared) -> object:
        """The picture of this key, or the Failure in its place."""
        watched = self._watched[key]
        begun = perf_counter()
        try:
            return watched.probe.take(trainer, prepared)
        except Exception as error:
            return Failure(f"This picture could not be made ({type(error).__name__}: {error}).")
        finally:
            end = perf_counter()
            watched.due = end + (end - begun) * len(self._watched) / SHARE

    def take_all(self, trainer: Trainer, prepared: Prepared) -> dict[str, object]:
        """Every picture."""
        return {key: self.take(key, trainer, prepared) for key in self._watched}

    def take_due(self, trainer: Trainer, prepared: Prepared) -> dict[str, object]:
        """The pictures whose turn it is."""
        now = perf_counter()
        due = [key for key, watched in self._watched.items() if watched.due <= now]
        return {key: self.take(key, trainer, prepared) for key in due}
