"""Photographs of a view for papers and slides: what it shows, without what it is worked with."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QScrollBar,
    QToolButton,
    QWidget,
)

from bpgui.gui import theme

_CONTROLS = (QAbstractButton, QComboBox, QAbstractSpinBox, QScrollBar)


def photograph(content: QWidget, scale: float) -> QImage:
    """The content, `scale` dots a pixel; in the place of every control the words it has chosen."""
    image = QImage(content.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(theme.current().color("panel"))
    painter = QPainter(image)
    content.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    for control, place in _controls(content):
        painter.fillRect(place, theme.current().color("panel"))
        _write(painter, control, place)
    painter.end()
    return image


def _controls(content: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    """All that is worked with and can be seen, and where it lies in the content."""
    for control in content.findChildren(QWidget):
        if not isinstance(control, _CONTROLS) or not control.isVisibleTo(content):
            continue
        if isinstance(control.parentWidget(), _CONTROLS):
            continue
        place = QRect(control.mapTo(content, QPoint()), control.size())
        yield control, place.intersected(_window(control, content))


def _window(control: QWidget, content: QWidget) -> QRect:
    """What is seen of the content around a control: it may be scrolled."""
    seen, part = content.rect(), control.parentWidget()
    while part is not None and part is not content:
        seen = seen.intersected(QRect(part.mapTo(content, QPoint()), part.size()))
        part = part.parentWidget()
    return seen


def _write(painter: QPainter, control: QWidget, place: QRect) -> None:
    words = chosen_words(control)
    if not words:
        return
    painter.setFont(control.font())
    painter.setPen(theme.current().color("text"))
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    if isinstance(control, QCheckBox):
        icon = QRect(place.topLeft(), control.iconSize())
        icon.moveCenter(QPoint(place.left() + icon.width() // 2, place.center().y()))
        control.icon().paint(painter, icon)
        place = place.adjusted(icon.width() + 6, 0, 0, 0)
    elif isinstance(control, QToolButton):
        # Where the words stand that are chosen among others.
        place = place.adjusted(9, 0, 9, 0)
    painter.drawText(place, int(left), words)


def chosen_words(control: QWidget) -> str:
    """What a control has chosen; nothing for one that only does something."""
    if isinstance(control, QComboBox):
        return control.currentText()
    if isinstance(control, QAbstractSpinBox):
        return control.text()
    if isinstance(control, QCheckBox):
        return control.text() if control.isChecked() and not control.icon().isNull() else ""
    if isinstance(control, QToolButton):
        alone = control.isCheckable() and control.group() is None
        chosen = control.isChecked() and not alone
        return control.text() if control.menu() is not None or chosen else ""
    return ""
