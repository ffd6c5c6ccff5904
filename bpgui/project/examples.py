"""The gallery: ready projects in `assets/examples/`, one file each."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from bpgui.project.codec import from_data
from bpgui.project.error import ProjectError
from bpgui.project.project import Project
from bpgui.resources import asset


@dataclass(frozen=True)
class Example:
    """How an example presents itself: `name` is what `example:NAME` takes.

    ills: the rules of health that it breaks, because it is made to show what they speak of.
    """

    name: str
    title: str
    summary: str
    group: str
    ills: tuple[str, ...]


class _Card(msgspec.Struct, forbid_unknown_fields=True):
    """The part `gallery` of an example's file; the rest of it is a project."""

    title: str
    summary: str
    group: str
    rank: int
    ills: tuple[str, ...] = ()


@functools.cache
def gallery() -> tuple[Example, ...]:
    """All examples in the order in which they are shown."""
    cards = [(path.stem, msgspec.convert(_read(path)["gallery"], _Card)) for path in _files()]
    cards.sort(key=lambda entry: (entry[1].rank, entry[0]))
    return tuple(
        Example(name, card.title, card.summary, card.group, card.ills) for name, card in cards
    )


@functools.cache
def load_example(name: str) -> Project:
    """The example of this name, in any case; ProjectError naming the known ones."""
    for path in _files():
        if path.stem.casefold() == name.casefold():
            data = _read(path)
            del data["gallery"]
            return from_data(data)
    known = ", ".join(example.name for example in gallery())
    raise ProjectError(f"There is no example called {name!r} (known: {known}).")


def _files() -> list[Path]:
    return sorted(asset("examples").glob("*.json"))


def _read(path: Path) -> dict[str, Any]:
    return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
