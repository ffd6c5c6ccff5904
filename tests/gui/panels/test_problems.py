"""The list of problems: all of them, a click goes there, a button mends."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.document import Document
from bpgui.gui.panels import Problems
from bpgui.project.project import Project

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot) -> tuple[Document, Problems]:
    graph = chain(Input((3,)), Dense(4), Dense(3), Loss())
    document = Document(Project(graph))
    problems = Problems(document)
    qtbot.addWidget(problems)
    problems.resize(300, 400)
    problems.show()
    return document, problems


def test_every_problem_has_its_line(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    said = [problem.message for problem in document.check.problems]
    assert len(said) == 2
    lines = [problems.findChild(QWidget, f"problem_{i}") for i in range(2)]
    assert sorted(line.accessibleName() for line in lines) == sorted(said)


def test_a_click_goes_to_the_node(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    with qtbot.waitSignal(problems.go_to) as gone:
        QTest.mouseClick(problems.findChild(QWidget, "problem_0"), LEFT)
    assert gone.args[0] in document.graph.nodes


def test_the_buttons_mend_everything_step_by_step(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    for left in (1, 0):
        QTest.mouseClick(problems.findChild(QPushButton, "problem_0_fix"), LEFT)
        assert len(document.check.problems) == left
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert problems.findChild(QPushButton, "problem_0_fix") is not None


def test_a_problem_is_reached_and_mended_with_the_keyboard(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    card = problems.findChild(QWidget, "problem_0")
    assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(problems.go_to):
        QTest.keyClick(card, Qt.Key.Key_Return)
    QTest.keyClick(problems.findChild(QPushButton, "problem_0_fix"), Qt.Key.Key_Space)
    assert len(document.check.problems) == 1


def test_cards_stay_while_their_words_change(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    card = problems.findChild(QWidget, "problem_0")
    before = card.accessibleName()
    node = document.graph.named("Dense 2")
    document.edit_graph(document.graph.with_layer(node.id, Dense(5)), "Change")
    assert problems.findChild(QWidget, "problem_0") is card
    assert card.isVisibleTo(problems)
    assert before in [problem.message for problem in document.check.problems]


def test_fatal_problems_come_first(qtbot: QtBot) -> None:
    graph = chain(Input((3,)), Dense(4), Loss()).add(Dense(2))
    problems = Problems(Document(Project(graph)))
    qtbot.addWidget(problems)
    problems.resize(300, 400)
    problems.show()
    first = problems.findChild(QWidget, "problem_0").accessibleName()
    assert first in {p.message for p in problems._document.check.problems if p.fatal}


def test_of_very_many_problems_some_are_shown_and_all_are_counted(qtbot: QtBot) -> None:
    graph = chain(Input((2,)), Dense(1), Loss())
    for _ in range(200):
        graph = graph.add(Dense(2))
    problems = Problems(Document(Project(graph)))
    qtbot.addWidget(problems)
    problems.show()
    texts = [label.text() for label in problems.findChildren(QLabel) if label.isVisible()]
    count = len(problems._document.check.problems)
    assert count > 200
    assert f"and {count - 50} more" in texts


def test_where_nothing_is_wrong_it_says_so(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    while document.check.problems:
        QTest.mouseClick(problems.findChild(QPushButton, "problem_0_fix"), LEFT)
    texts = [label.text() for label in problems.findChildren(QLabel) if label.isVisible()]
    assert texts == ["Nothing is wrong with the diagram: it can be trained as it stands."]


def test_a_batch_larger_than_the_data_is_remarked_upon(qtbot: QtBot) -> None:
    document, problems = shown(qtbot)
    before, project = len(document.check.problems), document.project
    training = dataclasses.replace(project.training, batch_size=100_000)
    document.edit(dataclasses.replace(project, training=training), "Change the batch size")
    assert len(document.check.problems) == before + 1
    remark = document.check.problems[-1]
    assert "100,000 rows" in remark.message
    assert not remark.fatal
    line = problems.findChild(QWidget, f"problem_{before}")
    assert line.accessibleName() == remark.message
