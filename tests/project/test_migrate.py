"""Older formats, brought up to date step by step."""

from __future__ import annotations

from typing import Any

import pytest

from bpgui.project.error import ProjectError
from bpgui.project.migrate import STEPS, migrate
from bpgui.project.schema import FORMAT


def rename(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "notes": data["comment"]}


def shout(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "notes": data["notes"].upper()}


def test_every_older_format_has_its_step() -> None:
    assert sorted(STEPS) == list(range(1, FORMAT))


def test_steps_follow_each_other() -> None:
    old = {"format": 1, "comment": "hello"}
    new = migrate(old, newest=3, steps={1: rename, 2: shout})
    assert new["notes"] == "HELLO"
    assert new["format"] == 3
    assert old == {"format": 1, "comment": "hello"}


def test_a_file_of_today_needs_no_step() -> None:
    data = {"format": 3, "notes": "x"}
    assert migrate(data, newest=3, steps={1: rename, 2: shout}) is data


def test_a_newer_format_is_refused() -> None:
    with pytest.raises(ProjectError, match=r"newer bpgui \(format 4, this one reads up to 3\)"):
        migrate({"format": 4}, newest=3, steps={})
