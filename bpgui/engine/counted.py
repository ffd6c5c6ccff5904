"""Numbers of things in sentences."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """So many of something: 1 layer, 12,340 parameters."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
