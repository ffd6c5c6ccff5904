"""What is measured of many steps together is what each would have measured by itself."""

from __future__ import annotations

import numpy as np
import pytest

import bpgui.engine.gait
from bpgui.engine.check import check
from bpgui.engine.clippings.by_value import ByValue
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.parameters import Parameters
from bpgui.engine.report import Report
from bpgui.engine.trail import ROOM, Trail
from tests.engine.runs import losses, trainer

GRAPH = chain(Input((3,)), Dense(5), Dense(2), Loss())


def made() -> Trail:
    return Trail(Parameters(GRAPH, check(GRAPH), "float32"))


def norms(reports: list[Report]) -> np.ndarray:
    return np.concatenate([report.norms for report in reports])


def test_losses_and_squares_are_those_of_each_row() -> None:
    trail, rng = made(), np.random.default_rng(0)
    parameters = Parameters(GRAPH, check(GRAPH), "float32")
    for row in trail.rows:
        row[...] = rng.standard_normal(row.size)
    found, squares = np.zeros(7, "float32"), np.zeros((7, 4), "float32")
    trail.measure(7, found, squares)
    for row, loss, square in zip(trail.rows, found, squares, strict=False):
        assert loss == row[-1]
        parts = [row[slot.start : slot.stop] for slot in parameters.trained]
        np.testing.assert_allclose(square, [part @ part for part in parts], rtol=1e-6)


def test_a_row_measures_the_same_with_any_others() -> None:
    trail, rng = made(), np.random.default_rng(1)
    values = rng.standard_normal(trail.rows[0].size)
    seen = set()
    for place, count in ((0, 1), (0, 20), (5, 6), (19, 30)):
        for row in trail.rows:
            row[...] = rng.standard_normal(row.size)
        trail.rows[place][...] = values
        squares = np.zeros((count, 4), "float32")
        trail.measure(count, np.zeros(count, "float32"), squares)
        seen.add(squares[place].tobytes())
    assert len(seen) == 1


def test_it_takes_little_room_but_one_row_at_least() -> None:
    graph = chain(Input((100,)), Dense(2000), Loss())
    assert Trail(Parameters(graph, check(graph), "float32")).length == 1
    assert made().length * made().rows[0].nbytes <= ROOM


@pytest.mark.parametrize("length", [1, 2, 3, 64])
def test_a_run_tells_the_same_with_a_trail_and_without(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two full mini-batches and a shorter one an epoch, in spans of any length."""
    monkeypatch.setattr(bpgui.engine.trail, "ROOM", length * 8 * made().rows[0].size)
    run = trainer(GRAPH)
    with_trail = [*run.make(7), *run.make(1), *run.make(9)]
    monkeypatch.setattr(bpgui.engine.gait, "FEW", 0)
    without = list(trainer(GRAPH).make(17))
    assert losses(with_trail) == losses(without)
    np.testing.assert_allclose(norms(with_trail), norms(without), rtol=1e-12)


def test_a_clipped_gradient_is_measured_before_it_is_clipped() -> None:
    free = list(trainer(GRAPH).make(1))
    clipped = list(trainer(GRAPH, clipping=ByValue(1e-6)).make(1))
    np.testing.assert_allclose(norms(clipped), norms(free), rtol=1e-12)
