"""Zoom, pan, fit, and what is painted at each distance."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.project.project import Project

FIVE = chain(Input(), Dense(), Dense(), Dense(units=1), Loss())


@pytest.mark.parametrize("notches", [-30, -3, 1, 4, 30])
def test_the_wheel_zooms_at_the_cursor(bench, notches):
    bench = bench(FIVE)
    at = QPoint(310, 420)
    before = bench.canvas.view.scene_point(QPointF(at))
    zoom = bench.canvas.view.zoom
    for _ in range(abs(notches)):
        bench.wheel(at, 1 if notches > 0 else -1)
    assert (bench.canvas.view.zoom > zoom) == (notches > 0)
    assert 0.05 <= bench.canvas.view.zoom <= 4.0
    after = bench.canvas.view.scene_point(QPointF(at))
    assert (after - before).manhattanLength() * bench.canvas.view.zoom < 2 * abs(notches)


def test_zoom_ends_at_5_and_400_percent(bench):
    bench = bench(FIVE)
    for _ in range(60):
        bench.wheel(QPoint(500, 300), 1)
    assert bench.canvas.view.zoom == pytest.approx(4.0)
    for _ in range(60):
        bench.wheel(QPoint(500, 300), -1)
    assert bench.canvas.view.zoom == pytest.approx(0.05)


def test_the_middle_button_pans(bench):
    bench = bench(FIVE)
    before = bench.canvas.where(1)
    bench.drag(
        bench.card("Dense"), bench.card("Dense") + QPoint(70, -40), Qt.MouseButton.MiddleButton
    )
    assert bench.canvas.where(1) - before == QPoint(70, -40)
    assert bench.steps == 0
    assert bench.selected() == set()


def test_space_and_a_drag_pans(bench):
    bench = bench(FIVE)
    before = bench.canvas.where(1)
    from PySide6.QtTest import QTest

    QTest.keyPress(bench.canvas.view, Qt.Key.Key_Space)
    bench.drag(bench.card("Dense"), bench.card("Dense") + QPoint(-60, 30))
    QTest.keyRelease(bench.canvas.view, Qt.Key.Key_Space)
    assert bench.canvas.where(1) - before == QPoint(-60, 30)
    assert bench.steps == 0


def test_a_diagram_fits_when_it_is_opened(bench):
    bench = bench(FIVE)
    seen = bench.canvas.view.visible()
    assert seen.contains(bench.canvas.scene.extent())
    wide = chain(Input(), *[Dense() for _ in range(40)], Loss())
    bench.document.replace(Project(graph=wide), None)
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())
    bench.canvas.resize(700, 500)
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())


def test_f_fits_the_selection_or_all(bench):
    bench = bench(chain(Input(), *[Dense() for _ in range(40)], Loss()))
    bench.document.select([3])
    bench.key(Qt.Key.Key_F)
    assert bench.canvas.view.zoom == 1.0
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent([3]))
    bench.document.select([])
    bench.key(Qt.Key.Key_F)
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())


def test_ctrl_0_is_100_percent(bench):
    bench = bench(FIVE)
    for _ in range(5):
        bench.wheel(QPoint(500, 300), -1)
    bench.key(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert bench.canvas.view.zoom == 1.0


def test_a_diagram_far_out_can_be_seen(bench):
    bench = bench(FIVE.move({id: (900_000.0 + 200 * id, -900_000.0) for id in FIVE.nodes}))
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())


@pytest.mark.parametrize("mode", ["dark", "light"])
@pytest.mark.parametrize("zoom", [0.1, 0.45, 1.0, 3.0])
def test_every_distance_shows_the_cards(bench, qapp, mode, zoom):
    theme.apply(qapp, mode)
    bench = bench(FIVE)
    bench.canvas.show_gradients({2: (0.1, 0.2), 3: (0.5, 0.9)})
    bench.document.select([4])
    bench.canvas.view.zoom_to(zoom)
    bench.canvas.view.look_at(bench.canvas.scene.extent([3]).center())
    picture = bench.canvas.view.viewport().grab().toImage()
    ground = theme.current().canvas
    seen = bench.canvas.where(3) + QPoint(round(40 * zoom), round(35 * zoom))
    assert picture.pixelColor(seen).name() == theme.current().raised
    assert picture.pixelColor(2, 2).name() in (ground, theme.current().grid)
    across = 62 if zoom > 0.6 else 65
    strip = bench.canvas.where(3) - QPoint(round(across * zoom), round(27 * zoom))
    assert picture.pixelColor(strip).name() == theme.current().core


def test_the_footer_sums_up(bench):
    bench = bench(FIVE)
    footer = bench.canvas.findChild(object, "canvas_footer")
    assert footer.text().split("  ")[0] == "5 layers"
    assert "105 parameters" in footer.text()


def test_problems_can_be_gone_to(bench):
    bench = bench(chain(Input(), *[Dense() for _ in range(40)], Loss()))
    bench.canvas.view.zoom_to(1.0)
    bench.canvas.reveal(40)
    assert bench.document.selection == {40}
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent([40]))


def test_words_are_larger_where_they_would_be_hard_to_read(bench):
    bench = bench(FIVE)
    face = bench.canvas.scene.cards[2].face
    close, smaller = face.lines(1.0), face.lines(0.7)
    assert [line.words.text for line in close] == [line.words.text for line in smaller]
    for near, far in zip(close, smaller, strict=True):
        assert far.font.pixelSize() > near.font.pixelSize()
        assert far.font.pixelSize() * 0.7 >= 9
    tops = [line.at.y() for line in smaller]
    for (line, top), below in zip(zip(smaller, tops, strict=True), tops[1:], strict=False):
        assert top + line.font.pixelSize() <= below


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_a_card_is_set_off_from_the_ground_from_afar(bench, qapp, mode):
    theme.apply(qapp, mode)
    bench = bench(FIVE)
    bench.canvas.view.zoom_to(0.3)
    bench.canvas.view.look_at(bench.canvas.scene.extent([3]).center())
    picture = bench.viewport.grab().toImage()
    middle = bench.canvas.where(3)
    column = range(middle.y() - round(52 * 0.3) - 2, middle.y() - round(52 * 0.3) + 3)
    edge = [picture.pixelColor(middle.x() + 10, y).lightness() for y in column]
    ground = theme.current().color("canvas").lightness()
    assert max(abs(light - ground) for light in edge) > 15
