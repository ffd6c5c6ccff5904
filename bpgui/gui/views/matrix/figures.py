"""The figures beside the pictures of tensors: a histogram over the colours, and what it says in
words."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from bpgui.gui import theme
from bpgui.gui.format import count, number
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.bars import draw_bars
from bpgui.gui.views.matrix.colors import color_table
from bpgui.gui.views.matrix.probe import COLORS, Portrait

#: The height of the figures of one tensor, in pixels; of its histogram, its colour bar, a line.
FIGURES = 134.0
_BARS, _BAR, _LINE = 36.0, 6.0, 15.0


def draw_figures(painter: QPainter, portrait: Portrait, rect: QRectF) -> None:
    """Draw those of one tensor."""
    palette = theme.current()
    line = QRectF(rect.left(), rect.top(), rect.width(), _LINE)
    ink.text(painter, line, portrait.sign, palette.text)
    norm = f"‖{portrait.sign}‖ {number(portrait.norm)}"
    ink.text(painter, line, norm, palette.muted, ink.RIGHT)
    bars = QRectF(rect.left(), rect.top() + 18, rect.width(), _BARS)
    draw_bars(painter, bars, portrait.counts.tolist())
    _draw_bar(painter, QRectF(rect.left(), bars.bottom() + 1, rect.width(), _BAR))
    line.moveTop(bars.bottom() + _BAR + 2)
    _draw_ends(painter, portrait, line)
    for words, color in _sentences(portrait):
        line.translate(0, _LINE)
        ink.text(painter, line, words, color)


def _draw_ends(painter: QPainter, portrait: Portrait, line: QRectF) -> None:
    """What the colours stand for; those at the ends for what is beyond as well."""
    muted = theme.current().muted
    less, more = ("≤ ", "≥ ") if portrait.clipped else ("", "")
    ink.text(painter, line, f"{less}{number(-portrait.reach, 3)}", muted)
    ink.text(painter, line, "0", muted, ink.CENTER)
    ink.text(painter, line, f"{more}{number(portrait.reach, 3)}", muted, ink.RIGHT)


def _sentences(portrait: Portrait) -> list[tuple[str, str]]:
    """What there is to say, and in which colours."""
    palette = theme.current()
    mean, deviation = number(portrait.mean, 3), number(portrait.deviation, 3)
    made = [(f"mean {mean}   deviation {deviation}", palette.muted)]
    if portrait.clipped:
        words = f"{count(portrait.clipped)} beyond, up to {number(portrait.largest, 3)}"
        made.append((words, palette.warning))
    if portrait.broken:
        made.append((f"{count(portrait.broken)} not finite", palette.bad))
    return made


def _draw_bar(painter: QPainter, bar: QRectF) -> None:
    """All colours, over the very numbers they stand for."""
    ramp = QImage(COLORS, 1, QImage.Format.Format_ARGB32)
    for column, color in enumerate(color_table(theme.current())[:COLORS]):
        ramp.setPixel(column, 0, color)
    painter.drawImage(bar, ramp)
