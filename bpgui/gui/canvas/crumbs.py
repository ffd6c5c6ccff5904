"""The way from the whole diagram to the frame that was entered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from bpgui.engine.graph import Graph
from bpgui.gui import theme
from bpgui.gui.canvas.ink import ink


class Crumbs(QWidget):
    """ "Diagram > Encoder > Block": `chosen(frame)` when one of them is clicked (0: all of it)."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_crumbs")
        self.setAccessibleName(self.tr("Where you are"))
        self._path: list[tuple[int, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 2, 8, 2)
        self._row.setSpacing(2)
        self.hide()

    def show_path(self, graph: Graph, inside: int) -> None:
        """Show the way to a frame; nothing where all of the diagram is seen."""
        around = graph.frames_around(inside)[::-1]
        path = [(0, self.tr("Diagram")), *((id, graph.frames[id].title) for id in around)]
        if path != self._path:
            self._path = path
            self._lay_out()
        self.setVisible(bool(inside))

    def _lay_out(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (frame, title) in enumerate(self._path):
            if place:
                self._put(theme.label("\u203a", "caption"))
            here = place == len(self._path) - 1
            self._put(theme.label(title) if here else self._button(frame, title))
        self.adjustSize()

    def _put(self, widget: QWidget) -> None:
        self._row.addWidget(widget)
        widget.show()

    def _button(self, frame: int, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"crumb_{frame}")
        button.setText(title)
        button.setToolTip(self.tr("Esc goes out by one"))
        button.setAccessibleName(self.tr("Go out to {title}").format(title=title))
        theme.mark(button, "quiet")
        button.clicked.connect(partial(self._choose, frame))
        return button

    def _choose(self, frame: int, *_: object) -> None:
        self.chosen.emit(frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        """On a ground of its own: cards may lie behind it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink().border)
        painter.setBrush(ink().ground)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
