"""The words of a card, laid out when they are first seen: larger ones for a smaller scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF

from bpgui.engine.counted import counted
from bpgui.gui.canvas import ink
from bpgui.gui.canvas.big_name import BigName
from bpgui.gui.canvas.geometry import CARD_WIDTH, CLOSE
from bpgui.gui.canvas.words import Words, words

if TYPE_CHECKING:
    from PySide6.QtGui import QFont

    from bpgui.gui.canvas.card import Card

#: Where words begin: beside the strip of colour, and below it.
_LEFT, _EDGE = 22.0, 12.0
#: The left side of the badge, and of the sign at the bottom.
_SIGNS = CARD_WIDTH - 28


class Line(NamedTuple):
    """Words, their font and where they stand on the card."""

    words: Words
    font: QFont
    at: QPointF


#: How far below the top the name, the settings, the shape and the last line are.
_TOPS: Final = {"": (10.0, 27.0, 50.0, 82.0), "_large": (7.0, 28.0, 49.0, 80.0)}


class Face:
    """What is written on a card: its name, its key settings, its output's shape, its parameters."""

    __slots__ = ("_bottom", "_laid", "_name", "_shape", "_summary", "big", "role", "sign", "state")

    def __init__(self, card: Card) -> None:
        node, facts = card.node, card.facts
        self._name, self._summary = node.name, node.layer.summary()
        # Through a muted card runs a line where the shape would stand; the wires carry it.
        shape = "" if node.muted else facts.shape
        self._shape = f"→ {shape}" if shape else ""
        learns = counted(facts.parameters, "parameter") if facts.parameters else ""
        self._bottom = "muted" if node.muted else learns
        self.big = BigName(node.name)
        self.role, self.sign = card.category.role, card.category.icon
        #: The sign of what has become of the layer as a whole.
        self.state = "mute" if node.muted else "lock" if node.layer.frozen else ""
        self._laid: dict[str, tuple[Line, Line, Line, Line]] = {}

    def lines(self, scale: float) -> tuple[Line, Line, Line, Line]:
        """The name, the settings, the shape and the last line, for painting at a scale."""
        size = "" if scale >= CLOSE else "_large"
        if size not in self._laid:
            self._laid[size] = self._lay(size)
        return self._laid[size]

    @property
    def name(self) -> Words:
        """The name as it stands on the card."""
        return self.lines(1.0)[0].words

    @property
    def summary(self) -> Words:
        """The key settings."""
        return self.lines(1.0)[1].words

    @property
    def shape(self) -> Words:
        """The shape of the output."""
        return self.lines(1.0)[2].words

    @property
    def bottom(self) -> Words:
        """The last line."""
        return self.lines(1.0)[3].words

    def _lay(self, size: str) -> tuple[Line, Line, Line, Line]:
        first, second, third, last = _TOPS[size]
        name, body, small = f"name{size}", f"body{size}", f"small{size}"
        end = _SIGNS - 4 if self.state else CARD_WIDTH - _EDGE
        return (
            _line(self._name, name, QPointF(_LEFT, first), _SIGNS - 4),
            _line(self._summary, body, QPointF(_LEFT, second), CARD_WIDTH - 10),
            _line(self._shape, small, QPointF(_EDGE, third), CARD_WIDTH - _EDGE),
            _line(self._bottom, small, QPointF(_EDGE, last), end),
        )


def _line(text: str, size: str, at: QPointF, end: float) -> Line:
    return Line(words(text, size, end - at.x()), ink.font_of(size), at)
