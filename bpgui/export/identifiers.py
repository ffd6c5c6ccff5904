"""Names from a diagram as identifiers of a program."""

from __future__ import annotations

import builtins
import keyword
import unicodedata
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

#: The longest there are: a line of code has room for a few of them.
LONGEST = 24

K = TypeVar("K", bound=Hashable)


def identifiers(names: Mapping[K, str], taken: Collection[str] = ()) -> dict[K, str]:
    """An identifier in lower case for every name, all different, none of them among the `taken`."""
    found: dict[K, str] = {}
    avoided = {*taken, *keyword.kwlist, *keyword.softkwlist, *dir(builtins), "l"}
    for key, name in names.items():
        base = identifier(name)
        base = f"{base}_" if base in avoided else base
        free, number = base, 1
        while free in avoided or free in found.values():
            number += 1
            free = f"{base.rstrip('_')}_{number}"
        found[key] = free
    return found


def identifier(name: str, spare: str = "layer") -> str:
    """A name as one identifier in lower case; `spare` leads where it cannot stand alone."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
    kept = "".join(c if ("_" + c).isidentifier() else "_" for c in plain)
    words = "_".join(word for word in kept.split("_") if word)[:LONGEST].rstrip("_")
    if not words:
        return spare
    return words if words.isidentifier() else f"{spare}_{words}"


def class_name(name: str, spare: str = "Network") -> str:
    """A name as that of a class: "two spirals" as TwoSpirals."""
    words = identifier(name, spare.lower()).split("_")
    return "".join(word[:1].upper() + word[1:] for word in words)
