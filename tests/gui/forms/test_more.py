"""Settings that are seldom changed are tucked away, and found again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.engine.optimizers.adam import Adam
from bpgui.engine.optimizers.momentum import Momentum
from bpgui.engine.training import Training
from bpgui.gui.forms import Form

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, training: Training) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.show_declarations([training])
    form.show()
    return form


def button(form: Form, name: str = "optimizer_more") -> QToolButton:
    found = form.findChild(QToolButton, name)
    assert found is not None
    return found


def visible(form: Form, name: str) -> bool:
    return form.findChild(QWidget, f"row_{name}").isVisibleTo(form)


def test_what_is_needed_first_stands_there_and_the_rest_does_not(qtbot: QtBot) -> None:
    form = shown(qtbot, Training(optimizer=Adam()))
    for name in ("learning_rate", "optimizer", "batch_size", "epochs"):
        assert visible(form, name)
    for name in ("optimizer_beta1", "optimizer_epsilon", "precision"):
        assert not visible(form, name)


def test_a_click_shows_them_and_another_hides_them(qtbot: QtBot) -> None:
    form = shown(qtbot, Training(optimizer=Adam()))
    QTest.mouseClick(button(form), LEFT)
    assert visible(form, "optimizer_beta1")
    assert not visible(form, "precision")
    QTest.mouseClick(button(form), LEFT)
    assert not visible(form, "optimizer_beta1")


def test_space_shows_them_too(qtbot: QtBot) -> None:
    form = shown(qtbot, Training(optimizer=Adam()))
    QTest.keyClick(button(form), Qt.Key.Key_Space)
    assert visible(form, "optimizer_beta2")


def test_what_was_changed_is_not_hidden(qtbot: QtBot) -> None:
    form = shown(qtbot, Training(optimizer=Adam(beta1=0.8)))
    assert visible(form, "optimizer_beta1")
    assert not visible(form, "precision")
    other = replace(Training(), precision="float64")
    form.show_declarations([other], fresh=True)
    assert visible(form, "precision")


def test_they_stay_open_while_one_edits(qtbot: QtBot) -> None:
    form = shown(qtbot, Training(optimizer=Adam()))
    QTest.mouseClick(button(form), LEFT)
    form.show_declarations([Training(optimizer=Adam(), batch_size=7)])
    assert visible(form, "optimizer_beta1")


def test_where_nothing_is_tucked_away_there_is_no_button(qtbot: QtBot) -> None:
    form = shown(qtbot, Training(optimizer=Momentum()))
    assert form.findChild(QToolButton, "optimizer_more") is None
    assert button(form, "more").accessibleName() == "More settings"
