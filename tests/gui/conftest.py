"""A run with a thread of its own, and the whole window; both ended with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.gui.run import Run


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the blocks that are saved."""
    monkeypatch.setattr("bpgui.gui.canvas.shelf.folder", lambda: tmp_path / "blocks")
    return tmp_path / "blocks"


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    """A run on which nothing has been asked yet."""
    made = Run()
    yield made
    made.close()


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings in a file of their own, as on a fresh machine."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qtbot: QtBot, qapp, settings: QSettings) -> Iterator[Callable]:  # type: ignore[no-untyped-def,type-arg]
    """Makes windows on an example, shown and with their run ready."""
    from bpgui.gui import theme
    from bpgui.gui.window import MainWindow
    from bpgui.project.examples import load_example

    theme.apply(qapp, "dark")
    windows: list[MainWindow] = []

    def make(example: str = "spiral") -> MainWindow:
        window = MainWindow(load_example(example), settings, example)
        windows.append(window)
        window.resize(1400, 900)
        window.show()
        qtbot.waitUntil(lambda: window.run.info is not None, timeout=20_000)
        qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=20_000)
        return window

    yield make
    for window in windows:
        # Nobody is there to answer "save changes?".
        window.document.undo_stack.setClean()
        window.close()
        window.deleteLater()
