from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

import bpgui.engine.activations
import bpgui.engine.initializers
import bpgui.engine.layers
import bpgui.engine.optimizers  # noqa: F401
from bpgui.engine.activation import activations
from bpgui.engine.activations.leaky_relu import LeakyReLU
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.declaration import Declaration, Registry
from bpgui.engine.fields import (
    choice,
    fields_of,
    integer,
    numbers,
    one_of,
    real,
    shape,
    text,
    toggle,
)
from bpgui.engine.layer import layers
from bpgui.engine.layers.dense import Dense
from bpgui.engine.training import Training
from bpgui.gui.forms import Form

Key = Qt.Key


@dataclass(frozen=True)
class Everything(Declaration):
    """One setting of every kind."""

    count: int = integer(
        3, min=1, max=50, special={1: "Only one"}, unit="rows", help="How many.", live=True
    )
    share: float = real(0.25, min=0.0, max=1.0, help="How much.")
    rate: float = real(0.01, min=0.0, max=1e12, log=True, help="How fast.", live=True)
    on: bool = toggle(True, help="Whether.")
    word: str = choice("a", {"a": "Alpha", "b": "Beta"}, help="Which.")
    name: str = text("x", help="Called.")
    sizes: tuple[int, ...] = shape((2,), help="Sizes.")
    table: tuple[Any, ...] = numbers(((1.0, 2.0), (3.0, 4.0)), help="Numbers.")
    function: Declaration = one_of(activations, Tanh(), help="Of which kind.")


class Desk:
    """A form on the screen, and everything it said."""

    def __init__(self, qtbot: QtBot, *declarations: Declaration) -> None:
        self.form = Form()
        qtbot.addWidget(self.form)
        self.edits: list[tuple[tuple[Any, ...], object]] = []
        self.form.edited_all.connect(lambda after, gesture: self.edits.append((after, gesture)))
        self.form.show_declarations(declarations)
        self.form.resize(320, 600)
        self.form.show()
        self.form.activateWindow()
        qtbot.waitExposed(self.form)

    def part(self, kind: type[Any], name: str) -> Any:
        found = self.form.findChild(kind, name)
        assert found is not None, name
        return found

    def type(self, name: str, typed: str) -> Any:
        widget = self.part(QWidget, f"field_{name}")
        widget.setFocus()
        line = widget.lineEdit() if isinstance(widget, QAbstractSpinBox) else widget
        line.selectAll()
        QTest.keyClicks(widget, typed)
        return widget

    def error(self, name: str) -> str:
        return str(self.part(QLabel, f"error_{name}").text())

    @property
    def last(self) -> Any:
        return self.edits[-1][0][0]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot, Everything())


def choose(combo: QComboBox, label: str) -> None:
    """Pick an entry from the open list, as a hand does."""
    combo.setFocus()
    combo.showPopup()
    combo.view().setCurrentIndex(combo.model().index(combo.findText(label), 0))
    QTest.keyClick(combo.view(), Key.Key_Return)


# -- every kind of editor ----------------------------------------------------------------------


def test_typing_edits_at_every_key_under_one_gesture(desk: Desk) -> None:
    desk.type("count", "12")
    assert [after[0].count for after, _ in desk.edits] == [1, 12]
    assert desk.edits[0][1] is desk.edits[1][1]


def test_enter_and_leaving_end_the_gesture(desk: Desk) -> None:
    box = desk.type("count", "12")
    QTest.keyClick(box, Key.Key_Return)
    desk.type("count", "4")
    desk.part(QWidget, "field_share").setFocus()
    desk.type("count", "5")
    gestures = [gesture for _, gesture in desk.edits]
    assert len({id(gesture) for gesture in gestures}) == 3


def test_special_values_have_names(desk: Desk) -> None:
    box = desk.type("count", "only one")
    assert desk.last.count == 1
    QTest.keyClick(box, Key.Key_Return)
    assert box.text() == "Only one"
    QTest.keyClick(box, Key.Key_Up)
    assert (desk.last.count, box.text()) == (2, "2")


def test_arrow_keys_step_within_the_range(desk: Desk) -> None:
    box = desk.type("count", "50")
    QTest.keyClick(box, Key.Key_Up)
    assert desk.last.count == 50
    QTest.keyClick(box, Key.Key_Down)
    assert desk.last.count == 49


def test_reals_take_exponents_and_keep_what_is_being_typed(desk: Desk) -> None:
    box = desk.type("rate", "1e-3")
    assert desk.last.rate == 0.001
    assert box.text() == "1e-3"
    QTest.keyClick(box, Key.Key_Return)
    assert box.text() == "0.001"


def test_the_slider_follows_the_number_and_leads_it(desk: Desk) -> None:
    slider, box = desk.part(QSlider, "slider_rate"), desk.part(QWidget, "field_rate")
    before = slider.value()
    desk.type("rate", "0.1")
    assert slider.value() == before + 10
    slider.setFocus()
    edits = len(desk.edits)
    QTest.keyClick(slider, Key.Key_Right)
    QTest.keyClick(slider, Key.Key_Right)
    assert desk.last.rate == 0.15
    assert box.text() == "0.15"
    assert desk.edits[edits][1] is desk.edits[edits + 1][1]


def test_the_switch_goes_with_mouse_and_space(desk: Desk) -> None:
    switch = desk.part(QCheckBox, "field_on")
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert desk.last.on is False
    switch.setFocus()
    QTest.keyClick(switch, Key.Key_Space)
    assert desk.last.on is True
    assert desk.edits[0][1] is not desk.edits[1][1]


def test_words_are_chosen_from_a_list(desk: Desk) -> None:
    choose(desk.part(QComboBox, "field_word"), "Beta")
    assert desk.last.word == "b"


def test_texts_shapes_and_tables_are_typed(desk: Desk) -> None:
    desk.type("name", "Ann")
    assert desk.last.name == "Ann"
    line = desk.type("sizes", "1 x 8x8")
    assert desk.last.sizes == (1, 8, 8)
    QTest.keyClick(line, Key.Key_Return)
    assert line.text() == "1 × 8 × 8"
    desk.type("table", "0.1 0.3; 0.4 0.6")
    assert desk.last.table == ((0.1, 0.3), (0.4, 0.6))


def test_a_table_pasted_from_a_spreadsheet_keeps_its_rows(desk: Desk) -> None:
    table = desk.part(QPlainTextEdit, "field_table")
    QApplication.clipboard().setText("1\t2\n3\t4\n5\t6\n")
    table.setFocus()
    table.selectAll()
    table.paste()
    assert desk.last.table == ((1, 2), (3, 4), (5, 6))


def test_another_kind_brings_its_own_settings(desk: Desk) -> None:
    choose(desk.part(QComboBox, "field_function"), "leaky ReLU")
    assert desk.last.function == LeakyReLU()
    desk.type("function_slope", "0.2")
    assert desk.last.function == LeakyReLU(0.2)
    choose(desk.part(QComboBox, "field_function"), "tanh")
    assert desk.last.function == Tanh()
    assert desk.form.findChild(QWidget, "row_function_slope").isHidden()


def test_kinds_carry_their_formula(desk: Desk) -> None:
    combo = desk.part(QComboBox, "field_function")
    assert "f(z) = tanh(z)" in combo.toolTip()


def test_tips_tell_help_range_and_default_and_wrap(desk: Desk) -> None:
    tip = desk.part(QWidget, "field_share").toolTip()
    assert tip == "<p>How much.</p><p>0 to 1. Default: 0.25.</p>"


def test_formulas_with_arrows_are_shown_as_they_are(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Training())
    assert "v &lt;- b2 v" in desk.part(QComboBox, "field_optimizer").toolTip()


def test_kinds_stand_under_their_headings(qtbot: QtBot) -> None:
    from bpgui.project.project import DataSettings

    desk = Desk(qtbot, DataSettings())
    combo = desk.part(QComboBox, "field_source")
    heading = combo.findText("Your own")
    assert heading == 0
    assert not combo.model().flags(combo.model().index(heading, 0)) & Qt.ItemFlag.ItemIsEnabled


# -- what cannot be ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("count", "0", "Count must be between 1 and 50, not 0."),
        ("count", "many", "Count must be a whole number, not 'many'."),
        ("share", "2", "Share must be between 0 and 1, not 2."),
        ("sizes", "0", "Sizes must be between 1 and 1000000, not 0."),
        ("table", "1 2; 3", "Table must have rows of equal length."),
    ],
)
def test_bad_input_says_why_and_changes_nothing(
    desk: Desk, name: str, typed: str, sentence: str
) -> None:
    widget = desk.type(name, typed)
    before = getattr(Everything(), name)
    assert desk.error(name) == sentence
    assert desk.part(QLabel, f"error_{name}").isVisible()
    assert widget.property("invalid") is True
    assert widget.accessibleDescription() == sentence
    assert getattr(desk.form.declarations[0], name) in (before, ((1.0, 2.0),))
    assert all(getattr(after[0], name) != typed for after, _ in desk.edits)


def test_escape_puts_the_last_good_value_back(desk: Desk) -> None:
    box = desk.type("count", "0")
    QTest.keyClick(box, Key.Key_Escape)
    assert (box.text(), desk.error("count")) == ("3", "")
    assert desk.edits == []


def test_escape_is_left_to_the_window_where_nothing_is_wrong(desk: Desk, qtbot: QtBot) -> None:
    pressed: list[int] = []
    desk.form.keyPressEvent = lambda event: pressed.append(event.key())  # type: ignore[method-assign]
    QTest.keyClick(desk.type("name", "Bo"), Key.Key_Escape)
    assert pressed == [Key.Key_Escape]


def test_mending_clears_the_complaint(desk: Desk) -> None:
    desk.type("count", "0")
    desk.type("count", "5")
    assert desk.error("count") == ""
    assert desk.last.count == 5


def test_a_refusal_of_the_whole_declaration_is_shown_too(qtbot: QtBot) -> None:
    @dataclass(frozen=True)
    class Pair(Declaration):
        """Two numbers in order."""

        low: int = integer(0, help="")
        high: int = integer(5, help="")

        def __post_init__(self) -> None:
            super().__post_init__()
            if self.low >= self.high:
                from bpgui.engine.fields import FieldError

                raise FieldError("Low must be below high")

    desk = Desk(qtbot, Pair())
    desk.type("low", "9")
    assert desk.error("low") == "Low must be below high."
    assert desk.form.declarations == (Pair(),)


# -- showing -----------------------------------------------------------------------------------


def test_another_declaration_of_the_same_kind_keeps_editors_and_focus(desk: Desk) -> None:
    box = desk.part(QAbstractSpinBox, "field_count")
    box.setFocus()
    desk.form.show_declarations([Everything(count=7, share=0.5)])
    assert desk.part(QAbstractSpinBox, "field_count") is box
    assert box.hasFocus()
    assert box.text() == "7"
    assert desk.edits == []


def test_what_is_being_typed_survives_the_echo_of_the_edit(desk: Desk) -> None:
    box = desk.type("share", "0.")
    desk.form.show_declarations(desk.edits[-1][0])
    assert box.text() == "0."


def test_fresh_declarations_leave_nothing_typed(desk: Desk) -> None:
    box = desk.type("count", "0")
    desk.form.show_declarations([Everything()], fresh=True)
    assert (box.text(), desk.error("count")) == ("3", "")


def test_an_edit_after_undo_is_a_gesture_of_its_own(desk: Desk) -> None:
    desk.type("count", "12")
    desk.form.show_declarations([Everything()])
    desk.type("count", "4")
    assert desk.edits[0][1] is not desk.edits[-1][1]


def test_another_kind_of_declaration_gets_other_rows(desk: Desk) -> None:
    desk.form.show_declarations([Training()])
    assert list(desk.form.rows) == [field.name for field in fields_of(Training)]


def test_several_declarations_show_mixed_and_are_edited_together(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Dense(4, bias=False), Dense(8))
    units = desk.part(QAbstractSpinBox, "field_units")
    assert (units.text(), units.lineEdit().placeholderText()) == ("", "mixed")
    assert desk.part(QCheckBox, "field_bias").property("state") == "mixed"
    desk.type("units", "6")
    assert desk.edits[-1][0] == (Dense(6, bias=False), Dense(6))
    QTest.mouseClick(desk.part(QCheckBox, "field_bias"), Qt.MouseButton.LeftButton)
    assert desk.edits[-1][0] == (Dense(6), Dense(6))


def test_mixed_kinds_and_mixed_settings_of_one_kind(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Dense(activation=LeakyReLU(0.1)), Dense(activation=LeakyReLU(0.2)))
    assert desk.part(QComboBox, "field_activation").currentText() == "leaky ReLU"
    slope = desk.part(QAbstractSpinBox, "field_activation_slope")
    assert slope.lineEdit().placeholderText() == "mixed"
    desk.type("activation_slope", "0.3")
    assert {layer.activation for layer in desk.edits[-1][0]} == {LeakyReLU(0.3)}
    desk.form.show_declarations([Dense(), Dense(activation=LeakyReLU(0.1))])
    assert desk.part(QComboBox, "field_activation").currentIndex() == -1
    choose(desk.part(QComboBox, "field_activation"), "tanh")
    assert desk.edits[-1][0] == (Dense(), Dense())


def test_declarations_of_different_kinds_share_what_they_have_in_common(qtbot: QtBot) -> None:
    desk = Desk(qtbot, Everything(count=7), Other())
    assert list(desk.form.rows) == ["count"]
    desk.type("count", "9")
    assert desk.edits[-1][0] == (Everything(count=9), Other(9))


@dataclass(frozen=True)
class Other(Declaration):
    """Shares a setting; `share` is of another type."""

    count: int = integer(5, help="")
    share: bool = toggle(True, help="")


# -- small things ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["field_count", "slider_rate", "field_word", "field_function"])
def test_the_wheel_passes_over_editors_without_focus(desk: Desk, name: str) -> None:
    widget = desk.part(QWidget, name)
    desk.part(QWidget, "field_name").setFocus()
    wheel(widget)
    assert desk.edits == []
    widget.setFocus()
    wheel(widget)
    assert len(desk.edits) == 1


def wheel(widget: QWidget) -> None:
    centre = QPointF(widget.rect().center())
    event = QWheelEvent(
        centre,
        widget.mapToGlobal(centre),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("name", ["count", "rate", "on", "word", "name", "table", "function"])
def test_the_menu_resets_to_the_default(qtbot: QtBot, name: str) -> None:
    other = Everything(12, 0.5, 0.1, False, "b", "y", (3,), ((9.0,),), LeakyReLU())
    desk = Desk(qtbot, other)
    menu = menu_of(desk, f"field_{name}")
    action = menu.findChild(QAction, "reset_to_default")
    assert action is not None
    action.trigger()
    menu.close()
    assert getattr(desk.last, name) == getattr(Everything(), name)
    assert getattr(desk.form.declarations[0], name) == getattr(Everything(), name)


def test_the_menu_says_what_the_default_is_and_is_off_where_it_holds(desk: Desk) -> None:
    menu = menu_of(desk, "field_function")
    action = menu.findChild(QAction, "reset_to_default")
    assert action is not None
    assert action.text() == "Reset to default (tanh)"
    assert not action.isEnabled()
    menu.close()


def menu_of(desk: Desk, name: str) -> QMenu:
    widget = desk.part(QWidget, name)
    widget.customContextMenuRequested.emit(QPoint(4, 4))
    menu = desk.form.findChild(QMenu, "field_menu")
    assert menu is not None
    return menu


def test_undo_keys_in_a_field_are_left_to_the_window(desk: Desk, qtbot: QtBot) -> None:
    undone: list[bool] = []
    undo = QAction("Undo", desk.form)
    undo.setShortcut("Ctrl+Z")
    undo.triggered.connect(lambda: undone.append(True))
    desk.form.addAction(undo)
    box = desk.type("count", "12")
    QTest.keyClick(box, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    assert box.text() == "12"


def test_settings_a_run_cannot_take_up_are_marked_while_it_goes_on(desk: Desk) -> None:
    def marks() -> set[str]:
        parts = [part for part in desk.form.findChildren(QWidget) if part.isVisible()]
        names = {part.objectName() for part in parts}
        return {name for name in names if name.startswith("later_")}

    assert marks() == set()
    desk.form.set_running([Everything()])
    assert "later_share" in marks()
    assert not marks() & {"later_count", "later_rate"}
    assert desk.part(QWidget, "later_share").property("waits") is False
    desk.type("share", "0.5")
    assert desk.part(QWidget, "later_share").property("waits") is True
    desk.form.set_running(None)
    assert marks() == set()


def registries() -> Sequence[Registry[Any]]:
    from bpgui.data import scalers, sources
    from bpgui.engine.initializer import initializers
    from bpgui.engine.loss import losses
    from bpgui.engine.optimizer import optimizers

    return (layers, activations, initializers, losses, optimizers, sources, scalers)


def test_every_kind_of_everything_has_a_form_with_names_and_help(qtbot: QtBot) -> None:
    for kind in [kind for registry in registries() for kind in registry]:
        form = Form()
        qtbot.addWidget(form)
        form.show_declarations([kind()])
        assert list(form.rows) == [field.name for field in fields_of(kind)]
        for row in form.rows.values():
            main = row.editor.parts[0]
            assert main.accessibleName() == row.field.label
            assert main.accessibleDescription() == row.field.spec.help
            assert main.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_tab_walks_through_the_form(desk: Desk) -> None:
    desk.part(QWidget, "field_count").setFocus()
    seen = []
    for _ in range(10):
        focused = desk.form.focusWidget()
        seen.append(focused.objectName())
        QTest.keyClick(focused, Key.Key_Tab)
    names = ["count", "share", "rate", "on", "word", "name", "sizes", "table", "function"]
    assert [name for name in seen if name.startswith("field_")][:9] == [f"field_{n}" for n in names]


def test_line_edits_of_spin_boxes_are_inside_them(desk: Desk) -> None:
    assert isinstance(desk.part(QAbstractSpinBox, "field_count").lineEdit(), QLineEdit)
