"""Pictures of units: the numbers are those of the network, and hovering one shows it large."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bpgui.data.sources.iris import Iris
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui import theme
from bpgui.gui.run import Run
from bpgui.gui.views.surface import frames
from bpgui.gui.views.surface.inner import SIDE, TilesProbe, UnitProbe, layers_with_units, tiles
from bpgui.gui.views.surface.probe import BROKEN, GRID, TOP, PlaneProbe, raw_rows
from tests.gui.projects import ready, sine, spiral, trainer_of, with_source


def by_hand(run: Run, raw: np.ndarray) -> dict[int, np.ndarray]:
    """tanh of weights times inputs, layer by layer, with the parameters as they are now."""
    assert run.info is not None
    trainer = trainer_of(run)
    values = trainer.values()
    a = run.info.prepared.prepare(raw).T
    found = {}
    for node, name in ((2, "Dense"), (3, "Dense 2")):
        a = np.tanh(values[f"{name}/weight"] @ a + values[f"{name}/bias"][:, None])
        found[node] = a
    return found


@pytest.mark.parametrize("project", [spiral, sine])
def test_every_unit_says_what_the_formula_says(qtbot, run: Run, project) -> None:  # type: ignore[no-untyped-def]
    ready(qtbot, run, project())
    assert run.info is not None
    prepared = run.info.prepared
    flat = prepared.task.size == 2
    frame = frames.plane(prepared, 0, 1) if flat else frames.line(prepared)
    nodes = layers_with_units(prepared.check)
    assert nodes == (2, 3)
    expected = by_hand(run, raw_rows(prepared, frame, SIDE, flat))
    trainer = trainer_of(run)
    taken = TilesProbe(frame, flat, nodes).take(trainer, prepared)
    large = UnitProbe(frame, flat, 2, 3).take(trainer, prepared)
    for node, seen in taken.items():
        assert seen.units == len(expected[node])
        if node == 2:
            assert seen.largest == pytest.approx(np.abs(expected[node]).max(), rel=1e-5)
            assert seen.middle == 0
        else:
            # As the answer of the network is painted.
            low, high = (-1, 1) if flat else (prepared.train.t.min(), prepared.train.t.max())
            assert seen.middle == pytest.approx((low + high) / 2)
            assert seen.largest == pytest.approx((high - low) / 2)
        wanted = np.clip(((expected[node] - seen.middle) / seen.largest + 1) / 2 * TOP, 0, TOP)
        rows = seen.indices[:, ::-1].reshape(len(wanted), -1) if flat else seen.indices[:, 5]
        assert np.abs(rows - wanted).max() <= 1.0
    assert large.subject == (2, 3)
    expected = by_hand(run, raw_rows(prepared, frame, GRID, flat))
    np.testing.assert_allclose(large.values.ravel(), expected[2][3], rtol=1e-4, atol=1e-5)


def test_what_is_not_a_number_has_its_own_colour() -> None:
    values = np.zeros((1, SIDE * SIDE), np.float32)
    values[0, 0], values[0, 1] = np.nan, 2.0
    made = tiles(values, True, 0.0, 2.0)
    assert made.indices[0, -1, :2].tolist() == [BROKEN, TOP]
    assert made.largest == 2.0
    assert (tiles(values * 0 + np.float32("nan"), True).indices == BROKEN).all()


def test_pictures_of_sigmoids_are_centred_and_the_output_is_painted_as_in_decision(
    qtbot, run: Run
) -> None:  # type: ignore[no-untyped-def]
    project = spiral()
    net = chain(Input(), Dense(units=4, activation="sigmoid"), Dense(1, "sigmoid"), Loss())
    ready(qtbot, run, dataclasses.replace(project, graph=net))
    assert run.info is not None
    prepared, trainer = run.info.prepared, trainer_of(run)
    frame, nodes = frames.plane(prepared, 0, 1), layers_with_units(prepared.check)
    hidden, output = TilesProbe(frame, True, nodes).take(trainer, prepared).values()
    assert (hidden.middle, output.middle, output.largest) == (0.5, 0.5, 0.5)
    # Some of it is below the middle, some above, and the furthest of all has the strongest colour.
    assert hidden.indices.min() < TOP / 2 < hidden.indices.max()
    assert hidden.indices.max() == TOP or hidden.indices.min() == 0
    large = PlaneProbe(frame, prepared.low, prepared.high).take(trainer, prepared)
    assert large.indices is not None
    corners = [0, SIDE - 1]
    small = output.indices[0][np.ix_(corners, corners)].astype(int)
    ends = [0, len(large.indices) - 1]
    assert np.abs(small - large.indices[np.ix_(ends, ends)].astype(int)).max() <= 1


def test_a_layer_with_more_units_than_pictures_says_how_many(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    graph = window.document.graph
    id = graph.named("Hidden 1").id
    strip = window.canvas.scene.units.strips[id]
    corner = QRect(0, 0, 12, 12)

    def seen() -> QImage:
        window.canvas.view.grab()
        at = window.canvas.view.pixel(strip.cell(7).bottomRight())
        corner.moveBottomRight(at)
        return window.canvas.view.viewport().grab(corner).toImage()

    def grounds(image: QImage) -> int:
        card = theme.current().color("raised").rgb()
        places = [(x, y) for x in range(image.width()) for y in range(image.height())]
        return sum(image.pixel(x, y) == card for x, y in places)

    assert grounds(seen()) < 30
    window.document.edit_graph(graph.with_layer(id, Dense(units=16)), "Change units")
    qtbot.waitUntil(lambda: strip.portraits.units == 16, timeout=20_000)
    assert grounds(seen()) > 50


def test_many_features_have_no_pictures(qtbot, run: Run) -> None:  # type: ignore[no-untyped-def]
    from bpgui.gui.neurons import _probe

    ready(qtbot, run, with_source(Iris(), outputs=3, inputs=4))
    assert run.info is not None
    assert _probe(run.info) is None


@pytest.fixture
def window(open_window, qtbot):  # type: ignore[no-untyped-def]
    made = open_window("spiral")
    qtbot.waitUntil(lambda: bool(made.canvas.scene.units.strips), timeout=10_000)
    return made


def test_the_cards_of_a_small_network_wear_pictures(window) -> None:  # type: ignore[no-untyped-def]
    shown = window.canvas.scene.units.strips
    counts = {
        window.document.graph.nodes[id].name: len(s.portraits.indices) for id, s in shown.items()
    }
    assert counts == {"Hidden 1": 8, "Hidden 2": 8, "Output": 1}


def test_a_unit_under_the_pointer_is_shown_large(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    decision = next(view for view in window.views if view.name == "decision")
    window.tabs.setCurrentWidget(decision)
    qtbot.waitUntil(lambda: decision.canvas.answer is not None, timeout=10_000)
    own = decision.canvas.answer
    node = window.document.graph.named("Hidden 2").id
    strip = window.canvas.scene.units.strips[node]
    at = window.canvas.view.pixel(strip.cell(5).center())
    QTest.mouseMove(window.canvas.view.viewport(), at)
    qtbot.waitUntil(lambda: decision.canvas.caption == "Hidden 2, unit 6", timeout=10_000)
    assert decision.canvas.answer.subject == (node, 5)
    QTest.mouseMove(window.canvas.view.viewport(), window.canvas.where(node))
    qtbot.waitUntil(lambda: decision.canvas.caption == "", timeout=10_000)
    assert decision.canvas.answer.subject is None
    np.testing.assert_array_equal(decision.canvas.answer.values, own.values)


def test_the_menu_takes_them_away_and_brings_them_back(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    action = window.action("neuron_pictures")
    assert action.isChecked()
    action.trigger()
    assert not window.canvas.scene.units.strips
    assert window.settings.value("neuron_pictures", type=bool) is False
    action.trigger()
    qtbot.waitUntil(lambda: bool(window.canvas.scene.units.strips), timeout=10_000)


def test_training_changes_the_pictures(window, qtbot) -> None:  # type: ignore[no-untyped-def]
    (_, strip), *_ = window.canvas.scene.units.strips.items()
    before = strip.portraits.indices
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not np.array_equal(strip.portraits.indices, before), timeout=10_000)
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.run.running, timeout=10_000)
    QApplication.processEvents()
