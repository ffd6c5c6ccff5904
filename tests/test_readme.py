"""The map in the README is that of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def chapter(title: str) -> str:
    """The text below a heading, up to the next one."""
    return re.split(r"\n#+ ", README.split(f"# {title}\n", 1)[1], maxsplit=1)[0]


def named(text: str) -> set[str]:
    """What stands in backquotes."""
    return set(re.findall(r"`([^`\n]+)`", text))


def paths() -> Iterator[str]:
    """Files and folders the README names from the root on, without their patterns."""
    for name in sorted(named(README)):
        if re.fullmatch(r"(bpgui|tests|assets)/[\w./<>-]*", name):
            yield name


@pytest.mark.parametrize("name", list(paths()))
def test_what_is_named_is_there(name: str) -> None:
    path = ROOT / name
    assert path.parent.is_dir() if "<" in name else path.exists()


@pytest.mark.parametrize(
    ("title", "folder"), [("Inside the engine", "engine"), ("Inside the window", "gui")]
)
def test_every_file_and_folder_has_its_place_in_the_map(title: str, folder: str) -> None:
    told = {name.rstrip("/") for name in named(chapter(title))}
    known = {path.stem for path in (ROOT / "bpgui" / folder).iterdir() if path.name[0] not in "_."}
    # The folders of kinds go by the names of their bases: loss, losses.
    kinds = {name + ending for name in told for ending in ("s", "es")}
    assert known - told - kinds == set()
    assert {name for name in told if "/" not in name} - known == set()


def test_every_part_of_the_program_is_in_the_map() -> None:
    parts = {path.name for path in (ROOT / "bpgui").iterdir() if path.name[0] not in "_."}
    told = " ".join(named(chapter("Map")))
    assert {part for part in parts if part not in told} == set()
