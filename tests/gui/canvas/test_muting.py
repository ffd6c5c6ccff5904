"""Muting: M and the menus pass a layer by, and the canvas shows it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from bpgui.engine.declaration import replace
from bpgui.engine.graph import chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.gui.canvas.summary import rows
from bpgui.gui.canvas.tips import card_tip

M = Qt.Key.Key_M


def net():
    return chain(Input(), Dense(7), Dense(9), Dense(1), Loss())


def test_m_mutes_the_selected_layers_and_hears_them_again(bench):
    b = bench(net())
    b.click(b.card("Dense 2"))
    b.key(M)
    assert b.graph.named("Dense 2").muted
    assert b.steps == 1
    assert b.canvas.scene.cards[3].facts.shape == "7"
    assert b.canvas.scene.wires[b.edge("Dense 2", "Dense 3")].label == "7"
    assert "Dense 2 passes its input on" in b.said[-1]
    b.assert_mirrors()
    b.key(M)
    assert b.graph == net()
    b.undo()
    assert b.graph.named("Dense 2").muted
    b.assert_mirrors()


def test_of_several_layers_those_are_muted_that_can_be(bench):
    b = bench(net())
    b.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    b.key(M)
    assert [node.muted for node in b.graph.nodes.values()] == [False, True, True, True, False]
    b.key(M)
    assert not any(node.muted for node in b.graph.nodes.values())


def test_why_an_end_cannot_be_muted_is_said(bench):
    b = bench(net())
    b.click(b.card("Loss"))
    b.key(M)
    assert b.said[-1] == "Loss cannot be muted: it ends the network."
    b.click(b.card("Input"))
    b.key(M)
    assert b.said[-1] == "Input cannot be muted: it has no input to pass on."
    b.key(Qt.Key.Key_Escape)
    b.key(M)
    assert b.said[-1] == "Select a layer to mute it."
    assert b.steps == 0


def test_the_menu_mutes(bench):
    b = bench(net())
    menu = b.menu(b.card("Dense"))
    next(action for action in menu.actions() if action.objectName() == "mute").trigger()
    menu.close()
    assert b.graph.named("Dense").muted


def test_what_no_longer_fits_shows_on_the_card_that_it_reaches(bench):
    b = bench(chain(Input((1, 4, 4)), Flatten(), Dense(1), Loss()))
    b.click(b.card("Flatten"))
    b.key(M)
    scene = b.canvas.scene
    assert scene.cards[3].facts.level == "bad"
    assert not scene.cards[2].facts.problems
    assert scene.callouts[3].notices[0].fix is not None


def test_a_muted_merge_passes_its_first_input(bench):
    graph = chain(Input(), Dense(4), Dense(3)).add(Add(), at=(600.0, 0.0))
    b = bench(graph.connect(3, 4).connect(2, 4))
    b.click(b.card("Add"))
    b.key(M)
    assert b.canvas.scene.cards[4].facts.shape == "3"


def test_a_copy_of_a_muted_layer_is_muted(bench):
    b = bench(net().mute([2]))
    b.click(b.card("Dense"))
    b.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert '"muted": true' in QGuiApplication.clipboard().text()
    b.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert b.graph.newest.muted


def test_a_muted_layer_can_be_wired_to_anything(bench):
    b = bench(net().mute([3]))
    assert b.canvas.scene.cards[3].node.muted
    b.drag(b.output("Dense"), b.port("Dense 2"))
    b.assert_mirrors()


def test_a_muted_card_is_faded_and_has_a_line_through_it(bench):
    b = bench(net())

    def picture() -> QImage:
        image = QImage(160, 110, QImage.Format.Format_RGB32)
        image.fill(theme.current().color("canvas"))
        painter = QPainter(image)
        card = b.canvas.scene.cards[3]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card.paint(painter, None)
        painter.end()
        return image

    def unrest(image: QImage) -> int:
        """How much the row changes along which the line runs, right of the shape."""
        row = [image.pixelColor(x, 52).red() for x in range(60, 140)]
        return max(row) - min(row)

    def ink(image: QImage) -> int:
        """How much the name stands out."""
        grey = [image.pixelColor(x, y).red() for x in range(24, 90) for y in range(12, 26)]
        return max(grey) - min(grey)

    heard = picture()
    b.document.edit_graph(b.graph.mute([3]), "Mute")
    muted = picture()
    assert unrest(heard) < 10
    assert unrest(muted) > 50
    assert ink(muted) < 0.7 * ink(heard)


def test_the_arrow_keys_tell_of_it(bench):
    b = bench(net().mute([2]))
    b.click(b.card("Input"))
    b.key(Qt.Key.Key_Right)
    assert b.said[-1].startswith("Dense: muted: ")


@pytest.mark.parametrize("state", ["mute", "lock"])
@pytest.mark.parametrize("zoom", [1.0, 0.4])
def test_a_sign_on_the_card_says_that_it_is_muted_or_frozen(bench, state, zoom):
    b = bench(net())
    b.canvas.view.zoom_to(zoom)
    b.canvas.view.look_at(b.canvas.scene.extent([3]).center())
    corner = QRectF(124, 70, 26, 32).translated(*b.graph.nodes[3].at)

    def strongest() -> int:
        """How much stands out in the lower right corner of the card."""
        picture, view = b.viewport.grab().toImage(), b.canvas.view
        first, last = view.pixel(corner.topLeft()), view.pixel(corner.bottomRight())
        xs, ys = range(first.x(), last.x()), range(first.y(), last.y())
        greys = [picture.pixelColor(x, y).lightness() for x in xs for y in ys]
        return max(greys) - min(greys)

    assert strongest() < 40
    frozen = b.graph.with_layer(3, replace(b.graph.nodes[3].layer, frozen=True))
    b.document.edit_graph(frozen if state == "lock" else b.graph.mute([3]), "Change")
    assert b.canvas.scene.cards[3].face.state == state
    assert strongest() > 80


def test_a_frozen_layer_is_called_so_in_words(bench):
    b = bench(net().with_layer(2, Dense(7, frozen=True)))
    assert "Frozen: training" in card_tip(b.canvas.scene.cards[2], b.document.check)
    b.click(b.card("Input"))
    b.key(Qt.Key.Key_Right)
    assert b.said[-1].startswith("Dense: frozen: ")
    assert rows(b.graph, b.document.check)[1].kind.endswith("(frozen)")
