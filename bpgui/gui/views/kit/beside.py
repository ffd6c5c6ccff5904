"""A layout of two: a picture that wants its own proportions, and words beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class _Scrolled(QScrollArea):
    def sizeHint(self) -> QSize:
        # The bar stands beside the words, not over them.
        words = self.widget()
        hint = words.sizeHint() if words is not None else QSize()
        return QSize(hint.width() + self.verticalScrollBar().sizeHint().width(), hint.height())


def scrolled(words: QWidget) -> QScrollArea:
    """Words that can be scrolled where there is not enough height for them."""
    area = _Scrolled()
    area.setObjectName(f"{words.objectName() or 'words'}_scroll")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(words)
    area.viewport().setAutoFillBackground(False)
    words.setAutoFillBackground(False)
    return area


class Beside(QWidget):
    """`picture` at the left, as wide as `wanted(height)` where there is room; `words` next to it.

    Where both do not fit, the words are left out.
    """

    def __init__(
        self,
        picture: QWidget,
        words: QWidget,
        wanted: Callable[[int], int],
        narrowest: int = 220,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._words = picture, words
        self._wanted, self._narrowest = wanted, narrowest
        picture.setParent(self)
        words.setParent(self)

    def arrange(self) -> None:
        """Place both."""
        width, height = self.width(), self.height()
        side = self._words.sizeHint().width()
        fits = width - side >= self._narrowest
        room = min(self._wanted(height), width - side if fits else width)
        self._picture.setGeometry(0, 0, room, height)
        self._words.setVisible(fits)
        self._words.setGeometry(room, 0, width - room, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        return self._picture.minimumSize()
