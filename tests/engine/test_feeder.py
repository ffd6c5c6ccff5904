"""Every row of an epoch reaches the network once, in the order drawn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import bpgui.engine.feeder
from bpgui.engine.arrays import Array
from bpgui.engine.feeder import Feeder, table
from tests.engine.nets import peak_bytes

ROWS, FEATURES = 11, 3


def data() -> tuple[Array, Array]:
    x = np.arange(ROWS * FEATURES, dtype=float).reshape(ROWS, FEATURES)
    return x, -np.arange(2.0 * ROWS).reshape(ROWS, 2)


def make(batch: int, small: bool, monkeypatch: pytest.MonkeyPatch) -> tuple[Feeder, list[Any]]:
    """A feeder with one plan for full mini-batches and another for what is left."""
    monkeypatch.setattr(bpgui.engine.feeder, "SMALL", 1 << 20 if small else 0)
    sizes = [batch] * (ROWS // batch) + ([ROWS % batch] if ROWS % batch else [])
    plans = {n: SimpleNamespace(batch=n, feed=np.zeros((FEATURES + 1 + 2, n))) for n in set(sizes)}
    ordered: list[Any] = [plans[n] for n in sizes]
    return Feeder(*data(), ordered, "float64"), ordered


def epoch(feeder: Feeder, plans: list[Any]) -> Array:
    """What is fed in an epoch, rows first."""
    fed = []
    for call, plan in zip(feeder.calls, plans, strict=True):
        call()
        fed.append(plan.feed.T.copy())
    return np.concatenate(fed)


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("batch", [1, 4, 5, ROWS])
def test_an_epoch_feeds_every_row_once_in_the_order_given(
    batch: int, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    feeder, plans = make(batch, small, monkeypatch)
    x, t = data()
    for seed in (0, 1):
        order = np.random.default_rng(seed).permutation(ROWS)
        feeder.arrange(order)
        np.testing.assert_array_equal(feeder.order, order)
        fed = epoch(feeder, plans)
        np.testing.assert_array_equal(fed[:, :FEATURES], x[order])
        np.testing.assert_array_equal(fed[:, FEATURES], 1)
        np.testing.assert_array_equal(fed[:, FEATURES + 1 :], t[order])


@pytest.mark.parametrize("small", [True, False])
def test_weights_come_along_below_the_targets(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpgui.engine.feeder, "SMALL", 1 << 20 if small else 0)
    plan: Any = SimpleNamespace(batch=ROWS, feed=np.zeros((FEATURES + 1 + 2 + 1, ROWS)))
    x, t = data()
    feeder = Feeder(x, t, [plan], "float64", np.arange(100.0, 100 + ROWS))
    order = np.random.default_rng(3).permutation(ROWS)
    feeder.arrange(order)
    np.testing.assert_array_equal(epoch(feeder, [plan])[:, -1], 100 + order)


def test_the_order_is_kept_as_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    feeder, plans = make(4, False, monkeypatch)
    order = np.arange(ROWS)
    feeder.arrange(order)
    order[:] = 0
    np.testing.assert_array_equal(epoch(feeder, plans)[:, :FEATURES], data()[0])


@pytest.mark.parametrize("small", [True, False])
def test_feeding_allocates_nothing(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    feeder, _ = make(4, small, monkeypatch)
    feeder.arrange(np.arange(ROWS))
    assert peak_bytes(feeder.calls) < 1024


def test_images_lie_flat_in_the_table() -> None:
    x = np.arange(16.0).reshape(2, 2, 2, 2)
    made = table(x, np.zeros((2, 1)), "float32")
    assert made.shape == (2, 10)
    assert made.dtype == np.float32
    np.testing.assert_array_equal(made[:, :8], x.reshape(2, 8))
