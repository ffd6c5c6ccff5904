"""A legend whose values follow the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from bpgui.gui import theme
from bpgui.gui.views.bands.band import Reading
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas

_SIGN = 12
_GAP = 14


class Legend(Canvas):
    """Readings in a row; where they do not all fit, the tooltip has them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings: list[Reading] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_readings(self, readings: list[Reading]) -> None:
        """Show these from now on."""
        if readings != self._readings:
            self._readings = readings
            words = [f"{reading.label} {reading.value}".strip() for reading in readings]
            self.setAccessibleName(", ".join(words))
            self.update()

    @property
    def readings(self) -> list[Reading]:
        """What it shows."""
        return self._readings

    def draw(self, painter: QPainter) -> None:
        palette, metrics = theme.current(), painter.fontMetrics()
        left, middle, height = 0.0, self.height() / 2, float(self.height())
        self.setToolTip("\n".join(_more(r) for r in self._readings if r.hint))
        for shown, reading in enumerate(self._readings):
            sign = _SIGN + 5 if reading.sign else 0
            words = metrics.horizontalAdvance(reading.label)
            value = metrics.horizontalAdvance(reading.value) + 6 if reading.value else 0
            missing = len(self._readings) - shown
            more = f"+{missing}"
            reserved = metrics.horizontalAdvance(more) + _GAP if missing > 1 else 0
            if left + sign + words + value + reserved > self.width():
                self.setToolTip("\n".join(_more(r) for r in self._readings))
                ink.text(painter, QRectF(left, 0, 40, height), more, palette.muted)
                return
            if reading.sign:
                painter.setPen(ink.pen(reading.color, 2.0, dashes=reading.dashes))
                painter.drawLine(QPointF(left, middle), QPointF(left + _SIGN, middle))
                if reading.disc:
                    painter.setBrush(reading.color)
                    painter.drawEllipse(QPointF(left + _SIGN / 2, middle), 2.0, 2.0)
            left += sign
            ink.text(painter, QRectF(left, 0, words + 4, height), reading.label, reading.color)
            left += words
            ink.text(painter, QRectF(left + 6, 0, value + 4, height), reading.value, palette.text)
            left += value + _GAP

    def sizeHint(self) -> QSize:
        return QSize(120, 20)


def _more(reading: Reading) -> str:
    words = f"{reading.label} {reading.value}".strip()
    return f"{words}: {reading.hint}" if reading.hint else words
