"""Small pictures of diagrams."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from bpgui.engine.framing import framed
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas import thumbnail
from bpgui.gui.canvas.portrait import ALBUM

NET = chain(Input(), Dense(), Dense(1), Loss())


def inked(graph: Graph, size: QSize, ratio: float = 1.0) -> tuple[list[int], list[int]]:
    """The columns and the rows in which anything is painted, in the picture's own pixels."""
    image = thumbnail(graph, size, ratio).toImage()
    across, down = range(image.width()), range(image.height())
    xs = [x for x in across if any(image.pixelColor(x, y).alpha() for y in down)]
    ys = [y for y in down if any(image.pixelColor(x, y).alpha() for x in across)]
    return xs, ys


@pytest.mark.parametrize("graph", [NET, framed(NET, [2, 3], "Both"), framed(NET, [2], "", True)])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_all_of_a_diagram_stands_in_the_middle(qapp: object, graph: Graph, ratio: float) -> None:
    size = QSize(300, 120)
    xs, ys = inked(graph, size, ratio)
    assert xs[0] > 0
    assert ys[0] > 0
    assert abs(xs[0] + xs[-1] - 300 * ratio) <= 8 * ratio
    assert abs(ys[0] + ys[-1] - 120 * ratio) <= 8 * ratio
    assert xs[-1] - xs[0] > 250 * ratio


def test_a_small_diagram_is_not_enlarged(qapp: object) -> None:
    xs, ys = inked(chain(Input()), QSize(600, 400))
    assert xs[-1] - xs[0] < 180
    assert ys[-1] - ys[0] < 130


def test_nothing_is_a_picture_of_nothing(qapp: object) -> None:
    assert inked(Graph(), QSize(60, 40)) == ([], [])
    assert thumbnail(NET, QSize(0, 0)).isNull()


def test_its_cards_are_not_kept(qapp: object) -> None:
    before = len(ALBUM._pictures)
    thumbnail(NET, QSize(300, 120))
    assert len(ALBUM._pictures) == before
