"""The cost view: its numbers are those counted by hand, its times those that were measured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bpgui.engine.check import check
from bpgui.engine.stopwatch import Timing
from bpgui.gui.batch import Batch, Failure
from bpgui.gui.format import percent
from bpgui.gui.run import Run
from bpgui.gui.views.cost import CostView
from bpgui.gui.views.price.rows import COLUMNS, SHARE, TIME, price_rows, span, work
from bpgui.gui.views.price.table import bar
from tests.engine.test_cost import networks
from tests.gui.projects import reach, ready, spiral
from tests.gui.views.show import show


@pytest.fixture
def view(qtbot: QtBot, run: Run) -> CostView:
    made = CostView()
    ready(qtbot, run, spiral())
    show(qtbot, made, run)
    qtbot.waitUntil(lambda: made.timing is not None, timeout=10_000)
    return made


def column(view: CostView, number: int) -> list[str]:
    model = view.table.costs
    return [model.index(row, number).data() for row in range(model.rowCount())]


def click_heading(qtbot: QtBot, view: CostView, number: int) -> None:
    header = view.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(number) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_small_network_costs_what_is_counted_by_hand(view: CostView) -> None:
    # 2-4-1: Input, Dense, Dense 2, Loss, and what belongs to none of them.
    names = column(view, 0)
    assert names[:4] == ["Input", "Dense", "Dense 2", "Loss"]
    assert names[-2:] == ["Optimiser", "Whole step"]
    assert column(view, 3)[:4] == ["0", "12", "5", "0"]
    assert column(view, 4)[:4] == ["0", "8", "4", "0"]
    assert (column(view, 3)[-1], column(view, 4)[-1]) == ("17", "12")


def test_times_are_those_measured_and_shares_make_up_the_step(view: CostView) -> None:
    timing = view.timing
    assert timing is not None
    assert column(view, TIME)[1] == span(timing.of(2))
    assert column(view, TIME)[-1] == span(timing.step)
    shares = [row.share or 0.0 for row in view.table.costs.rows[:-1]]
    assert sum(shares) == pytest.approx(1.0)
    assert timing.batch == 10


#: Parameters and multiply-adds by layer; bytes with 32 rows of float32: 6 vectors of parameters,
#: 4 numbers an output, and the work arrays of the LSTM (7 steps).
BY_HAND = {
    "mlp": {"Dense": (24, 16, 6 * 4 * 24 + 4 * 8 * 32 * 4)},
    "cnn": {"Conv2D": (40, 1296, 6 * 4 * 40 + 4 * 144 * 32 * 4), "Flatten": (0, 0, 0)},
    "lstm": {"LSTM": (180, 1120, 6 * 4 * 180 + (4 * 5 + 7 * 71) * 32 * 4)},
}


@pytest.mark.parametrize("name", BY_HAND)
def test_layers_of_every_sort(name: str) -> None:
    rows, whole = price_rows(check(networks()[name]), 32, 4, None)
    found = {row.name: (row.cost.parameters, row.cost.multiply_adds, row.bytes) for row in rows}
    for layer, expected in BY_HAND[name].items():
        assert found[layer] == expected
    assert whole.bytes == sum(row.bytes for row in rows)
    assert {COLUMNS[TIME].words(row) for row in (*rows, whole)} == {"–"}


def test_a_click_on_a_heading_sorts_and_the_total_stays_below(view: CostView, qtbot: QtBot) -> None:
    in_order = column(view, 0)
    for wanted in ([0, 0, 0, 0, 5, 12], [12, 5, 0, 0, 0, 0]):
        click_heading(qtbot, view, 3)
        assert [int(words) for words in column(view, 3)[:-1]] == wanted
    assert column(view, 0)[-1] == "Whole step"
    while column(view, 0) != in_order:
        click_heading(qtbot, view, 0)


def test_a_click_on_a_row_selects_the_node_and_the_other_way_round(
    view: CostView, qtbot: QtBot
) -> None:
    rect = view.table.visualRect(view.table.costs.index(2, 0))
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert picked.args == [3]
    with qtbot.assertNotEmitted(view.picked):
        view.select(frozenset({2}))
    assert [index.row() for index in view.table.selectionModel().selectedRows()] == [1]
    view.select(frozenset())
    assert not view.table.selectionModel().selectedRows()


def test_the_keyboard_walks_through_the_layers(view: CostView, qtbot: QtBot) -> None:
    view.select(frozenset({1}))
    with qtbot.waitSignal(view.picked) as picked:
        qtbot.keyClick(view.table, Qt.Key.Key_Down)
    assert picked.args == [2]


def test_it_is_measured_once_and_again_when_asked(view: CostView, qtbot: QtBot, run: Run) -> None:
    assert view.probe() is None
    first = view.timing
    reach(qtbot, run, "paused", run.epoch)
    assert view.timing is first
    button = view.findChild(QPushButton, "measure_cost")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.timing is not first, timeout=10_000)
    assert view.probe() is None


def test_a_measurement_that_fails_is_said_and_the_counts_stay(view: CostView, qtbot: QtBot) -> None:
    view._measure()
    batch = Batch(run=0, status="ready", pictures={"cost": Failure("No room.")})
    with qtbot.waitSignal(view.said) as said:
        view.add(batch)
    assert said.args == ["No room."]
    assert column(view, 3)[-1] == "17"


def test_numbers_for_a_file(view: CostView) -> None:
    (table,) = view.tables()
    head, *rows = table.text().splitlines()
    assert head.startswith("layer,forward s,backward s")
    dense = rows[1].split(",")
    assert view.timing is not None
    assert dense[0] == "Dense"
    assert float(dense[1]) == view.timing.forward[2]
    assert dense[4:6] == ["12", "8"]


def test_long_and_short_times_and_a_layer_without_any() -> None:
    assert span(3.42e-6) == "3.42 µs"
    assert span(0.0124) == "12.4 ms"
    found = check(networks()["mlp"])
    none = dict.fromkeys(found.live, 0.0)
    timing = Timing(batch=1, steps=3, forward=none, backward=none, update=0.0, joint=0.0)
    rows, _ = price_rows(found, 1, 4, timing)
    assert {COLUMNS[SHARE].words(row) for row in rows} == {"–"}
    assert not np.any([row.share for row in rows])
    assert dataclasses.replace(rows[0], step=1.0).share == 0.0


@pytest.mark.parametrize("share", [0.00461, 0.000461, 0.1234, 1.0])
def test_the_bar_leaves_the_share_its_room(view: CostView, share: float) -> None:
    table = view.table
    words = percent(share)
    place = QRect(0, 0, table.columnWidth(SHARE), 26)
    room = table.fontMetrics().horizontalAdvance(words)
    assert bar(place, table.fontMetrics()).right() < place.right() - room - 4


def test_few_multiply_adds_are_whole_numbers() -> None:
    assert work(2) == "2"
    assert work(2370) == "2,370"
    assert work(1_210_000) == "1.21M"
