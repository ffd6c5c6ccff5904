"""Ticks: the round numbers at an axis, and their words."""

from __future__ import annotations

import math

from bpgui.gui.format import count


def linear(low: float, high: float, most: int) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten from `low` to `high`, at most `most` of them."""
    if not (math.isfinite(low) and math.isfinite(high) and high > low and most >= 1):
        return []
    step = spacing(low, high, most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def spacing(low: float, high: float, most: int) -> float:
    """The distance of `linear` ticks."""
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 5, 10):
        step = factor * power
        if math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) + 1 <= most:
            return step
    return 20 * power


def steps(low: float, high: float, most: int) -> list[float]:
    """Whole-numbered `linear` ticks."""
    return [tick for tick in linear(low, high, most) if float(tick).is_integer()]


def log(low: float, high: float, most: int) -> list[float]:
    """Powers of ten from `low` to `high`; every second, third... where they are too many, and their
    doubles and fives, or linear ones, where they are too few."""
    if not 0 < low < high or most < 1:
        return []
    first = math.ceil(math.log10(low) - 1e-9)
    last = math.floor(math.log10(high) + 1e-9)
    decades = list(range(first, last + 1))
    if len(decades) > most:
        every = -(-len(decades) // most)
        return [10.0**d for d in decades if d % every == 0]
    if len(decades) * 3 <= most or len(decades) < 2:
        fine = [f * 10.0**d for d in range(first - 1, last + 1) for f in (1, 2, 5)]
        fine = [value for value in fine if low * 0.999 <= value <= high * 1.001]
        return fine if 2 <= len(fine) <= most else linear(low, high, most)
    return [10.0**d for d in decades]


def words(ticks: list[float]) -> list[str]:
    """The ticks as short as they can be told apart: 0, 0.05, 0.1; 1,600; 1e-4."""
    return [word(tick) for tick in ticks]


def word(value: float) -> str:
    """One tick in short."""
    value = float(f"{value:.6g}")
    if value == 0:
        return "0"
    if float(value).is_integer() and abs(value) < 1e6:
        return count(int(value))
    if 1e-3 <= abs(value) < 1e6:
        return f"{value:.6g}"
    if 1e6 <= abs(value) < 1e9:
        return f"{value / 1e6:.6g}M"
    mantissa, _, exponent = f"{value:.6e}".partition("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def nice_range(low: float, high: float, log_axis: bool) -> tuple[float, float]:
    """Bounds a little outside of `low` and `high` that change rarely while the data creep."""
    if log_axis:
        return _nice_log(low, high)
    if high <= low:
        low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
    step = spacing(low, high, 8)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _nice_log(low: float, high: float) -> tuple[float, float]:
    marks = [f * 10.0**d for d in range(-31, 40) for f in (1, 2, 5)]
    below = max((m for m in marks if m <= low * 1.0001), default=marks[0])
    above = min((m for m in marks if m >= high * 0.9999), default=marks[-1])
    return (below, above) if above > below else (below / 2, above * 2)
