"""A row that is clicked among the results is the sample wherever one is looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bpgui.gui.views.results import ResultsView
from bpgui.gui.views.tensors import TensorView


def test_a_click_on_a_mistake_is_followed(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window("spiral")
    results = next(view for view in window.views if isinstance(view, ResultsView))
    tensors = next(view for view in window.views if isinstance(view, TensorView))
    window.tabs.setCurrentWidget(results)
    qtbot.waitUntil(lambda: bool(results.samples.samples), timeout=20_000)
    results.grab()
    place = results.samples._line(1).center().toPoint()
    row = results.samples.samples[1].row
    qtbot.mouseClick(results.samples, Qt.MouseButton.LeftButton, pos=place)
    for sample in (window.microscope.stepper.sample, tensors.sample):
        assert (sample.validation, sample.row) == (True, row)
    assert window._status.text().startswith(f"Validation row {row + 1} is now the sample")
    window.tabs.setCurrentWidget(window.microscope)
    qtbot.waitUntil(lambda: window.microscope.look is not None, timeout=20_000)
    assert (window.microscope.look.asked.validation, window.microscope.look.asked.row) == (
        True,
        row,
    )
