"""What the physician has measured where the run is trained."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.trainer import Trainer
from bpgui.health import Vitals, measure
from bpgui.project.session import Prepared


@dataclass(frozen=True)
class VitalsProbe:
    """Measures between two steps."""

    def take(self, trainer: Trainer, prepared: Prepared) -> Vitals:
        """The vitals as they are now."""
        return measure(trainer, prepared)
