"""Dialogs: windows of their own that answer one question."""

from bpgui.gui.dialogs.about import About
from bpgui.gui.dialogs.gradient_check import GradientCheck

__all__ = ["About", "GradientCheck"]
