"""The whole diagram in a corner, and the part of it that is in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform, QWheelEvent
from PySide6.QtWidgets import QWidget

from bpgui.gui.canvas.geometry import LARGE
from bpgui.gui.canvas.ink import ink
from bpgui.gui.canvas.scene import Scene
from bpgui.gui.canvas.view import View

SIZE = QSize(140, 88)
_PAD = 6.0


class Minimap(QWidget):
    """Click or drag in it to look elsewhere. It is there while not everything is in sight."""

    def __init__(self, scene: Scene, view: View, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_minimap")
        self.setAccessibleName(self.tr("Map of the diagram"))
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._scene, self._view = scene, view
        self._picture: QPixmap | None = None
        self._drawn_for: tuple[object, ...] = ()
        self._grip: QPointF | None = None
        #: The part of the scene on the map: the diagram and a margin.
        self._room = QRectF()
        self._extent = QRectF()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._forget_now)
        view.looked.connect(self._look_again)

    def forget(self) -> None:
        """Draw the diagram anew: it has changed."""
        # The map of a large diagram follows later, so that the edit itself is seen at once.
        self._later.start(0 if len(self._scene.cards) < LARGE else 120)

    def _forget_now(self) -> None:
        self._picture = None
        self._extent = self._scene.extent()
        self._room = self._extent.adjusted(-60, -60, 60, 60)
        self._look_again()

    def _look_again(self) -> None:
        """The view shows another part: a map is of use while that is not all."""
        self.setVisible(not self._view.visible().contains(self._extent))
        self.update()

    # -- places --------------------------------------------------------------------------------

    def _transform(self) -> QTransform:
        room = self._room
        across = (SIZE.width() - 2 * _PAD) / max(room.width(), 1)
        down = (SIZE.height() - 2 * _PAD) / max(room.height(), 1)
        scale = min(across, down)
        middle = room.center()
        return (
            QTransform()
            .translate(SIZE.width() / 2, SIZE.height() / 2)
            .scale(scale, scale)
            .translate(-middle.x(), -middle.y())
        )

    def sight(self) -> QRectF:
        """The part in sight, on the map."""
        frame = QRectF(0, 0, SIZE.width(), SIZE.height()).adjusted(2, 2, -2, -2)
        return self._transform().mapRect(self._view.visible()).intersected(frame)

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = ink()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._diagram())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.accent, 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.sight(), 2, 2)

    def _diagram(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (ratio, ink())
        if self._picture is None or key != self._drawn_for:
            self._picture, self._drawn_for = self._draw(ratio), key
        return self._picture

    def _draw(self, ratio: float) -> QPixmap:
        colors = ink()
        pixmap = QPixmap(SIZE * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colors.border)
        painter.setBrush(colors.ground)
        painter.drawRoundedRect(QRectF(0.5, 0.5, SIZE.width() - 1, SIZE.height() - 1), 6, 6)
        if self._scene.cards or self._scene.groups:
            painter.setTransform(self._transform(), True)
            painter.setPen(Qt.PenStyle.NoPen)
            self._scene.around.paint_map(painter)
            self._scene.overview.paint_map(painter)
        painter.end()
        return pixmap

    # -- events --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            at = event.position()
            sight = self.sight()
            self._grip = at - sight.center() if sight.contains(at) else QPointF()
            self._look(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._look(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.zoom_by(1.2 ** (event.angleDelta().y() / 120))

    def _look(self, at: QPointF) -> None:
        assert self._grip is not None
        inverse, _ = self._transform().inverted()
        self._view.look_at(inverse.map(at - self._grip))
