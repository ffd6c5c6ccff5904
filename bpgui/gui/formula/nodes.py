"""What a formula is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: letter: italic. upright: digits, names of functions, brackets. relation and operator: with room
#: around them. large: a sum or a product. mark: what follows closely, such as a prime or a comma.
Style = Literal["letter", "upright", "function", "relation", "operator", "large", "mark"]


@dataclass(frozen=True)
class Sign:
    """A character, or the name of a function."""

    text: str
    style: Style


@dataclass(frozen=True)
class Words:
    """Upright text, blanks and all."""

    text: str


@dataclass(frozen=True)
class Space:
    """Room, in ems."""

    ems: float


@dataclass(frozen=True)
class Row:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction:
    """One above the other, a line between."""

    top: Row
    bottom: Row


@dataclass(frozen=True)
class Script:
    """Indices and powers."""

    base: Node
    low: Row | None = None
    high: Row | None = None


@dataclass(frozen=True)
class Root:
    """A square root."""

    body: Row


@dataclass(frozen=True)
class Accent:
    """A hat or a bar over something."""

    kind: Literal["hat", "bar"]
    body: Row


@dataclass(frozen=True)
class Fence:
    """Brackets as high as what is in them; "" for none."""

    opening: str
    body: Row
    closing: str


Node = Sign | Words | Space | Row | Fraction | Script | Root | Accent | Fence
