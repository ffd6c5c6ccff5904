"""Shades: which colour of a heat map stands for which value."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.gui import theme
from bpgui.gui.format import number, percent
from bpgui.gui.history import ZERO
from bpgui.gui.views.kit import ticks

Numbers = NDArray[np.uint8]
#: Colours for values; behind them the one for zero and for nothing, and that of no number.
COLORS = 254
BLANK, BROKEN = 254, 255
#: The place of a value that there is not, as the update of weights that are zero.
NOTHING = -math.inf


class Shades:
    """A scale from a lowest value to a highest, and the colours of what lies between.

    Values are as the scale has them: their logarithms if it is logarithmic.
    """

    #: Shades from blue over the ground to orange, rather than those of a magnitude.
    diverging = False
    #: What has the colour of BLANK.
    blank = "none"

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def fit(self, values: NDArray[Any]) -> None:
        """Make room for these."""

    def numbers(self, values: NDArray[Any]) -> Numbers:
        """The numbers of the colours of values, in `table`."""
        with np.errstate(invalid="ignore", over="ignore"):
            places = (values - self.low) * ((COLORS - 1) / (self.high - self.low))
            made = np.where(np.isfinite(values), np.clip(places, 0, COLORS - 1), BROKEN)
        return np.where(values == NOTHING, BLANK, made).astype(np.uint8)

    def table(self, palette: theme.Palette) -> Numbers:
        """RGBA of the 256 colours."""
        return _table(palette, self.diverging)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most so many values of the colour bar, and their words."""
        marks = ticks.linear(self.low, self.high, most)
        return [(mark, ticks.word(mark)) for mark in marks]

    def word(self, value: float) -> str:
        """One value."""
        return "–" if value == NOTHING else number(value)


class Powers(Shades):
    """Logarithms between two whole powers of ten, which change only when values leave them."""

    blank = "zero"

    def __init__(self) -> None:
        super().__init__(-6, 0)

    def fit(self, values: NDArray[Any]) -> None:
        seen = values[np.isfinite(values) & (values > ZERO)]
        if not len(seen):
            return
        low, high = math.floor(float(np.quantile(seen, 0.002))), math.ceil(float(seen.max()))
        low, high = max(low, high - 16), max(high, low + 1)
        fits = self.low <= low and high <= self.high
        # Wider at once, narrower only when much of it has become useless.
        if not fits or (self.high - self.low) - (high - low) > 3:
            self.low, self.high = low, high

    def numbers(self, values: NDArray[Any]) -> Numbers:
        made = super().numbers(values)
        made[values <= ZERO] = BLANK
        return made

    def ticks(self, most: int) -> list[tuple[float, str]]:
        low, high = round(self.low), round(self.high)
        every = max(-(-(high - low) // max(most - 1, 1)), 1)
        return [(power, f"1e{power}" if power else "1") for power in range(high, low - 1, -every)]

    def word(self, value: float) -> str:
        if value == NOTHING or not math.isfinite(value):
            return super().word(value)
        return "0" if value <= ZERO else number(10.0**value if value < 300 else math.inf)


class Shares(Shades):
    """From none to all."""

    def __init__(self) -> None:
        super().__init__(0.0, 1.0)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        every = 0.25 if most >= 5 else 0.5 if most >= 3 else 1.0
        return [(place, f"{100 * place:g} %") for place in np.arange(0.0, 1.01, every)]

    def word(self, value: float) -> str:
        return percent(value)


class Signed(Shades):
    """Negative, zero and positive; as far to one side as to the other."""

    diverging = True

    def __init__(self) -> None:
        super().__init__(-1.0, 1.0)

    def fit(self, values: NDArray[Any]) -> None:
        seen = values[np.isfinite(values)]
        most = float(np.abs(seen).max()) if len(seen) else 0.0
        # Wider at once, narrower only when much of it has become useless.
        if most and not self.high / 2 <= most <= self.high:
            _, self.high = ticks.nice_range(0.0, most, False)
            self.low = -self.high


@lru_cache(maxsize=8)
def _table(palette: theme.Palette, diverging: bool) -> Numbers:
    made = np.empty((256, 4), np.uint8)
    colors = theme.diverging(palette) if diverging else theme.viridis()
    made[:COLORS] = colors[np.linspace(0, 255, COLORS).round().astype(int)]
    for place, role in ((BLANK, "line"), (BROKEN, "bad")):
        color = palette.color(role)
        made[place] = color.red(), color.green(), color.blue(), 255
    return made
