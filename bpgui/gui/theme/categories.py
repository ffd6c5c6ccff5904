"""Categories of layers, told apart by hue and by glyph."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from bpgui.resources import asset

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
    """The role of a category's colour in the Palette, and the name of an icon."""

    role: str
    icon: str


@cache
def category(group: str, kind: str = "") -> Category:
    """The category of a layer by its palette group; `kind` tells Input from Loss.

    A kind that has an icon of its own, `assets/icons/kind_<kind>.svg`, wears that one.
    """
    role = _ROLES.get(kind.casefold()) or _ROLES.get(group.casefold(), "core")
    own = f"kind_{kind.casefold()}"
    return Category(role, own if own in _own_icons() else f"category_{role}")


@cache
def _own_icons() -> frozenset[str]:
    return frozenset(path.stem for path in asset("icons").glob("kind_*.svg"))
