"""The curves of other runs, thin, behind those of the present one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from bpgui.gui import theme
from bpgui.gui.history import History
from bpgui.gui.runs.past import Past
from bpgui.gui.views.bands.band import Reading
from bpgui.gui.views.bands.curves import Curve
from bpgui.gui.views.kit.scale import Scale

if TYPE_CHECKING:
    from bpgui.gui.views.bands.plot import Plot
    from bpgui.gui.views.bands.strokes import Line

#: Strokes and gaps of what is measured on validation rows.
_DOTTED = (1.0, 3.0)


@dataclass(frozen=True)
class Other:
    """One run, and its curves of the metric shown."""

    past: Past
    curves: tuple[Curve, ...] = field(default=(), repr=False)

    @property
    def color(self) -> QColor:
        """The colour of all its curves."""
        return theme.current().series_color(self.past.color)

    def dashes(self, curve: Curve) -> tuple[float, ...]:
        """The strokes of one of them."""
        return _DOTTED if curve.role == "validation" else self.past.dash

    def reaches(self, step: float | None) -> bool:
        """Whether it has made this step."""
        return step is not None and step <= self.past.steps

    def reading(self, cursor: float | None, word: Callable[[float], str]) -> Reading:
        """Its name, and its values at the cursor, that of the training rows first."""
        values = [curve.value(cursor) for curve in self.curves if self.reaches(cursor)]
        words = " / ".join(word(value) for value in values if value is not None)
        return Reading(self.past.name, self.color, words, dashes=self.past.dash)


class Others:
    """Draws them."""

    def __init__(self, plot: Plot) -> None:
        self._plot = plot
        self._lines: list[Line] = []

    def draw(self, others: Iterable[Other], y: Scale) -> None:
        """Have these in the plot."""
        drawn = [(other, curve) for other in others for curve in other.curves]
        self._lines.extend(self._plot.line(behind=True) for _ in drawn[len(self._lines) :])
        for line, (other, curve) in zip(self._lines, drawn, strict=False):
            line.draw(curve.at, y.places(curve.values), other.color, other.dashes(curve))
        for line in self._lines[len(drawn) :]:
            line.clear()


def comparable(pasts: Iterable[Past], history: History, classifies: bool) -> Iterator[Past]:
    """Those that are visible, and whose numbers mean the same."""
    for past in pasts:
        if past.visible and past.history is not history and past.classifies == classifies:
            yield past
