"""Without a sub-command, the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpgui.project.examples import load_example
from bpgui.project.file import save
from tests.cli.calls import Call


def test_the_window_is_opened_with_what_was_named(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str | None] = []

    def run(path: str | None) -> int:
        opened.append(path)
        return 7

    monkeypatch.setattr("bpgui.gui.app.run", run)
    save(tmp_path / "a.bpgui", load_example("xor"))
    assert call().code == 7
    assert call("a.bpgui").code == 7
    assert call("example:xor").code == 7
    assert opened == [None, "a.bpgui", "example:xor"]


def test_a_machine_without_a_screen_is_told_in_a_sentence(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("bpgui.gui.preflight.complaint", lambda: "There is no screen here, sorry.")
    said = call()
    assert said.code == 1
    assert said.sentence == "There is no screen here, sorry."
