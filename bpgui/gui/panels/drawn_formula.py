"""A formula in a panel, drawn as in print, as wide as the panel lets it be."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.formula import Formula, plain

#: The size of its letters in pixels.
_SIZE = 16.0


class DrawnFormula(QWidget):
    """Shows one formula; broken into lines where the panel is narrow, and hidden without one."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._latex = ""
        self._formula: Formula | None = None
        theme.changes.changed.connect(self.update)

    def show_latex(self, latex: str) -> None:
        """Show this; nothing for no formula."""
        if latex != self._latex:
            self._latex = latex
            self.setAccessibleName(plain(latex) if latex else "")
            self._fit()
        self.setVisible(bool(latex))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._formula is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.current().color("text"))
        self._formula.draw(painter, QPointF(0, 0))
        painter.end()

    def _fit(self) -> None:
        if not self._latex:
            self._formula = None
            return
        self._formula = Formula(self._latex, _SIZE, float(max(self.width(), 80)))
        self.setFixedHeight(math.ceil(self._formula.size.height()) + 2)
        self.update()
