"""Numbers as they are written in a program."""

from __future__ import annotations


def number(value: float) -> str:
    """The shortest text of exactly this number: 0.1, 1, 1e-8."""
    if float(value).is_integer() and abs(value) < 1e6:
        return str(int(value))
    return repr(float(value)).replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
