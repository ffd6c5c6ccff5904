"""Roles of widgets: what a button, label or frame is for, and so how the stylesheet dresses it."""

from __future__ import annotations

from typing import Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QWidget

from bpgui.gui.theme.metrics import STEP

Role = Literal[
    # buttons
    "primary",
    "switch",
    "quiet",
    "phase",
    # labels
    "title",
    "heading",
    "section",
    "caption",
    "muted",
    "value",
    "figure",
    "good",
    "warning",
    "bad",
    # frames
    "panel",
    "bar",
    "card",
    "menu",
    "pill",
    "notice",
    "divider",
]
W = TypeVar("W", bound=QWidget)
S = TypeVar("S", bound=QAbstractSpinBox)


def mark(widget: W, role: Role | Literal[""]) -> W:
    """Give `widget` its role, now or again later, and return it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()
    return widget


def pad(spin_box: S) -> S:
    """Align the number of a spin box with the text of the other fields, and return the box.

    Qt 6.9 and later ignore a stylesheet's padding there.
    """
    spin_box.lineEdit().setTextMargins(STEP - 1, 0, 0, 0)
    return spin_box


def label(text: str, role: Role | Literal[""] = "") -> QLabel:
    """A label of plain text in a role."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return mark(made, role)


def hold(label: QLabel, *texts: str) -> None:
    """Give a label room for the widest of these for good, and show the first.

    A text that changes many times a second is then no matter of layout: that would reach up to the
    window, and have whatever lies on the way painted anew.
    """
    label.ensurePolished()
    width = 0
    for text in reversed(texts):
        label.setText(text)
        width = max(width, label.sizeHint().width())
    label.setFixedSize(width, label.sizeHint().height())
