"""What cards and wires show: problems, notices, gradients, tips; and the map."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from bpgui.engine.check import Fix
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.gui.canvas import Notice
from bpgui.gui.canvas.units import Portraits

NONE = Qt.MouseButton.NoButton
FIVE = chain(Input(), Dense(), Dense(), Dense(units=1), Loss())
BROKEN = chain(Input((1, 4, 4)), Dense(), Loss())


def said_at(bench, id):
    """What the callout of a node says, while it is shown."""
    callout = bench.canvas.scene.callouts.get(id)
    shown = callout is not None and callout.isVisible()
    return [notice.text for notice in callout.notices] if shown else []


def color_at(bench, at):
    return bench.viewport.grab().toImage().pixelColor(at).name()


def test_a_problem_is_said_at_its_card_and_goes_when_it_is_mended(bench):
    bench = bench(BROKEN)
    assert said_at(bench, 2) == ["Dense needs a flat row of features, got 1 × 4 × 4."]
    assert bench.canvas.scene.cards[2].facts.level == "bad"
    bench.document.edit_graph(bench.graph.with_layer(1, Input((2,))), "Shape")
    assert said_at(bench, 2) == []
    bench.undo()
    assert said_at(bench, 2) != []


def test_a_remark_is_said_while_the_card_is_looked_at(bench):
    bench = bench(FIVE.add(Dropout(), at=(200.0, 240.0)))
    assert said_at(bench, 6) == []
    bench.move(bench.card("Dropout"), NONE)
    assert any("input" in text for text in said_at(bench, 6))
    bench.move(QPoint(5, 5), NONE)
    assert said_at(bench, 6) == []
    bench.document.select([6])
    assert said_at(bench, 6) != []


def test_of_many_that_are_selected_none_remarks_on_itself(bench):
    bench = bench(FIVE.add(Dropout(), at=(200.0, 240.0)))
    bench.document.select([6])
    bench.document.select([1, 2, 3, 6])
    assert said_at(bench, 6) == []
    bench.document.select([2, 6])
    assert said_at(bench, 6) != []
    # Problems that keep it from training are told whatever is selected.
    bench.document.edit_graph(bench.graph.disconnect(*bench.graph.edges), "Cut")
    bench.document.select([2, 3, 4, 5, 6])
    assert said_at(bench, 5) != []


def test_a_cure_acts_on_the_newest_diagram(bench):
    bench = bench(BROKEN)
    bench.document.edit_graph(bench.graph.with_layer(2, Dense(units=3)), "Units")
    callout = bench.canvas.scene.callouts[2]
    bench.click(bench.canvas.view.pixel(callout.fix_place(0)))
    assert bench.graph.nodes[2].layer == Dense(units=3)
    assert len(bench.graph.nodes) == 4


def test_a_callout_stands_above_where_another_card_is_below(bench):
    bench = bench(BROKEN)
    callout = bench.canvas.scene.callouts[2]
    assert callout.pos().y() > 0
    bench.document.edit_graph(bench.graph.add(Dropout(), at=(200.0, 130.0)), "Add")
    assert callout.pos().y() < 0
    bench.document.edit_graph(bench.graph.move({4: (200.0, 600.0)}), "Move")
    assert callout.pos().y() > 0


def test_a_callout_makes_way_for_the_ports_of_a_card_aslant_below(bench):
    graph = BROKEN.add(Dropout(), at=(40.0, 130.0)).add(Dropout(), at=(40.0, -130.0))
    bench = bench(graph)
    callout, scene = bench.canvas.scene.callouts[2], bench.canvas.scene
    box = callout.mapRectToScene(callout.boundingRect())
    for name in ("Dropout", "Dropout 2"):
        assert not box.contains(scene.cards[bench.graph.named(name).id].port_at(""))
    assert callout.pos().x() == 0


def test_a_callout_hangs_below_the_pictures_of_its_card(bench):
    bench = bench(BROKEN)
    callout, scene = bench.canvas.scene.callouts[2], bench.canvas.scene
    before = callout.pos().y()
    shades = Portraits(np.zeros((8, 20, 20), np.uint8), 8, "1.00")
    bench.canvas.show_units({2: shades})
    assert callout.pos().y() == before + scene.units.hanging(2)
    bench.canvas.show_units({})
    assert callout.pos().y() == before


def test_the_callout_of_a_card_pointed_at_makes_way_too(bench):
    graph = FIVE.add(Dropout(), at=(200.0, 240.0)).add(Dropout(), at=(200.0, 370.0))
    bench = bench(graph)
    bench.move(bench.card("Dropout"), NONE)
    assert bench.canvas.scene.callouts[6].pos().y() < 0


def test_notices_from_outside_stand_beside_the_problems(bench):
    bench = bench(FIVE)
    units = Fix("Use 3 units", lambda graph: graph.with_layer(2, Dense(units=3)))
    bench.canvas.show_notices({2: [Notice("Gradient 41 times smaller.", "warning", units)]})
    assert said_at(bench, 2) == ["Gradient 41 times smaller."]
    callout = bench.canvas.scene.callouts[2]
    bench.click(bench.canvas.view.pixel(callout.fix_place(0)))
    assert bench.graph.nodes[2].layer == Dense(units=3)
    assert bench.document.undo_stack.undoText() == "Use 3 units"
    bench.canvas.show_notices({})
    assert said_at(bench, 2) == []


def test_a_card_wears_the_badge_of_the_worst_that_is_said(bench):
    bench = bench(FIVE)
    bench.canvas.show_notices({2: [Notice("a", "remark"), Notice("b", "bad"), Notice("c")]})
    assert bench.canvas.scene.cards[2].notice == "bad"
    assert said_at(bench, 2) == ["b", "c"]
    bench.document.edit_graph(bench.graph.remove([2]), "Delete")
    bench.undo()
    assert bench.canvas.scene.cards[2].notice == "bad"


def test_notices_about_nodes_that_are_gone_do_no_harm(bench):
    bench = bench(FIVE)
    bench.canvas.show_notices({2: [Notice("Dead.")], 99: [Notice("Gone.")]})
    bench.canvas.show_gradients({2: (1.0, 0.5), 99: (1.0, 0.5)})
    bench.document.edit_graph(bench.graph.remove([2]), "Delete")
    bench.undo()
    assert said_at(bench, 2) == ["Dead."]


def test_gradients_colour_the_bar_and_the_wire(bench):
    bench = bench(FIVE)
    bench.canvas.view.zoom_to(1.0)
    bench.canvas.view.look_at(bench.canvas.scene.extent([2]).center())
    bench.canvas.show_gradients({2: (0.01, 1.0)})
    r, g, b, _ = (int(c) for c in theme.viridis()[255])
    brightest = QColor(r, g, b).name()
    assert color_at(bench, bench.canvas.where(2) + QPoint(-50, 20)) == brightest
    assert color_at(bench, bench.wire("Input", "Dense", 0.7)) == brightest
    bench.canvas.clear_gradients()
    assert color_at(bench, bench.canvas.where(2) + QPoint(-50, 20)) == theme.current().raised
    assert color_at(bench, bench.wire("Input", "Dense", 0.7)) != brightest


def test_gradients_are_seen_from_afar_too(bench):
    bench = bench(FIVE)
    bench.canvas.view.zoom_to(0.5)
    bench.canvas.view.look_at(bench.canvas.scene.extent([2]).center())
    at = bench.canvas.where(2) + QPoint(-20, 20)
    assert color_at(bench, at) == theme.current().raised
    bench.canvas.show_gradients({2: (0.01, 1.0)})
    r, g, b, _ = (int(c) for c in theme.viridis()[255])
    assert color_at(bench, at) == QColor(r, g, b).name()
    bench.canvas.clear_gradients()
    assert color_at(bench, at) == theme.current().raised


def test_another_theme_paints_everything_anew(bench, qapp):
    theme.apply(qapp, "dark")
    bench = bench(FIVE)
    at = bench.canvas.where(3) + QPoint(40, 35)
    assert color_at(bench, at) == theme.DARK.raised
    theme.apply(qapp, "light")
    assert color_at(bench, at) == theme.LIGHT.raised
    theme.apply(qapp, "dark")


def tip_at(bench, at):
    event = QHelpEvent(QEvent.Type.ToolTip, at, bench.viewport.mapToGlobal(at))
    QApplication.sendEvent(bench.viewport, event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_tips_hold_the_formula_and_the_arrays(bench):
    bench = bench(FIVE)
    bench.canvas.show_gradients({2: (0.00842, 0.4)})
    tip = tip_at(bench, bench.card("Dense"))
    for words in ("a = tanh(W x + b)", "weight 8 × 2", "bias 8", "0.00842"):
        assert words in tip


def test_a_tip_on_a_wire_says_what_it_carries(bench):
    bench = bench(chain(Dense(), Dense(), spacing=400.0))
    assert "Dense 2" in tip_at(bench, bench.wire("Dense", "Dense 2"))
    assert bench.canvas.hands.tip(QPointF(5, 5)) == ""


@pytest.mark.parametrize("name", ["<b>bold</b>", "&amp;", "日本語"])
def test_names_are_shown_as_they_are(bench, name):
    bench = bench(FIVE.rename(2, name))
    assert bench.canvas.scene.cards[2].face.name.text == bench.graph.nodes[2].name
    assert "<b>bold</b>" not in tip_at(bench, bench.canvas.where(2) + QPoint(0, 30))


def test_a_wire_lights_up_under_the_pointer(bench):
    bench = bench(chain(Dense(), Dense(), spacing=400.0))
    wire = bench.canvas.scene.wires[bench.edge("Dense", "Dense 2")]
    bench.move(bench.wire("Dense", "Dense 2"), NONE)
    assert wire.hover
    bench.move(QPoint(5, 5), NONE)
    assert not wire.hover


def test_a_long_wire_is_found_anywhere_along_it(bench):
    bench = bench(chain(Dense(), Dense(), spacing=6000.0))
    bench.canvas.view.zoom_to(1.0)
    bench.canvas.view.look_at(QPointF(2077, 52))
    for x in (150, 433, 600, 871):
        bench.move(QPoint(x, 320), NONE)
        assert bench.canvas.scene.wires[bench.edge("Dense", "Dense 2")].hover
    bench.move(QPoint(433, 380), NONE)
    assert not bench.canvas.scene.wires[bench.edge("Dense", "Dense 2")].hover


def test_dragging_in_the_map_looks_elsewhere(bench):
    bench = bench(chain(Input(), *[Dense() for _ in range(30)]))
    bench.canvas.view.zoom_to(1.0)
    bench.canvas.view.look_at(QPointF(0, 52))
    minimap = bench.canvas.findChild(object, "canvas_minimap")
    QApplication.processEvents()
    left = bench.canvas.view.visible().center().x()
    start = minimap.sight().center().toPoint()
    end = QPoint(minimap.width() - 10, start.y())
    QTest.mousePress(minimap, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(minimap, end)
    QTest.mouseRelease(minimap, Qt.MouseButton.LeftButton, pos=end)
    assert bench.canvas.view.visible().center().x() > left + 3000


def test_an_empty_canvas_says_how_to_begin(bench):
    bench = bench()
    invitation = bench.canvas.findChild(object, "canvas_invitation")
    assert invitation.isVisible()
    bench.canvas.add_layer("Input")
    assert not invitation.isVisible()
    bench.undo()
    assert invitation.isVisible()


def test_a_picture_of_the_scene_is_drawn_without_the_window(bench):
    bench = bench(FIVE)
    area = bench.canvas.scene.extent()
    image = QImage(area.size().toSize() * 2, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme.current().canvas))
    painter = QPainter(image)
    bench.canvas.scene.render(painter, image.rect().toRectF(), area)
    painter.end()
    assert image.pixelColor(image.width() // 2 + 80, 180).name() == theme.current().raised


def test_the_minimap_shows_what_is_selected_now(bench, qtbot):
    bench = bench(chain(Input(), Dense()))
    minimap = bench.canvas.findChild(object, "canvas_minimap")
    bench.canvas.view.zoom_to(4.0)

    def marked():
        picture, accent = minimap.grab().toImage(), theme.current().accent
        inside = minimap.sight().toRect().adjusted(4, 4, -4, -4)
        xs, ys = range(inside.left(), inside.right()), range(inside.top(), inside.bottom())
        return any(picture.pixelColor(x, y).name() == accent for x in xs for y in ys)

    bench.click(bench.card("Dense"))
    qtbot.waitUntil(marked)
    bench.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not marked())


def test_nothing_is_said_about_the_card_a_wire_starts_from(bench):
    bench = bench(chain(Input(), Dense()))
    bench.move(bench.output("Dense"), NONE)
    assert said_at(bench, 2) == ["Dense does not lead to the loss: it takes no part in training."]
    bench.drag(bench.output("Dense"), bench.output("Dense") + QPoint(60, 60), drop=False)
    assert said_at(bench, 2) == []
    bench.key(Qt.Key.Key_Escape)


def test_the_map_is_there_while_not_everything_is_in_sight(bench, qtbot):
    bench = bench(chain(Input(), Dense(), Dense()))
    minimap = bench.canvas.findChild(object, "canvas_minimap")
    QApplication.processEvents()
    assert not minimap.isVisible()
    bench.canvas.view.zoom_to(4.0)
    assert minimap.isVisible()
    bench.canvas.view.fit()
    assert not minimap.isVisible()
    bench.canvas.view.zoom_to(1.0)
    bench.document.edit_graph(bench.graph.add(Dense(), at=(5000.0, 0.0)), "Add")
    qtbot.waitUntil(minimap.isVisible)


def test_callouts_make_way_when_they_come_into_sight_again(bench):
    bench = bench(BROKEN)
    callout = bench.canvas.scene.callouts[2]
    bench.canvas.view.zoom_to(0.4)
    bench.document.edit_graph(bench.graph.add(Dropout(), at=(200.0, 130.0)), "Add")
    assert callout.pos().y() > 0
    bench.canvas.view.zoom_to(1.0)
    assert callout.pos().y() < 0
