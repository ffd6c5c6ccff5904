"""Every row of an epoch reaches the network once, in the order drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import bpgui.engine.feeder
from bpgui.engine.arrays import Array
from bpgui.engine.feed import Feed
from bpgui.engine.feeder import Feeder
from tests.engine.nets import peak_bytes

ROWS, FEATURES = 11, 3


def data() -> tuple[Array, Array]:
    x = np.arange(ROWS * FEATURES, dtype=float).reshape(ROWS, FEATURES)
    return x, -np.arange(2.0 * ROWS).reshape(ROWS, 2)


#: How inputs lie in a feed: turned round or by rows, with ones behind them or without.
LAYOUTS = {"columns": (False, True), "rows": (True, False), "rows and ones": (True, True)}
every_layout = pytest.mark.parametrize("layout", LAYOUTS)


def make(
    batch: int, small: bool, monkeypatch: pytest.MonkeyPatch, layout: str = "columns"
) -> tuple[Feeder, list[Any]]:
    """A feeder with one plan for full mini-batches and another for what is left."""
    monkeypatch.setattr(bpgui.engine.feeder, "SMALL", 1 << 20 if small else 0)
    sizes = [batch] * (ROWS // batch) + ([ROWS % batch] if ROWS % batch else [])
    plans = {n: plan(n, layout) for n in set(sizes)}
    ordered: list[Any] = [plans[n] for n in sizes]
    return Feeder(*data(), ordered), ordered


def plan(batch: int, layout: str, weighted: bool = False) -> Any:
    by_rows, ones = LAYOUTS[layout]
    double = np.dtype("float64")
    feed = Feed(FEATURES, 2, batch, double, by_rows=by_rows, ones=ones, weighted=weighted)
    return SimpleNamespace(batch=batch, feed=feed)


def epoch(feeder: Feeder, plans: list[Any]) -> Array:
    """What is fed in an epoch, rows first."""
    fed = []
    for index, plan in enumerate(plans):
        for call in feeder.calls(index):
            call()
        feed = plan.feed
        if feed.x_ones is not None:
            np.testing.assert_array_equal(feed.x_ones[-1], 1)
        parts = [feed.x, feed.t] if feed.weights is None else [feed.x, feed.t, feed.weights[None]]
        fed.append(np.concatenate(parts).T.copy())
    return np.concatenate(fed)


@every_layout
@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("batch", [1, 4, 5, ROWS])
def test_an_epoch_feeds_every_row_once_in_the_order_given(
    batch: int, small: bool, layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeder, plans = make(batch, small, monkeypatch, layout)
    x, t = data()
    for seed in (0, 1):
        order = np.random.default_rng(seed).permutation(ROWS)
        feeder.arrange(order)
        np.testing.assert_array_equal(feeder.order, order)
        fed = epoch(feeder, plans)
        np.testing.assert_array_equal(fed[:, :FEATURES], x[order])
        np.testing.assert_array_equal(fed[:, FEATURES:], t[order])


@every_layout
@pytest.mark.parametrize("small", [True, False])
def test_weights_come_along_with_the_targets(
    small: bool, layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bpgui.engine.feeder, "SMALL", 1 << 20 if small else 0)
    only, (x, t) = plan(ROWS, layout, weighted=True), data()
    feeder = Feeder(x, t, [only], np.arange(100.0, 100 + ROWS))
    order = np.random.default_rng(3).permutation(ROWS)
    feeder.arrange(order)
    fed = epoch(feeder, [only])
    np.testing.assert_array_equal(fed[:, -1], 100 + order)
    np.testing.assert_array_equal(fed[:, :FEATURES], x[order])


def test_the_order_is_kept_as_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    feeder, plans = make(4, False, monkeypatch)
    order = np.arange(ROWS)
    feeder.arrange(order)
    order[:] = 0
    np.testing.assert_array_equal(epoch(feeder, plans)[:, :FEATURES], data()[0])


@every_layout
@pytest.mark.parametrize("small", [True, False])
def test_feeding_allocates_nothing(
    small: bool, layout: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeder, _ = make(4, small, monkeypatch, layout)
    feeder.arrange(np.arange(ROWS))
    assert peak_bytes([call for index in range(3) for call in feeder.calls(index)]) < 1024


@every_layout
def test_images_lie_flat_in_the_tables(layout: str) -> None:
    x = np.arange(16.0).reshape(2, 2, 2, 2)
    by_rows, ones = LAYOUTS[layout]
    feed = Feed(8, 1, 2, np.dtype("float32"), by_rows=by_rows, ones=ones, weighted=False)
    made = feed.tables(x, np.zeros((2, 1)))
    shapes = {"columns": [(2, 10)], "rows": [(2, 8), (2, 1)], "rows and ones": [(2, 9), (2, 1)]}
    assert [table.shape for table in made] == shapes[layout]
    assert all(table.dtype == np.float32 for table in made)
    np.testing.assert_array_equal(made[0][:, :8], x.reshape(2, 8))
