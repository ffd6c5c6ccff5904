"""A diagram as a small picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from bpgui.engine.check import check
from bpgui.engine.graph import Graph
from bpgui.gui.canvas.scene import Scene

#: Scene pixels around the diagram.
_MARGIN = 16.0


def thumbnail(graph: Graph, size: QSize, ratio: float = 1.0) -> QPixmap:
    """The whole diagram in the middle of a picture of this size, at 100 % or smaller.

    `ratio`: pixels of the device for each of the picture.
    """
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    scene = Scene()
    scene.mirror(graph, check(graph))
    area = scene.extent().adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
    if graph.nodes and not size.isEmpty():
        scale = min(1.0, size.width() / area.width(), size.height() / area.height())
        target = QRectF(0, 0, area.width() * scale, area.height() * scale)
        target.moveCenter(QRectF(0, 0, size.width(), size.height()).center())
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene.render(painter, target, area)
        painter.end()
    # Its cards leave the album of those seen lately.
    scene.mirror(Graph(), check(Graph()))
    return picture
