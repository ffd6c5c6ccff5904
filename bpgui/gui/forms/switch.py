"""On or off, as a switch."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from bpgui.gui import theme
from bpgui.gui.forms.editor import MIXED, Editor

_WIDTH, _HEIGHT, _GAP = 34, 18, 8


class Switch(QCheckBox):
    """A check box drawn as a switch, with its state in words beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.checkStateChanged.connect(self._say)
        self._say()

    def sizeHint(self) -> QSize:
        words = max(self.fontMetrics().horizontalAdvance(word) for word in ("on", "off", MIXED))
        return QSize(_WIDTH + 2 * _GAP + words, 28)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, at: QPoint) -> bool:
        return self.rect().contains(at)

    def nextCheckState(self) -> None:
        mixed = self.checkState() == Qt.CheckState.PartiallyChecked
        self.setTristate(False)
        self.setChecked(mixed or not self.isChecked())

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, state = theme.current(), self.checkState()
        on, partly = state == Qt.CheckState.Checked, state == Qt.CheckState.PartiallyChecked
        track = QRectF(1, (self.height() - _HEIGHT) / 2, _WIDTH, _HEIGHT)
        ground = "accent_fill" if on else "field"
        edge = "accent" if self.hasFocus() or on else "disabled" if self.underMouse() else "line"
        if not self.isEnabled():
            ground, edge = ("disabled" if on else "panel"), "line"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(palette.color("text" if self.hasFocus() and on else edge))
        painter.setBrush(palette.color(ground))
        painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), _HEIGHT / 2, _HEIGHT / 2)
        share = 0.5 if partly else float(on)
        knob = QRectF(0, 0, _HEIGHT - 6, _HEIGHT - 6)
        knob.moveTo(track.left() + 3 + share * (track.width() - _HEIGHT), track.top() + 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("on_accent" if on else "muted"))
        painter.drawEllipse(knob)
        painter.setPen(palette.color("text" if self.isEnabled() and not partly else "muted"))
        words = self.rect().adjusted(_WIDTH + _GAP + 2, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._word())
        painter.end()

    def _say(self) -> None:
        self.setProperty("state", self._word())

    def _word(self) -> str:
        if self.checkState() == Qt.CheckState.PartiallyChecked:
            return MIXED
        return "on" if self.isChecked() else "off"


class ToggleEditor(Editor):
    """A switch."""

    def __init__(self) -> None:
        self._switch = Switch()
        super().__init__(self._switch)
        self._switch.clicked.connect(self._clicked)

    def set_value(self, value: Any) -> None:
        self._switch.setTristate(False)
        self._switch.setChecked(value)

    def set_mixed(self) -> None:
        self._switch.setTristate(True)
        self._switch.setCheckState(Qt.CheckState.PartiallyChecked)

    def _clicked(self) -> None:
        self.enter(self._switch.isChecked())
        self.finished.emit()
