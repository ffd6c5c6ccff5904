"""A label beside the pointer, the same size at every zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from bpgui.gui.canvas.ink import font_of, ink, solid

_WIDEST = 300.0
_AWAY = QPointF(16.0, 18.0)
_FLAGS = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)


def paint_tag(painter: QPainter, at: QPointF, text: str, color: QColor, scale: float) -> None:
    """Write a sentence in a box beside a point of the scene, kept inside the view."""
    painter.save()
    pixel = painter.transform().map(at) + _AWAY
    painter.resetTransform()
    room = QRectF(0, 0, _WIDEST, 400)
    words = QFontMetricsF(font_of("body")).boundingRect(room, _FLAGS, text)
    box = QRectF(pixel.x(), pixel.y(), words.width() + 20, words.height() + 14)
    device = painter.device()
    ratio = device.devicePixelRatioF()
    right, bottom = device.width() / ratio - 8, device.height() / ratio - 8
    box.moveRight(min(box.right(), right))
    if box.bottom() > bottom:
        box.moveBottom(pixel.y() - 2 * _AWAY.y())
    painter.setPen(solid(color, 1.0))
    painter.setBrush(ink().card)
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(ink().text)
    painter.setFont(font_of("body"))
    painter.drawText(box.adjusted(10, 7, -8, -5), _FLAGS, text)
    painter.restore()
