"""Numbers that change while a run trains move nothing in the window."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.batch import Batch
from bpgui.gui.tempo import Tempo
from bpgui.gui.window import MainWindow

BATCHES = 30


class Counter(QObject):
    """Counts how often the layout of a window is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


@pytest.mark.parametrize("example", ["spiral", "digits"])
def test_a_window_is_not_laid_out_anew_for_what_is_shown_of_a_run(
    example: str, open_window: Callable[..., MainWindow], qtbot: QtBot, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    window = open_window(example)
    project = window.document.project
    endless = replace(project.training, epochs=0, steps=0)
    window.document.edit(dataclasses.replace(project, training=endless), "Endless")
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.step > 100, timeout=30_000)
    # Everything that is shown now and then is shown with every batch.
    monkeypatch.setattr(Tempo, "due", lambda self: True)
    batches: list[Batch] = []
    window.run.advanced.connect(batches.append)
    counter = Counter()
    window.installEventFilter(counter)
    qtbot.waitUntil(lambda: len(batches) >= BATCHES, timeout=30_000)
    window.removeEventFilter(counter)
    # The pill may say something else, and the first number of its length needs room.
    assert counter.count < BATCHES / 5
