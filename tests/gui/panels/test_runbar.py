"""The run bar: it asks, and shows what it is told, without a jitter."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bpgui.gui.panels import Health, RunBar
from bpgui.gui.standing import Standing
from bpgui.gui.words import health, measures

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot: QtBot) -> RunBar:
    bar = RunBar()
    qtbot.addWidget(bar)
    bar.resize(1600, 56)
    bar.show()
    return bar


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("run_button", "run_toggled"),
        ("step_button", "step_requested"),
        ("epoch_button", "epoch_requested"),
        ("reset_button", "reset_requested"),
        ("pill", "health_clicked"),
    ],
)
def test_a_button_asks(bar: RunBar, qtbot: QtBot, button: str, signal: str) -> None:
    with qtbot.waitSignal(getattr(bar, signal)):
        QTest.mouseClick(getattr(bar, button), LEFT)


def test_the_first_button_says_what_it_will_do(bar: RunBar) -> None:
    bar.show_running(True)
    assert bar.run_button.text() == "Pause"
    bar.show_running(False)
    assert bar.run_button.text() == "Run"


def test_nothing_moves_when_numbers_do(bar: RunBar) -> None:
    bar.show_facts(**measures(Standing(step=1, loss=0.5)))
    before = [fact.geometry() for fact in bar._facts.values()]
    bar.show_facts(**measures(Standing(step=9_999_999, loss=1.234e-12, speed=123_456.0)))
    assert [fact.geometry() for fact in bar._facts.values()] == before


@pytest.mark.parametrize("width", [900, 1280, 1600])
def test_where_room_is_short_nothing_overlaps(bar: RunBar, width: int) -> None:
    bar.show_health(Health("12 problems", "bad", "error"))
    bar.resize(width, 56)
    shown = [fact for fact in bar._facts.values() if fact.isVisible()]
    ends = [fact.geometry().right() for fact in shown]
    assert ends == sorted(ends)
    assert ends[-1] < bar.pill.geometry().left()
    assert bar.pill.geometry().right() <= width
    assert bar._facts["loss"].isVisible()


def test_the_loss_is_told_in_three_digits_and_wholly_on_hovering(bar: RunBar) -> None:
    standing = Standing(step=3, train_loss=0.0312345678, val_loss=0.5, val_accuracy=0.984)
    told = measures(standing)
    assert told["loss"] == "0.0312"
    assert told["accuracy"] == "98.4 %"


@pytest.mark.parametrize(
    ("standing", "fatal", "stale", "words"),
    [
        (Standing("ready"), 0, False, "Ready"),
        (Standing("ready"), 1, False, "1 problem"),
        (Standing("paused"), 3, False, "3 problems"),
        (Standing("paused"), 0, True, "Changed"),
        (Standing("running"), 0, True, "Healthy"),
        (Standing("running"), 2, False, "Healthy"),
        (Standing("diverged"), 0, False, "Diverged"),
        (Standing("failed"), 0, False, "Failed"),
    ],
)
def test_the_pill_says_first_what_stands_in_the_way(
    standing: Standing, fatal: int, stale: bool, words: str
) -> None:
    assert health(standing, fatal, stale).words == words
