"""The learning rate of a schedule, as lines of plain Python for the programs."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpgui.engine.schedule import Schedule
from bpgui.export.exporter import ExportError

#: Every kind of schedule: its factor on the learning rate when `t` epochs are done.
FACTORS: dict[str, Any] = {
    "Constant": lambda s: "1.0",
    "ReduceOnPlateau": lambda s: "1.0",
    "StepDecay": lambda s: f"{s.factor} ** math.floor(t / {s.epochs})",
    "ExponentialDecay": lambda s: f"{s.factor}**t",
    "Cosine": lambda s: _cosine(s),
}


def _cosine(s: Any) -> str:
    wave = f"(1 + math.cos(math.pi * min(t / {s.epochs}, 1))) / 2"
    return f"{s.lowest} + {1 - s.lowest} * {wave}" if s.lowest else wave


def plateau(schedule: Any) -> Any:
    """The part of a schedule that looks at the loss; None if there is none."""
    if schedule.kind() == "WarmUp":
        return plateau(schedule.then)
    return schedule if schedule.kind() == "ReduceOnPlateau" else None


def changes(schedule: Any) -> bool:
    """Whether the factor hangs on the time."""
    return schedule.kind() not in ("Constant", "ReduceOnPlateau")


def factor(schedule: Schedule) -> list[str]:
    """The function `factor(t)`; ExportError for a schedule that is not known here."""
    return [
        "def factor(t: float) -> float:",
        '    """What the learning rate is multiplied with when `t` epochs are done."""',
        *(f"    {line}" for line in _body(schedule)),
    ]


def _body(schedule: Any) -> list[str]:
    if schedule.kind() == "WarmUp":
        start, epochs = schedule.start, schedule.epochs
        return [
            f"if t < {epochs}:",
            *(f"    {line}" for line in _before(schedule.then, start, epochs)),
            f"t -= {epochs}",
            *_body(schedule.then),
        ]
    if schedule.kind() not in FACTORS:
        raise ExportError(
            f"The schedule {schedule.label} cannot be written as a program: "
            "export the weights as .npz instead."
        )
    return [f"return {FACTORS[schedule.kind()](schedule)}"]


def _before(then: Schedule, start: float, epochs: float) -> list[str]:
    """The rise, to what the schedule behind it begins with."""
    top = float(then.factors(np.zeros(1), np.array(then.memory()))[0])
    rise = f"{start} + {1 - start} * t / {epochs}" if start else f"t / {epochs}"
    return [f"return {rise}" if top == 1 else f"return {top} * ({rise})"]
