"""Categories of layers, told apart by hue and by glyph."""

from __future__ import annotations

from dataclasses import dataclass

#: Headings of the palette, and kinds that stand for themselves, by the role of their category.
_ROLES = {
    "core": "core",
    "convolution": "convolution",
    "sequence": "sequence",
    "normalise": "normalisation",
    "normalisation": "normalisation",
    "merge": "merge",
    "input": "input",
    "loss": "loss",
}


@dataclass(frozen=True)
class Category:
    """The role of a category's colour in the Palette, and the name of its icon."""

    role: str
    icon: str


def category(group: str, kind: str = "") -> Category:
    """The category of a layer by its palette group; `kind` tells Input from Loss."""
    role = _ROLES.get(kind.casefold()) or _ROLES.get(group.casefold(), "core")
    return Category(role, f"category_{role}")
