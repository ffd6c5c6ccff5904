"""Where the arrows and the log slider of a number lead. Knows no Qt."""

from __future__ import annotations

import bisect
import math

from bpgui.engine.fields import Real

#: The stops of every decade on a log slider, and those the arrows use.
_FINE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_COARSE = (1.0, 2.0, 5.0)


def step_integer(value: float, steps: int) -> int:
    """One up or down for each step."""
    return int(value) + steps


def step_linear(spec: Real, value: float, steps: int) -> float:
    """On to the next multiple of a round step, about a twentieth of the range.

    Where the range has no end, the step is one in the second digit of the value.
    """
    span = spec.max - spec.min
    size = _round_below(span / 20) if math.isfinite(span) else _tenth(value)
    count = value / size
    near = round(count)
    if abs(count - near) > 1e-6:
        # Between two multiples the first step only goes to the nearer one that way.
        near = math.floor(count) if steps > 0 else math.ceil(count)
    return _plain((near + steps) * size)


def step_log(value: float, steps: int) -> float:
    """Up or down along 1, 2, 5, 10, 20..."""
    if value <= 0:
        return 1e-6 if steps > 0 else 0.0
    decade = math.floor(math.log10(value) + 1e-12)
    stops = [_plain(c * 10.0**d) for d in range(decade - 1, decade + 2) for c in _COARSE]
    at = bisect.bisect_right(stops, value * (1 + 1e-9))
    if steps > 0:
        return _along(stops[at], steps - 1)
    lower = at - 1 if stops[at - 1] < value * (1 - 1e-9) else at - 2
    return _along(stops[lower], steps + 1)


def log_stops(spec: Real, default: float) -> tuple[float, ...]:
    """The values a log slider passes: about seven decades around the default, within the range."""
    middle = math.floor(math.log10(default)) if default > 0 else -3
    low, high = 10.0 ** (middle - 3), 10.0 ** (middle + 4)
    stops = [_plain(c * 10.0**d) for d in range(middle - 3, middle + 4) for c in _FINE]
    return tuple(s for s in (*stops, _plain(high)) if spec.min <= s <= spec.max and s >= low)


def nearest(stops: tuple[float, ...], value: float) -> int:
    """The index of the stop that is nearest to `value`, by ratio."""
    if value <= stops[0]:
        return 0
    at = bisect.bisect_left(stops, value)
    if at == len(stops):
        return at - 1
    return at if value / stops[at - 1] > stops[at] / value else at - 1


def _along(value: float, steps: int) -> float:
    return value if not steps else step_log(value, steps)


def _round_below(size: float) -> float:
    """The largest of 1, 2, 5, 10, 20... times a power of ten that is not above `size`."""
    decade = 10.0 ** math.floor(math.log10(size) + 1e-9)
    factor = max(c for c in _COARSE if c * decade <= size * (1 + 1e-9))
    return _plain(factor * decade)


def _tenth(value: float) -> float:
    return 0.1 if value == 0 else 10.0 ** (math.floor(math.log10(abs(value)) + 1e-9) - 1)


def _plain(value: float) -> float:
    return float(f"{value:.12g}")
