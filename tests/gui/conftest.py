"""A run with a thread of its own, and the whole window; both ended with the test."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from bpgui.gui.document import Document
from bpgui.gui.run import Run


@pytest.fixture(autouse=True)
def histories_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty the undo history of every document that a test has made.

    A document without a parent is garbage afterwards, and PySide 6.11 ends its commands before the
    stack that holds them: the process would crash in whatever test collects it.
    """
    made: weakref.WeakSet[Document] = weakref.WeakSet()
    original = Document.__init__

    def init(self: Document, *args: Any, **options: Any) -> None:
        original(self, *args, **options)
        made.add(self)

    monkeypatch.setattr(Document, "__init__", init)
    yield
    for document in made:
        if isValid(document):
            document.undo_stack.clear()


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
        window.run.saved = window.run.history.last
        window.close()
        window.deleteLater()
