"""The view: zoom, pan and fit; what the pointer does in it is the gestures' business."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from bpgui.gui.canvas.background import paint_background
from bpgui.gui.canvas.geometry import FAR, FAR_IF_LARGE, LARGE
from bpgui.gui.canvas.scene import Scene

MIN_ZOOM, MAX_ZOOM = 0.05, 4.0
_NOTCH = 1.2
#: Pixels left free beside what is fitted, and above and below it, where other things stand.
_BESIDE, _ABOVE = 28, 44
_MARGIN = 20_000.0


class Hands(Protocol):
    """Whoever acts on what mouse and keyboard do; the handlers say whether they did."""

    @property
    def busy(self) -> bool: ...
    def press(self, event: QMouseEvent) -> bool: ...
    def move(self, event: QMouseEvent) -> bool: ...
    def release(self, event: QMouseEvent) -> bool: ...
    def double_click(self, event: QMouseEvent) -> bool: ...
    def key_press(self, event: QKeyEvent) -> bool: ...
    def key_release(self, event: QKeyEvent) -> bool: ...
    def leave(self) -> None: ...
    def let_go(self) -> None: ...
    def context_menu(self, event: QContextMenuEvent) -> None: ...
    def tip(self, pixel: QPointF) -> str: ...
    def drag(self, event: QDragMoveEvent) -> None: ...
    def drop(self, event: QDropEvent) -> None: ...
    def paint(self, painter: QPainter, scale: float) -> None: ...


class View(QGraphicsView):
    """A window onto the scene."""

    #: The visible part or the zoom has changed.
    looked = Signal()

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.setObjectName("canvas_view")
        self.setAccessibleName(self.tr("Diagram"))
        self.hands: Hands | None = None
        self._scene = scene
        #: Until the user zooms or pans, the view keeps the whole diagram in sight.
        self._follows = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSceneRect(-_MARGIN, -_MARGIN, 2 * _MARGIN, 2 * _MARGIN)

    # -- looking -------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen pixels per scene pixel."""
        return self.transform().m11()

    def visible(self) -> QRectF:
        """The part of the scene in sight."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom, keeping what is under a point of the viewport (default: its middle) where it is."""
        self.zoom_to(self.zoom * factor, at)

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom to a scale between 5 % and 400 %."""
        self._follows = False
        pixel = QPointF(self.viewport().rect().center()) if at is None else at
        before = self.scene_point(pixel)
        self._set_zoom(zoom)
        self._move_to(before, pixel)

    def scene_point(self, pixel: QPointF) -> QPointF:
        """The scene under a point of the viewport, exactly."""
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(pixel)

    def pan(self, by: QPointF) -> None:
        """Shift what is seen by so many screen pixels."""
        self._follows = False
        self._scroll(QPointF(-by.x(), -by.y()))

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self._follows = False
        self._move_to(point, QPointF(self.viewport().rect().center()))

    def show_area(self, area: QRectF, most: float = 1.0) -> None:
        """Zoom and pan so that an area fits, at most at the scale `most`."""
        size = self.viewport().size()
        if area.isEmpty() or size.isEmpty():
            self._set_zoom(1.0)
            self._move_to(area.center(), QPointF(self.viewport().rect().center()))
            return
        across = (size.width() - 2 * _BESIDE) / area.width()
        down = (size.height() - 2 * _ABOVE) / area.height()
        self._grow_room(area)
        self._set_zoom(min(across, down, most))
        self._move_to(area.center(), QPointF(self.viewport().rect().center()))

    def fit(self, ids: frozenset[int] = frozenset()) -> None:
        """Show these nodes, or all, as large as they fit (at most 100 %)."""
        self.show_area(self._scene.extent(ids or None))
        self._follows = not ids

    def keep_in_sight(self, area: QRectF) -> None:
        """Pan just so far that an area can be seen, if it cannot."""
        self.follow()
        if not self.visible().adjusted(24, 24, -24, -24).contains(area):
            if self._follows:
                self.fit()
            else:
                self.look_at(area.center())

    def follow(self) -> None:
        """Show everything again when it has outgrown the view, until the user looks elsewhere."""
        if self._follows and not self.visible().contains(self._scene.extent()):
            self.fit()

    # -- the mechanics -------------------------------------------------------------------------

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(MIN_ZOOM, min(MAX_ZOOM, zoom))
        if abs(zoom - 1) < 0.01:
            zoom = 1.0
        # Set, not multiplied: at exactly 100 % painting is a plain copy.
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self._scene.look_from(zoom)
        self.looked.emit()

    def _move_to(self, point: QPointF, pixel: QPointF) -> None:
        self._scroll(self.viewportTransform().map(point) - pixel)

    def _scroll(self, by: QPointF) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() + round(by.x()))
        down.setValue(down.value() + round(by.y()))
        self.looked.emit()

    def _grow_room(self, area: QRectF) -> None:
        """Let the view reach beyond where it ends when a diagram lies far out."""
        if not self.sceneRect().contains(area):
            room = area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
            self.setSceneRect(self.sceneRect().united(room))

    # -- painting ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.zoom >= (FAR if len(self._scene.cards) < LARGE else FAR_IF_LARGE):
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(self.viewportTransform())
        paint_background(painter, self.visible(), self.zoom)
        self._scene.around.paint_frames(painter, self.zoom)
        self._scene.overview.paint(painter)
        self.drawForeground(painter, self.visible())

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        paint_background(painter, QRectF(rect), self.zoom)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        if self.hands is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.hands.paint(painter, self.zoom)

    def redraw(self) -> None:
        """Paint everything again."""
        self.viewport().update()

    # -- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._follows:
            self.fit()
        self.looked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self.zoom_by(_NOTCH ** (turned / 120), event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1 + event.value(), event.position())
                return True
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        elif event.type() == QEvent.Type.Leave and self.hands is not None:
            self.hands.leave()
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        # While a gesture goes on, keys are its own, not shortcuts.
        busy = self.hands is not None and self.hands.busy
        if busy and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.hands is not None:
            self.hands.context_menu(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        text = "" if self.hands is None or self.hands.busy else self.hands.tip(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), text, self.viewport())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.setAccepted(self.hands is not None and self.hands.press(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self.hands is not None and self.hands.move(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self.hands is not None and self.hands.release(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self.hands is not None and self.hands.double_click(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self.hands is not None and self.hands.key_press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self.hands is not None and self.hands.key_release(event))

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab adds a layer here, so it does not leave the canvas; Shift+Tab does."""
        return False if next else super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.hands is not None and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.hands.let_go()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.hands is not None:
            self.hands.drag(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.hands is not None:
            self.hands.drag(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        if self.hands is not None:
            self.hands.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.hands is not None:
            self.hands.drop(event)

    def pixel(self, point: QPointF) -> QPoint:
        """Where a point of the scene is on the viewport."""
        return self.viewportTransform().map(point).toPoint()
