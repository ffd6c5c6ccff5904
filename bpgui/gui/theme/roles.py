"""Roles of widgets: what a button, label or frame is for, and so how the stylesheet dresses it."""

from __future__ import annotations

from typing import Literal, TypeVar

from PySide6.QtWidgets import QLabel, QWidget

Role = Literal[
    # buttons
    "primary",
    "danger",
    "flat",
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
    "pill",
    "notice",
    "divider",
]
W = TypeVar("W", bound=QWidget)


def mark(widget: W, role: Role | Literal[""]) -> W:
    """Give `widget` its role, now or again later, and return it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()
    return widget


def label(text: str, role: Role | Literal[""] = "") -> QLabel:
    """A label of plain text in a role."""
    made = QLabel(text)
    return mark(made, role)
