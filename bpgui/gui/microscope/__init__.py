"""The microscope: back-propagation of one sample, step by step, number by number."""

from __future__ import annotations

from bpgui.gui.microscope.microscope import Microscope

__all__ = ["Microscope"]
