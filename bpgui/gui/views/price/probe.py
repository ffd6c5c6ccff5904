"""The probe of the cost view: one measured step."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.stopwatch import Timing, time_step
from bpgui.engine.trainer import Trainer
from bpgui.project.session import Prepared


@dataclass(frozen=True)
class TimingProbe:
    """Times a step; the number tells one measurement from the next."""

    number: int

    def take(self, trainer: Trainer, prepared: Prepared) -> Timing:
        """The time of every layer."""
        return time_step(trainer, prepared.train)
