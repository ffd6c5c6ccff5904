"""The small pictures below cards: where they are, what they say, and that they go with the card."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from bpgui.engine.framing import framed
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.gui.canvas.units import Portraits

NONE = Qt.MouseButton.NoButton
NET = chain(Input(), Dense(), Dense(units=1), Loss())


def portraits(*fills: int, units: int | None = None) -> Portraits:
    """A plain picture of each of these colours."""
    made = np.stack([np.full((20, 20), fill, np.uint8) for fill in fills])
    return Portraits(made, units or len(fills), "1.00")


def middle(bench, node, unit) -> QPoint:
    cell = bench.canvas.scene.units.strips[node].cell(unit)
    return bench.canvas.view.pixel(cell.center())


def test_pictures_have_the_colours_of_their_numbers(bench):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(0, 128, 254, 255)})
    seen = [
        bench.viewport.grab().toImage().pixelColor(middle(bench, 2, unit)).name()
        for unit in range(4)
    ]
    palette = theme.current()
    wanted = (palette.negative, palette.neutral, palette.positive, palette.bad)
    for color, role in zip(seen, wanted, strict=True):
        distance = np.subtract(QColor(color).getRgb(), QColor(role).getRgb())
        assert np.abs(distance).max() <= 3


def test_the_pointer_on_a_picture_names_its_unit(bench, qtbot):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(*range(0, 160, 20), units=32), 3: portraits(7)})
    for node, unit in ((2, 0), (2, 7), (3, 0)):
        with qtbot.waitSignal(bench.canvas.unit_pointed) as pointed:
            bench.move(middle(bench, node, unit), NONE)
        assert pointed.args == [node, unit]
    with qtbot.waitSignal(bench.canvas.unit_pointed) as pointed:
        bench.move(QPoint(5, 5), NONE)
    assert pointed.args == [0, -1]
    with qtbot.assertNotEmitted(bench.canvas.unit_pointed):
        bench.move(QPoint(9, 9), NONE)


def test_a_tip_says_which_unit_it_is(bench, qtbot):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(*range(0, 160, 20), units=32)})
    at = middle(bench, 2, 4)
    event = QHelpEvent(QEvent.Type.ToolTip, at, bench.viewport.mapToGlobal(at))
    QApplication.sendEvent(bench.viewport, event)
    qtbot.waitUntil(lambda: bool(QToolTip.text()), timeout=2_000)
    assert "Dense, unit 5 of 32, the first 8 are shown" in QToolTip.text()
    QToolTip.hideText()


def test_a_tip_counts_what_is_not_a_number(bench):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(255, 90)})
    units = bench.canvas.scene.units
    broken, sound = (units.strips[2].cell(unit).center() for unit in (0, 1))
    size = units.strips[2].portraits.indices[0].size
    assert units.tip(broken).endswith(f"Red: {size} of {size} are not numbers.")
    assert "not numbers" not in units.tip(sound)


def test_pictures_go_with_their_card_and_come_back_with_an_undo(bench):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(9), 3: portraits(9)})
    bench.document.edit_graph(bench.graph.remove([2]), "Remove")
    assert set(bench.canvas.scene.units.strips) == {3}
    bench.canvas.show_units({3: portraits(10)})
    bench.undo()
    bench.canvas.show_units({2: portraits(11), 3: portraits(10)})
    assert set(bench.canvas.scene.units.strips) == {2, 3}
    bench.canvas.show_units({})
    assert not bench.canvas.scene.units.strips
    bench.assert_mirrors()


def test_when_the_picture_under_the_pointer_goes_none_is_pointed_at(bench, qtbot):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(9)})
    bench.move(middle(bench, 2, 0), NONE)
    with qtbot.waitSignal(bench.canvas.unit_pointed) as pointed:
        bench.canvas.show_units({})
    assert pointed.args == [0, -1]


def test_from_afar_there_are_none(bench):
    bench = bench(NET)
    bench.canvas.show_units({2: portraits(254)})
    at = middle(bench, 2, 0)
    bright = bench.viewport.grab().toImage().pixelColor(at)
    for _ in range(8):
        bench.wheel(at, -1)
    assert bench.viewport.grab().toImage().pixelColor(middle(bench, 2, 0)) != bright


def test_what_hangs_from_a_card_is_fitted_and_framed_too(bench):
    bench = bench(framed(NET, [2], "Hidden"))
    scene, view = bench.canvas.scene, bench.canvas.view
    frame, before = scene.around.frames[1], scene.around.frames[1].rect.height()
    bench.canvas.show_units({2: portraits(*range(8)), 3: portraits(1)})
    hanging = scene.units.hanging(2)
    assert hanging > 70
    assert frame.rect.height() == before + hanging
    assert scene.extent([2]).height() == 104 + hanging
    assert scene.extent([1]).height() == 104
    for unit in range(8):
        assert scene.extent().contains(scene.units.strips[2].cell(unit))
    view.fit()
    assert view.visible().contains(frame.rect)
    bench.canvas.show_units({})
    assert frame.rect.height() == before


def test_the_view_follows_when_pictures_come(bench):
    bench = bench(NET.move({2: (200.0, 600.0)}))
    assert bench.canvas.view.zoom < 1
    bench.canvas.show_units({2: portraits(*range(8))})
    assert bench.canvas.view.visible().contains(bench.canvas.scene.extent())
    bench.canvas.view.zoom_to(2.0)
    bench.canvas.show_units({2: portraits(1)})
    assert bench.canvas.view.zoom == 2.0
