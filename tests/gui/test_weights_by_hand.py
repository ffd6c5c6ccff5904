"""Who is about to type weights finds the present ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from bpgui.engine.initializers.given import Given
from bpgui.engine.layers.dense import Dense
from bpgui.gui.window import MainWindow
from tests.gui.projects import trainer_of

Open = Callable[..., MainWindow]


def choose_given(window: MainWindow, qtbot: QtBot, setting: str) -> None:
    """Pick it in the list, as a user does."""
    combo = window.inspector.findChild(QComboBox, f"field_layer_{setting}")
    combo.showPopup()
    index = combo.findText("given numbers")
    combo.view().setCurrentIndex(combo.model().index(index, 0))
    QTest.keyClick(combo.view(), Qt.Key.Key_Return)


@pytest.mark.parametrize("setting", ["initializer", "bias_initializer"])
def test_the_present_weights_stand_there_to_be_changed(
    open_window: Open, qtbot: QtBot, setting: str
) -> None:
    window = open_window("xor")
    window.pilot.epoch()
    qtbot.waitUntil(lambda: window.run.standing.step > 0 and window.run.settled, timeout=20_000)
    hidden = window.document.graph.named("Hidden").id
    window.document.select([hidden])
    name = "weight" if setting == "initializer" else "bias"
    values = trainer_of(window.run).values()[f"Hidden/{name}"]
    choose_given(window, qtbot, setting)
    layer = window.document.graph.nodes[hidden].layer
    assert isinstance(layer, Dense)
    given = getattr(layer, setting)
    assert isinstance(given, Given)
    np.testing.assert_array_equal(np.array(given.values, values.dtype), values)
    # No more digits than it takes.
    assert max(len(str(number)) for number in np.ravel(given.values)) <= 14
    assert window.document.undo_stack.count() == 1
    window.pilot.reset()
    qtbot.waitUntil(lambda: window.run.info is not None and window.run.settled, timeout=20_000)
    assert window.run.standing.status == "ready"
    np.testing.assert_array_equal(trainer_of(window.run).values()[f"Hidden/{name}"], values)


def test_without_a_run_they_are_zeros_of_the_right_shape(open_window: Open, qtbot: QtBot) -> None:
    window = open_window("xor")
    hidden = window.document.graph.named("Hidden").id
    window.document.edit_graph(
        window.document.graph.with_layer(hidden, Dense(units=3)), "Change units"
    )
    window.run.info = None
    window.document.select([hidden])
    choose_given(window, qtbot, "initializer")
    layer = window.document.graph.nodes[hidden].layer
    assert layer.initializer == Given(((0.0, 0.0),) * 3)  # type: ignore[attr-defined]
