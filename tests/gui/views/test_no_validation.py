"""Every view shows a run whose validation set is empty, in every example that has none."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("example", ["L0", "L2", "truth-table"])
def test_no_view_fails_without_validation_rows(open_window, qtbot: QtBot, example: str) -> None:  # type: ignore[no-untyped-def]
    window = open_window(example)
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.standing.step == 1, timeout=20_000)
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=20_000)
    for view in window.views:
        if window.tabs.indexOf(view) >= 0:
            window.tabs.setCurrentWidget(view)
        QTest.qWaitForWindowExposed(window)
        texts = [
            label.text() for label in view._message.findChildren(object) if hasattr(label, "text")
        ]
        assert not (view.speaking and any("has failed" in str(text) for text in texts)), view.name
