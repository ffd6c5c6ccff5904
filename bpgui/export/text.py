"""Python source as a formatter would leave it: lines of at most 100 characters."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

WIDTH = 100
INDENT = "    "


def indented(lines: Iterable[str], levels: int = 1) -> list[str]:
    """The lines further to the right; empty ones stay empty."""
    return [INDENT * levels + line if line else "" for line in lines]


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """A paragraph as lines."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def call(
    opening: str, items: Sequence[str], closing: str = ")", *, level: int = 0, apart: bool = False
) -> list[str]:
    """The lines of `opening`, the items with commas between, and `closing`.

    As black and ruff break it: on one line if that has room, else the items on a line of their own
    (but not those of a literal), else one a line with a comma after each. `apart`: the last in any
    case. `level`: by how many indents the lines will be moved to the right.
    """
    room = WIDTH - len(INDENT) * level
    whole = opening + ", ".join(items) + closing
    if not items or (not apart and width(whole) <= room):
        return [whole]
    inner = INDENT + ", ".join(items)
    literal = opening[-1] in "[{"
    if not apart and not literal and width(inner) <= room:
        return [opening, inner, closing]
    return [opening, *(f"{INDENT}{item}," for item in items), closing]


def listed(opening: str, items: Sequence[str], *, level: int = 0) -> list[str]:
    """The same for a call whose only argument is a list."""
    whole = f"{opening}[{', '.join(items)}])"
    if width(whole) <= WIDTH - len(INDENT) * level:
        return [whole]
    return [opening, *indented(call("[", items, "]", level=level + 1)), ")"]


def width(line: str) -> int:
    """How many columns a line takes: characters of East Asia take two, as ruff counts them."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def quoted(text: str) -> str:
    """The text as a literal, in double quotes unless single ones need fewer escapes."""
    quote = '"' if text.count('"') <= text.count("'") else "'"
    plain = (c if c in "\"'" else repr(c)[1:-1] for c in text)
    return quote + "".join(f"\\{c}" if c == quote else c for c in plain) + quote
