"""Drag and drop, as Qt passes it on from the desktop."""

from __future__ import annotations

from pathlib import Path

import PySide6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

#: What a QDragEnterEvent is made of: the one is deprecated where the other begins.
_Place = QPointF if PySide6.__version_info__ >= (6, 12) else QPoint


def drop(onto: QWidget, data: QMimeData, at: QPoint | None = None) -> bool:
    """Drag data to a place of a widget (its middle) and let go; whether it or a parent took it."""
    at = onto.rect().center() if at is None else at
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target: QWidget | None = onto
    while target is not None:
        enter = QDragEnterEvent(_Place(at), *how)
        enter.ignore()
        if target.acceptDrops():
            QApplication.sendEvent(target, enter)
        if enter.isAccepted():
            let_go = QDropEvent(QPointF(at), *how)
            let_go.ignore()
            QApplication.sendEvent(target, let_go)
            return let_go.isAccepted()
        at, target = target.mapToParent(at), target.parentWidget()
    return False


def drop_file(onto: QWidget, path: Path) -> bool:
    """Drop a file onto the middle of a widget; whether it was welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return drop(onto, data)
