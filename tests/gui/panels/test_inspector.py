"""The inspector: what is selected, edited through the document in undo steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox
from pytestqt.qtbot import QtBot

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
