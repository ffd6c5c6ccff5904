"""The list of problems: all of them, a click goes there, a button mends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
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
