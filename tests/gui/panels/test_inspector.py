"""The inspector: what is selected, edited through the document in undo steps."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bpgui.data.sources.given import Given
from bpgui.engine.framing import framed
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.gui.document import Document
from bpgui.gui.panels import Inspector
from bpgui.project.examples import load_example


@pytest.fixture
def document(qapp) -> Document:  # type: ignore[no-untyped-def]
    return Document(load_example("spiral"))


@pytest.fixture
def inspector(document: Document, qtbot: QtBot) -> Inspector:
    inspector = Inspector(document)
    qtbot.addWidget(inspector)
    inspector.resize(300, 700)
    inspector.show()
    return inspector


def number(inspector: Inspector, name: str) -> QAbstractSpinBox:
    box = inspector.findChild(QAbstractSpinBox, f"field_{name}")
    assert box is not None
    return box


def type_number(inspector: Inspector, name: str, text: str) -> None:
    box = number(inspector, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def node(document: Document, name: str) -> int:
    return document.graph.named(name).id


def dense(document: Document, name: str) -> Dense:
    layer = document.graph.named(name).layer
    assert isinstance(layer, Dense)
    return layer


def test_it_follows_the_selection(document: Document, inspector: Inspector) -> None:
    assert inspector.currentWidget() is inspector.project_page
    document.select([node(document, "Hidden 1")])
    assert inspector.currentWidget() is inspector.node_page
    assert inspector.node_page.title.text() == "Hidden 1"
    document.select([])
    assert inspector.currentWidget() is inspector.project_page


def test_typing_a_number_is_one_undo_step(document: Document, inspector: Inspector) -> None:
    document.select([node(document, "Hidden 1")])
    type_number(inspector, "layer_units", "16")
    assert dense(document, "Hidden 1").units == 16
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert dense(document, "Hidden 1").units == 8
    assert number(inspector, "layer_units").lineEdit().text() == "8"


def test_an_impossible_number_says_why_and_changes_nothing(
    document: Document, inspector: Inspector
) -> None:
    document.select([node(document, "Hidden 1")])
    type_number(inspector, "layer_units", "0")
    assert dense(document, "Hidden 1").units == 8
    assert inspector.node_page.form.rows["units"].error.startswith("Units must be between 1 and")


def test_two_layers_are_edited_at_once(document: Document, inspector: Inspector) -> None:
    document.select([node(document, "Hidden 1"), node(document, "Hidden 2")])
    assert inspector.node_page.title.text() == "2 layers"
    type_number(inspector, "layer_units", "5")
    assert dense(document, "Hidden 1").units == dense(document, "Hidden 2").units == 5
    assert document.undo_stack.count() == 1


def test_renaming_makes_the_name_unique(document: Document, inspector: Inspector) -> None:
    id = node(document, "Hidden 1")
    document.select([id])
    title = inspector.node_page.title
    title.setFocus()
    title.selectAll()
    QTest.keyClicks(title, "Hidden 2")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert document.graph.nodes[id].name == "Hidden 3"
    assert title.text() == "Hidden 3"


def test_another_data_set_brings_the_ends_of_the_diagram_in_one_step(
    document: Document, inspector: Inspector
) -> None:
    inspector.project_page.setCurrentIndex(1)
    combo = inspector.findChild(QComboBox, "field_data_source")
    assert combo is not None
    combo.setFocus()
    index = next(i for i in range(combo.count()) if combo.itemText(i).startswith("Digits"))
    while combo.currentIndex() < index:
        QTest.keyClick(combo, Qt.Key.Key_Down)
    before = document.undo_stack.index()
    layers = [document.graph.nodes[id].layer for id in document.graph.order]
    assert layers[0] == Input((64,))
    assert dense(document, "Output").units == 10
    assert document.check.ok
    document.undo_stack.undo()
    assert document.undo_stack.index() == before - 1


def test_what_a_run_cannot_take_up_is_marked(document: Document, inspector: Inspector) -> None:
    inspector.set_running(document.project)
    rows = inspector.project_page.training.rows
    type_number(inspector, "training_batch_size", "20")
    type_number(inspector, "training_learning_rate", "0.02")
    later = inspector.findChild(object, "later_training_batch_size")
    live = inspector.findChild(object, "later_training_learning_rate")
    assert rows["batch_size"].values == [20]
    assert not later.isHidden()  # type: ignore[union-attr]
    assert live.isHidden()  # type: ignore[union-attr]


def test_it_tells_of_the_run(document: Document, inspector: Inspector) -> None:
    id = node(document, "Hidden 1")
    document.select([id])
    inspector.show_now({id: {"Parameters": "24"}})
    texts = [label.text() for label in inspector.node_page._now._values.values()]
    assert texts == ["24"]


def test_the_head_tells_kind_and_formula(document: Document, inspector: Inspector) -> None:
    document.select([node(document, "Hidden 1")])
    formula = inspector.findChild(QLabel, "formula")
    assert formula is not None
    assert formula.text() == "a = tanh(W x + b)"
    document.select([node(document, "Hidden 1"), node(document, "Loss")])
    assert formula.text() == "Dense, Loss"


def test_the_formula_of_a_loss_is_drawn(document: Document, inspector: Inspector) -> None:
    inspector.show()
    loss = node(document, "Loss")
    document.select([loss])
    written, drawn = (inspector.findChild(QWidget, name) for name in ("formula", "drawn_formula"))
    assert not written.isVisible()
    assert drawn.isVisible()
    assert drawn.accessibleName().startswith("L = ")
    image = drawn.grab().toImage()
    ink = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(ink) > 10
    tall = drawn.height()
    drawn.resize(60, tall)
    assert drawn.height() >= tall
    document.select([node(document, "Output")])
    assert written.isVisible()
    assert not drawn.isVisible()


def test_escape_puts_the_name_back(document: Document, inspector: Inspector) -> None:
    document.select([node(document, "Hidden 1")])
    title = inspector.node_page.title
    title.setFocus()
    QTest.keyClicks(title, "zzz")
    QTest.keyClick(title, Qt.Key.Key_Escape)
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert title.text() == "Hidden 1"
    assert document.undo_stack.count() == 0


def test_an_empty_name_becomes_the_kind(document: Document, inspector: Inspector) -> None:
    id = node(document, "Hidden 1")
    document.select([id])
    title = inspector.node_page.title
    title.setFocus()
    title.selectAll()
    QTest.keyClick(title, Qt.Key.Key_Delete)
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert document.graph.nodes[id].name == title.text() == "Dense"


def test_the_history_names_the_setting_and_the_layer(
    document: Document, inspector: Inspector
) -> None:
    document.select([node(document, "Hidden 1")])
    type_number(inspector, "layer_units", "16")
    assert document.undo_stack.undoText() == "Change units of Hidden 1"
    document.select([])
    type_number(inspector, "training_learning_rate", "0.02")
    assert document.undo_stack.undoText() == "Change learning rate"


def test_the_problems_of_a_layer_stand_below_its_settings(
    document: Document, inspector: Inspector
) -> None:
    id = node(document, "Loss")
    document.select([id])
    assert inspector.findChild(QPushButton, "node_problem_0_fix") is None
    output = node(document, "Output")
    document.edit_graph(document.graph.with_layer(output, Dense(5)), "Change")
    fix = inspector.findChild(QPushButton, "node_problem_0_fix")
    assert fix is not None
    QTest.mouseClick(fix, Qt.MouseButton.LeftButton)
    assert document.check.ok
    assert not fix.isVisible()


def test_a_layer_other_than_in_the_run_is_marked_and_only_then(
    document: Document, inspector: Inspector
) -> None:
    document.select([node(document, "Hidden 1")])
    inspector.set_running(document.project)
    later = inspector.findChild(QWidget, "later_layer_units")
    assert later is not None
    assert later.isHidden()
    type_number(inspector, "layer_units", "16")
    assert later.isVisible()
    inspector.set_running(None)
    assert later.isHidden()


def test_the_way_through_other_data_sets_leaves_no_traces(
    document: Document, inspector: Inspector
) -> None:
    """Down and up again with the arrow keys: through regressions and digits, back to the spiral."""
    before = document.project
    inspector.project_page.setCurrentIndex(1)
    combo = inspector.findChild(QComboBox, "field_data_source")
    assert combo is not None
    combo.setFocus()
    for _ in range(8):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert document.project.graph != before.graph
    for _ in range(8):
        QTest.keyClick(combo, Qt.Key.Key_Up)
    assert document.project.graph == before.graph
    assert document.undo_stack.count() <= 1


def test_an_edit_elsewhere_is_not_undone_by_the_next_key(
    document: Document, inspector: Inspector
) -> None:
    inspector.project_page.setCurrentIndex(1)
    combo = inspector.findChild(QComboBox, "field_data_source")
    assert combo is not None
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    hidden = node(document, "Hidden 1")
    document.edit_graph(document.graph.with_layer(hidden, Dense(31)), "Change")
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert dense(document, "Hidden 1").units == 31


def test_the_data_are_summed_up(document: Document, inspector: Inspector) -> None:
    summary = inspector.findChild(QLabel, "data_summary")
    assert summary is not None
    assert summary.text() == ("500 rows of 2 numbers (x1, x2). 2 classes: first arm, second arm.")


def test_data_that_cannot_be_loaded_say_why(document: Document, inspector: Inspector) -> None:
    broken = Given(((1.0,), (2.0,)), ((1.0,),))
    data = dataclasses.replace(document.project.data, source=broken)
    document.edit(dataclasses.replace(document.project, data=data), "Break")
    summary = inspector.findChild(QLabel, "data_summary")
    assert summary is not None
    assert summary.text().startswith("Every row of inputs needs its target")
    assert summary.property("role") == "bad"


def test_a_frame_is_named_here_as_a_layer_is(document: Document, inspector: Inspector) -> None:
    ids = [node(document, name) for name in ("Hidden 1", "Hidden 2")]
    document.edit_graph(framed(document.graph, ids, "Trunk"), "Frame")
    document.select(ids)
    title = inspector.findChild(QLineEdit, "node_name")
    assert title is not None
    assert title.text() == "Trunk"
    title.setFocus()
    title.selectAll()
    QTest.keyClicks(title, "Stem")
    QTest.keyClick(title, Qt.Key.Key_Return)
    assert [frame.title for frame in document.graph.frames.values()] == ["Stem"]
    document.select(ids[:1])
    assert title.text() == "Hidden 1"


def test_it_says_that_a_layer_is_muted(document: Document, inspector: Inspector) -> None:
    id = node(document, "Hidden 1")
    document.edit_graph(document.graph.mute([id]), "Mute")
    document.select([id])
    assert any(label.text() == "Dense, muted" for label in inspector.findChildren(QLabel))
