"""Dialogs: windows of their own that answer one question."""

from bpgui.gui.dialogs.about import About
from bpgui.gui.dialogs.examples import Examples
from bpgui.gui.dialogs.first_steps import FirstSteps
from bpgui.gui.dialogs.gradient_check import GradientCheck
from bpgui.gui.dialogs.help import Help
from bpgui.gui.dialogs.shortcuts import Shortcuts

__all__ = ["About", "Examples", "FirstSteps", "GradientCheck", "Help", "Shortcuts"]
