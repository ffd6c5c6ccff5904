"""Health: what is wrong with a training run, from measured numbers, by rules with a source.

`vitals` measures, every rule of `rules` examines, and a finding says what to do about it.
"""

# Makes every rule known.
import bpgui.health.rules  # noqa: F401
from bpgui.health.course import Course
from bpgui.health.finding import Cure, Finding
from bpgui.health.rule import Rule, examine, rules
from bpgui.health.vitals import LayerVitals, Vitals, measure

__all__ = [
    "Course",
    "Cure",
    "Finding",
    "LayerVitals",
    "Rule",
    "Vitals",
    "examine",
    "measure",
    "rules",
]
