"""What the axis of a canvas counts: steps, or epochs."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from bpgui.gui import theme
from bpgui.gui.format import count, number
from bpgui.gui.views.bands.band import RIGHT, Mark
from bpgui.gui.views.kit import ticks
from bpgui.gui.views.kit.scale import Scale

#: Pixels between two marks, at least.
_APART = 90


@dataclass(frozen=True)
class Counting:
    """epoch: the steps of one, where epochs are counted; None: steps are."""

    epoch: int | None = None

    @property
    def name(self) -> str:
        """What is counted."""
        return "step" if self.epoch is None else "epoch"

    def words(self, step: float) -> str:
        """A step as the axis counts."""
        if self.epoch is None:
            return count(round(step))
        return f"epoch {number(step / self.epoch, 3)}"

    def marks(self, scale: Scale, frame: QRectF) -> list[Mark]:
        """The marks below a frame, and the name of the axis at its end."""
        palette, each = theme.current(), self.epoch or 1
        muted, line = palette.color("muted"), palette.color("line")
        width = QFontMetricsF(theme.caption()).horizontalAdvance(self.name)
        end = frame.right() + RIGHT - 8
        most = max(int(frame.width() / _APART), 2)
        places = ticks.steps(scale.low / each, scale.high / each, most)
        made = []
        for place, word in zip(places, ticks.words(places), strict=True):
            at = scale.pixel(place * each)
            made.append(Mark(at, word if at + 26 < end - width else "", muted, line))
        return [*made, Mark(end - width / 2, self.name, muted)]
