"""What an auto-encoder makes of pictures, painted: a row for each sort."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpgui.gui import theme
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.kit.pictures import row_image
from bpgui.gui.views.outcome.rebuilt import SHOWN, Rebuilt

#: The largest side of a picture, the room between two and that above a row, in pixels.
_LARGEST, _GAP, _HEADING = 72.0, 6.0, 20.0


class RebuiltCanvas(Canvas):
    """The pictures below each other, a row for each sort."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(200, 140)
        self.rebuilt: Rebuilt | None = None
        self._shape: tuple[int, ...] = ()

    def show_rebuilt(self, rebuilt: Rebuilt | None, shape: tuple[int, ...]) -> None:
        """Show these, of (height, width)."""
        self.rebuilt, self._shape = rebuilt, shape
        self.stale()

    def draw(self, painter: QPainter) -> None:
        if self.rebuilt is None or not self._shape:
            return
        seen = self.rebuilt
        rows = [("as they are", seen.originals), ("as the network rebuilds them", seen.rebuilt)]
        if len(seen.drawn):
            rows.append(("drawn from N(0, 1), never seen before", seen.drawn))
        low, high = float(seen.originals.min()), float(seen.originals.max())
        room = (self.height() - 8) / len(rows) - _HEADING - _GAP
        side = max(min(room, (self.width() - 24) / SHOWN - _GAP, _LARGEST), 8.0)
        top = 4.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for words, pictures in rows:
            heading = QRectF(14, top, self.width() - 28, _HEADING)
            ink.text(painter, heading, words, theme.current().muted)
            for index, picture in enumerate(pictures):
                place = QRectF(14 + index * (side + _GAP), top + _HEADING, side, side)
                if np.isfinite(picture).all():
                    painter.drawImage(place, row_image(picture, self._shape, low, high))
                else:
                    painter.fillRect(place, theme.current().color("bad"))
            top += _HEADING + side + _GAP
