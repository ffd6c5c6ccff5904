"""A residual convolutional network drawn from an empty canvas, by mouse or keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpgui.data.sources.digits import Digits
from bpgui.project.project import DataSettings, Project

Key = Qt.Key
KINDS = ["Input", "Conv2D", "BatchNorm", "Add", "GlobalAveragePool", "Dense", "Loss"]
WIRES = {
    ("Input", "Reshape"),
    ("Reshape", "Conv2D"),
    ("Conv2D", "BatchNorm"),
    ("BatchNorm", "Add"),
    ("Conv2D", "Add"),
    ("Add", "GlobalAveragePool"),
    ("GlobalAveragePool", "Dense"),
    ("Dense", "Loss"),
}


@pytest.fixture
def paper(bench):
    """An empty canvas beside the data set of digits, rows of 64 pixels."""
    QCursor.setPos(5000, 5000)
    made = bench()
    made.document.replace(Project(data=DataSettings(source=Digits())), None)
    return made


def assert_drawn(paper):
    names = {id: node.name for id, node in paper.graph.nodes.items()}
    assert {(names[e.source], names[e.target]) for e in paper.graph.edges} == WIRES
    assert paper.document.check.ok, paper.document.check.problems
    assert paper.document.check.shapes[paper.graph.named("Dense").id] == (10,)
    paper.assert_mirrors()
    while paper.steps:
        paper.undo()
    assert not paper.graph.nodes
    paper.assert_mirrors()


def test_by_mouse(paper):
    for index, kind in enumerate(KINDS):
        row, column = divmod(index, 4)
        assert paper.drop_layer(kind, QPoint(120 + 230 * column, 150 + 260 * row))
    for source, target in sorted(WIRES - {("Input", "Reshape"), ("Reshape", "Conv2D")}):
        paper.drag(paper.output(source), paper.port(target))
    paper.drag(paper.output("Input"), paper.port("Conv2D"))
    for _ in range(5):  # the shape of the data, a layer that makes pictures of it, ten classes
        links = [
            (callout, index)
            for _, callout in sorted(paper.canvas.scene.callouts.items())
            if callout.isVisible()
            for index, notice in enumerate(callout.notices)
            if notice.fix
        ]
        if links:
            callout, index = links[0]
            paper.click(paper.canvas.view.pixel(callout.fix_place(index)))
    assert_drawn(paper)


def choose(words):
    """Type in the search that is open, and take the first."""
    boxes = QApplication.topLevelWidgets()
    box = next(w for w in boxes if w.objectName() == "canvas_search" and w.isVisible())
    QTest.keyClicks(box.line, words)
    QTest.keyClick(box.line, Key.Key_Return)


def press_until(paper, key, wanted):
    """Press a key until the status bar says this."""
    for _ in range(20):
        if paper.said[-1] == wanted:
            return
        paper.key(key)
    raise AssertionError(f"nothing said {wanted!r}, but {paper.said[-1]!r}")


def wire_to(paper, name):
    """From the selected node to another one."""
    paper.key(Key.Key_W)
    press_until(paper, Key.Key_Right, f"Press Enter to connect to {name}.")
    paper.key(Key.Key_Return)


def test_by_keyboard(paper):
    for words in ("loss", "input"):
        paper.key(Key.Key_Tab)
        choose(words)
    wire_to(paper, "Loss")
    paper.key(Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    paper.key(Key.Key_W)
    press_until(paper, Key.Key_Right, "Input and Loss are already connected.")
    paper.key(Key.Key_Delete)
    for words in ("reshape", "conv2d", "batchnorm", "add", "globalaveragepool", "dense"):
        paper.key(Key.Key_W)
        press_until(paper, Key.Key_Right, "Press Enter to add a layer here.")
        paper.key(Key.Key_Return)
        choose(words)
    wire_to(paper, "Loss")
    for _ in range(4):
        paper.key(Key.Key_Left)
    assert paper.selected() == {"Conv2D"}
    wire_to(paper, "Add")
    paper.key(Key.Key_L)
    paper.key(Key.Key_Escape)
    paper.key(Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert_drawn(paper)
