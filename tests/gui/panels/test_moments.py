"""The slider below the plots: every step where the axis has it, stops at what was kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.gui import theme
from bpgui.gui.panels.moments import Moments

LEFT = Qt.MouseButton.LeftButton
KEPT = (0, 10, 100, 1000, 2000)


@pytest.fixture
def moments(qtbot: QtBot, qapp: QApplication) -> Moments:
    theme.apply(qapp, "dark")
    made = Moments()
    qtbot.addWidget(made)
    made.resize(600, 18)
    made.show_kept(KEPT, 2000)
    made.align(50, 550, 0, 2000)
    made.show()
    return made


def test_it_has_every_step_where_the_axis_has_it(moments: Moments) -> None:
    assert [moments.place(step) for step in (0, 1000, 2000)] == [50, 300, 550]
    moments.align(50, 550, 1000, 2000)
    assert moments.place(1500) == 300


def test_a_click_goes_to_the_nearest_kept_step(moments: Moments, qtbot: QtBot) -> None:
    chosen: list[int] = []
    moments.chosen.connect(chosen.append)
    for pixel in (290, 160, 51):
        QTest.mouseClick(moments, LEFT, pos=QPoint(pixel, 9))
    assert chosen == [1000, 100, 0]
    assert moments.value() == 0


def test_keys_and_the_wheel_go_from_one_to_the_next(moments: Moments) -> None:
    chosen: list[int] = []
    moments.chosen.connect(chosen.append)
    keys = Qt.Key
    for key in (keys.Key_Left, keys.Key_Left, keys.Key_Right, keys.Key_Home, keys.Key_End):
        QTest.keyClick(moments, key)
    assert chosen == [1000, 100, 1000, 0, 2000]
    QTest.keyClick(moments, keys.Key_PageDown)
    assert chosen[-1] == 0


def test_between_two_kept_steps_it_goes_to_either(moments: Moments) -> None:
    moments.show_kept(KEPT, 500)
    QTest.keyClick(moments, Qt.Key.Key_Left)
    assert moments.value() == 100
    moments.show_kept(KEPT, 500)
    QTest.keyClick(moments, Qt.Key.Key_Right)
    assert moments.value() == 1000


def test_any_other_value_becomes_a_kept_one(moments: Moments) -> None:
    chosen: list[int] = []
    moments.chosen.connect(chosen.append)
    moments.setValue(940)
    assert (moments.value(), chosen) == (1000, [1000])


def test_being_told_where_the_run_stands_asks_for_nothing(moments: Moments) -> None:
    chosen: list[int] = []
    moments.chosen.connect(chosen.append)
    moments.show_kept((*KEPT, 5000), 4321)
    assert moments.value() == 4321
    assert not chosen


@pytest.mark.parametrize("axis", [(50.0, 550.0, 3000.0, 4000.0), (50.0, 550.0, 0.0, 0.0)])
def test_outside_of_the_axis_or_without_one_it_is_painted(
    moments: Moments, axis: tuple[float, float, float, float]
) -> None:
    before = moments.grab().toImage()
    moments.align(*axis)
    assert moments.grab().toImage() != before
