"""Drawing a wire, or moving an end of one."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from bpgui.engine.check import check
from bpgui.engine.graph import Edge
from bpgui.gui.canvas import edits
from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.fits import OUT, Fits, Verdict
from bpgui.gui.canvas.geometry import PORT_RADIUS, wire_path
from bpgui.gui.canvas.gestures.gesture import Gesture, Touch
from bpgui.gui.canvas.ink import ink, solid
from bpgui.gui.canvas.tag import paint_tag

#: In screen pixels: how far a port reaches out for the loose end.
_MAGNET = 26.0


class Connect(Gesture):
    """A wire with one end fixed at a port; `moved` is the wire whose other end was taken off."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, desk: Desk, node: int, port: str, moved: Edge | None = None) -> None:
        super().__init__(desk)
        self._node, self._port, self._moved = node, port, moved
        graph = desk.graph if moved is None else desk.graph.disconnect(moved)
        known = desk.document.check if moved is None else check(graph)
        self.fits = Fits(graph, known, node, port)
        self._end = QPointF()
        self._aim: tuple[int, str] | None = None

    def begin(self, touch: Touch) -> None:
        self.desk.scene.offer(self.fits)
        if self._moved is not None:
            self.desk.scene.wires[self._moved].hide()

    def move(self, touch: Touch) -> None:
        self._end = touch.at
        self._aim = self._target(touch.at)
        self.desk.view.redraw()

    def finish(self, touch: Touch) -> None:
        self.move(touch)
        aim = self._aim
        self._tidy()
        if aim is not None:
            self._plug(aim)
        elif self._moved is not None:
            self.desk.document.edit_graph(self.fits.graph, "Unplug wire")
        else:
            self.desk.search(Spot(touch.at, self.fits))

    def cancel(self) -> None:
        self._tidy()

    def paint(self, painter: QPainter, scale: float) -> None:
        colors, verdict = ink(), self._verdict()
        fixed = self._fixed_end()
        loose = self._end if self._aim is None else self.desk.scene.around.plug_at(self._aim)
        color = colors.accent
        if verdict is not None:
            color = (
                colors.glow
                if verdict.fits
                else colors.doubt
                if verdict.allowed
                else colors.levels["bad"]
            )
        start, end = (fixed, loose) if self._port == OUT else (loose, fixed)
        painter.strokePath(wire_path(start, end), solid(color, 2.5))
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(loose, PORT_RADIUS - 1, PORT_RADIUS - 1)
        painter.drawEllipse(fixed, PORT_RADIUS - 1, PORT_RADIUS - 1)
        if verdict is not None and verdict.why:
            paint_tag(painter, loose, sentence(verdict.why), color, scale)

    # -- aiming --------------------------------------------------------------------------------

    def _fixed_end(self) -> QPointF:
        return self.desk.scene.around.plug_at((self._node, self._port))

    def _verdict(self) -> Verdict | None:
        return None if self._aim is None else self.fits.verdict(*self._aim)

    def _target(self, at: QPointF) -> tuple[int, str] | None:
        """The port the loose end is drawn to: the nearest one, or one of the card here."""
        reach = _MAGNET / self.desk.view.zoom
        area = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        best: tuple[int, str] | None = None
        nearest = reach
        cards = self.desk.scene.cards_in(area)
        for card in cards:
            for plug in card.plugs():
                distance = QLineF(card.plug_at(plug), at).length()
                if distance <= nearest and self.fits.verdict(*plug) is not None:
                    best, nearest = plug, distance
        return best or self._under(at)

    def _under(self, at: QPointF) -> tuple[int, str] | None:
        """A port of the card under the pointer: the first that fits, else the first."""
        for card in self.desk.scene.cards_in(QRectF(at.x(), at.y(), 1, 1)):
            verdicts = {plug: self.fits.verdict(*plug) for plug in card.plugs()}
            plugs = [plug for plug, verdict in verdicts.items() if verdict is not None]
            plugs.sort(key=lambda plug: not verdicts[plug].fits)  # type: ignore[union-attr]
            return plugs[0] if plugs else None
        return None

    # -- the edit ------------------------------------------------------------------------------

    def _plug(self, aim: tuple[int, str]) -> None:
        verdict = self.fits.verdict(*aim)
        assert verdict is not None
        if not verdict.allowed:
            self.desk.say(sentence(verdict.why))
            return
        wire = Edge(*self.fits.ends(*aim))
        graph, names = self.desk.graph, self.desk.graph.nodes
        if verdict.replaces is not None:
            graph = graph.disconnect(verdict.replaces)
        if self._moved is not None:
            if wire != self._moved:
                self.desk.document.edit_graph(
                    edits.replugged(graph, self._moved, wire), "Move wire"
                )
            return
        text = f"Connect {names[wire.source].name} and {names[wire.target].name}"
        self.desk.document.edit_graph(graph.connect(wire.source, wire.target, wire.port), text)
        if not verdict.fits:
            self.desk.say(sentence(verdict.why))

    def _tidy(self) -> None:
        self._aim = None
        self.desk.scene.offer(None)
        if self._moved is not None and self._moved in self.desk.scene.wires:
            self.desk.scene.wires[self._moved].show()
        self.desk.view.redraw()


def sentence(text: str) -> str:
    """A reason as a sentence of its own."""
    return text[:1].upper() + text[1:].rstrip(".") + "."
