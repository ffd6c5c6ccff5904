"""How a card looks: less of it the smaller it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from bpgui.gui.canvas.face import Line
from bpgui.gui.canvas.folded import Plug
from bpgui.gui.canvas.geometry import (
    CARD,
    CARD_HEIGHT,
    CARD_WIDTH,
    NEAR,
    OUTPUT,
    PORT_RADIUS,
    wire_path,
)
from bpgui.gui.canvas.ink import Ink, hairline, ink, solid
from bpgui.gui.theme.metrics import RADIUS_CARD

if TYPE_CHECKING:
    from bpgui.gui.canvas.card import Card

_INNER = CARD_WIDTH - 2 * 12
_RADIUS = float(RADIUS_CARD)
_SHADE = CARD.translated(0, 2)
_STRIP = QRectF(12, 13, 4, 26)
_BAND = QRectF(8, 12, 7, CARD_HEIGHT - 24)
_BADGE = QRectF(CARD_WIDTH - 28, 12, 16, 16)
#: What becomes of the layer as a whole: muted, frozen; from afar as large as can be told apart.
_STATE = QRectF(CARD_WIDTH - 28, 81, 16, 16)
_STATE_AFAR = QRectF(CARD_WIDTH - 34, CARD_HEIGHT - 34, 28, 28)
_BAR = QRectF(12, 70, _INNER, 4)
_BAR_AFAR = QRectF(24, CARD_HEIGHT - 16, CARD_WIDTH - 64, 9)
#: What changes with the gradient.
LIVE = _BAR.united(_BAR_AFAR).adjusted(-2, -2, 2, 2)
_NONE = Qt.PenStyle.NoPen
#: How much of a muted card is seen.
_MUTED = 0.4


def paint(card: Card, painter: QPainter, scale: float) -> None:
    """The card in its own coordinates."""
    colors = ink()
    if card.node.muted:
        painter.setOpacity(_MUTED)
    _body(card, painter, colors, scale)
    if scale >= NEAR:
        _words(card, painter, colors, scale)
    else:
        _from_afar(card, painter, colors)
    painter.setOpacity(1.0)
    if card.node.muted:
        _bypass(card, painter, colors, scale)
    _state(card, painter, colors, scale)
    if scale >= NEAR:
        _ports(card, painter, colors)


def paint_live(card: Card, painter: QPainter, scale: float) -> None:
    """What changes while a run goes on or a wire is drawn, over the rest of the card."""
    if card.gradient is not None:
        _bar(painter, ink(), card.gradient[1], _BAR if scale >= NEAR else _BAR_AFAR)
    if card.fits is not None and scale >= NEAR:
        _ports(card, painter, ink())


def _body(card: Card, painter: QPainter, colors: Ink, scale: float) -> None:
    painter.setPen(_NONE)
    if scale >= NEAR:
        painter.setBrush(colors.shade)
        painter.drawRoundedRect(_SHADE, _RADIUS, _RADIUS)
    level = card.facts.level
    if card.selected:
        painter.setPen(solid(colors.accent, max(2.0, 1.5 / scale)))
    elif level == "bad":
        painter.setPen(solid(colors.levels["bad"], max(1.5, 1.2 / scale)))
    elif card.notice:
        painter.setPen(solid(colors.levels[card.notice], max(1.5, 1.2 / scale)))
    else:
        edge = colors.hover_border if card.hover else colors.border
        # A pixel from afar too: in the light theme nothing else sets a card off from the ground.
        painter.setPen(edge if scale >= 1 else hairline(edge.color()))
    painter.setBrush(colors.card)
    painter.drawRoundedRect(CARD, _RADIUS, _RADIUS)
    painter.setPen(_NONE)
    painter.setBrush(colors.category(card.face.role))
    if scale >= NEAR:
        painter.drawRoundedRect(_STRIP, 2, 2)
    else:
        painter.drawRect(_BAND)


def _words(card: Card, painter: QPainter, colors: Ink, scale: float) -> None:
    name, *others, _ = card.face.lines(scale)
    painter.setPen(colors.text)
    _write(painter, name)
    painter.setPen(colors.muted)
    for line in others:
        _write(painter, line)
    _sign(card, painter, colors)


def _write(painter: QPainter, line: Line) -> None:
    if line.words.text:
        painter.setFont(line.font)
        line.words.draw(painter, line.at)


def _sign(card: Card, painter: QPainter, colors: Ink) -> None:
    """The category's glyph, or the badge of what is wrong."""
    level = card.facts.level if card.facts.level == "bad" else card.notice or card.facts.level
    if not level:
        _glyph(painter, colors, card.face.sign, card.face.role, _BADGE)
        return
    painter.setPen(_NONE)
    painter.setBrush(colors.levels[level])
    painter.drawEllipse(_BADGE)
    painter.setPen(solid(colors.card.color(), 2.0))
    middle = _BADGE.center()
    painter.drawLine(middle + QPointF(0, -4), middle + QPointF(0, 0.5))
    painter.drawPoint(middle + QPointF(0, 4))


def _state(card: Card, painter: QPainter, colors: Ink, scale: float) -> None:
    """The line at the bottom, and whether the layer is muted or frozen: never faded."""
    if scale >= NEAR:
        painter.setPen(colors.muted)
        _write(painter, card.face.lines(scale)[3])
    if card.face.state:
        box = _STATE if scale >= NEAR else _STATE_AFAR
        _glyph(painter, colors, card.face.state, "text", box)


def _glyph(painter: QPainter, colors: Ink, name: str, role: str, box: QRectF) -> None:
    scale = painter.worldTransform().m11() * box.width() / 16
    pixmap = colors.glyph(name, role, painter.device().devicePixelRatioF() * scale)
    painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))


def _bypass(card: Card, painter: QPainter, colors: Ink, scale: float) -> None:
    """The dashed way of the first input past the layer, from port to port."""
    entry = QPointF(0.0, next(iter(card.sockets.values())))
    pen = QPen(colors.bright, max(2.0, 1.5 / scale), Qt.PenStyle.DashLine)
    pen.setDashPattern([4, 3])
    painter.strokePath(wire_path(entry, OUTPUT), pen)


def _bar(painter: QPainter, colors: Ink, fraction: float, box: QRectF) -> None:
    painter.fillRect(box, colors.bar)
    width = max(box.height(), box.width() * min(1.0, fraction))
    painter.fillRect(QRectF(box.x(), box.y(), width, box.height()), colors.magnitude(fraction))


def _ports(card: Card, painter: QPainter, colors: Ink) -> None:
    for plug in card.plugs():
        painter.setPen(_port_ink(card, plug, painter, colors))
        painter.drawEllipse(card.plug_at(plug) - card.pos(), PORT_RADIUS, PORT_RADIUS)


def _port_ink(card: Card, plug: Plug, painter: QPainter, colors: Ink):  # type: ignore[no-untyped-def]
    """The pen of a port, and the painter's brush; while a wire is drawn, ports that fit glow."""
    painter.setBrush(colors.port_brush)
    if card.fits is None:
        return colors.port
    verdict = card.fits.verdict(*plug)
    if verdict is None:
        return colors.port
    if verdict.fits and verdict.replaces is not None:
        return solid(colors.glow, 1.5)
    if verdict.fits:
        glow = QRectF(-13, -13, 26, 26).translated(card.plug_at(plug) - card.pos())
        halo = colors.glow.toRgb()
        halo.setAlpha(70)
        painter.setPen(_NONE)
        painter.setBrush(halo)
        painter.drawEllipse(glow)
        painter.setBrush(colors.glow)
        return solid(colors.glow, 1.5)
    return solid(colors.doubt if verdict.allowed else colors.refused, 1.5)


def _from_afar(card: Card, painter: QPainter, colors: Ink) -> None:
    painter.setPen(colors.text)
    card.face.big.draw(painter)
