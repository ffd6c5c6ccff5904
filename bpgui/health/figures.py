"""Measured numbers in sentences: as few digits as tell what is wrong."""

from __future__ import annotations


def figure(value: float, digits: int = 2) -> str:
    """So many significant digits: 0.051, 2.3e-11, 1.9e6."""
    mantissa, e, exponent = f"{value:.{digits}g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def percent(share: float, decimals: int = 0) -> str:
    """A share of one: 42 %, 79.5 %."""
    return f"{100 * share:.{decimals}f}\N{NO-BREAK SPACE}%"
