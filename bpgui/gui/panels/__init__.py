"""Panels around the canvas."""

from bpgui.gui.panels.health import HealthPanel
from bpgui.gui.panels.inspector import Inspector
from bpgui.gui.panels.palette import Palette
from bpgui.gui.panels.problems import Problems
from bpgui.gui.panels.runbar import Health, RunBar
from bpgui.gui.panels.runs import RunsPanel
from bpgui.gui.panels.scrubber import Scrubber
from bpgui.gui.panels.steps import Steps

__all__ = [
    "Health",
    "HealthPanel",
    "Inspector",
    "Palette",
    "Problems",
    "RunBar",
    "RunsPanel",
    "Scrubber",
    "Steps",
]
