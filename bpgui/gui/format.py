"""Numbers for people: three or four significant digits on screen, the full value for tooltips."""

from __future__ import annotations

import math
from collections.abc import Sequence

_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def number(value: float, digits: int = 4) -> str:
    """A measured value: 0.03124, 4.217, 1,234, 3.12e-4, 1.20e9."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "-∞"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits}g}")
    if not 1e-3 <= abs(rounded) < 1e6:
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{decimals}f}"


def or_dash(value: float | None) -> str:
    """A measured value at three digits; a dash for what is not known."""
    return "–" if value is None else number(value, 3)


def count(value: int) -> str:
    """A whole number with thousands separators: 6,412."""
    return f"{value:,}"


def compact(value: float) -> str:
    """A large number in short: 18.2k, 1.21M; below a thousand as `number`."""
    for size, suffix in _SUFFIXES:
        if abs(value) >= size * 0.9995:
            return f"{number(value / size, 3)}{suffix}"
    return number(value, 3)


def percent(fraction: float) -> str:
    """A fraction of one: 98.4 %."""
    return f"{number(100 * fraction, 3)} %" if math.isfinite(fraction) else number(fraction)


def size(count_of_bytes: int) -> str:
    """A number of bytes: 512 B, 12.0 kB."""
    if count_of_bytes < 1000:
        return f"{count_of_bytes} B"
    short = compact(count_of_bytes)
    return f"{short[:-1]} {short[-1]}B"


def shape(sizes: Sequence[int]) -> str:
    """The sizes of an array: 8 × 8 × 3."""
    return " × ".join(map(str, sizes))


def exact(value: float) -> str:
    """The shortest text that reads back as exactly `value`, for tooltips and the clipboard."""
    return repr(float(value)).removesuffix(".0")
