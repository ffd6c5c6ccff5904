"""Dropout's masks: as often as asked, apart from each other, and the same again from a state."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.layers.dropout import Dropout, keep
from tests.engine.nets import Net, first, rows
from tests.engine.runs import losses, trainer

DRAWS = 200
SIZE = 2001


def masks(rate: float, seed: int = 0) -> Array:
    """(draws, size) masks, one after the other."""
    rng = np.random.Generator(np.random.SFC64(seed))
    mask = np.empty(SIZE, dtype=bool)
    calls = keep(mask, rate, rng)
    found = np.empty((DRAWS, SIZE), dtype=bool)
    for row in found:
        for call in calls:
            call()
        row[...] = mask
    return found


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.3, 0.5, 0.9375, 0.95])
def test_a_mask_is_off_as_often_as_asked(rate: float) -> None:
    off = ~masks(rate)
    for part in (off, *(off[:, lane::4] for lane in range(4))):
        error = math.sqrt(rate * (1 - rate) / part.size)
        assert abs(part.mean() - rate) < 5 * error


@pytest.mark.parametrize("rate", [0.3, 0.5])
def test_entries_have_nothing_to_do_with_each_other(rate: float) -> None:
    off = ~masks(rate) - rate
    neighbours = [(off[:, n:], off[:, :-n]) for n in range(1, 5)]
    for one, other in (*neighbours, (off[1:], off[:-1])):
        covariance = (one * other).mean()
        assert abs(covariance) < 5 * rate * (1 - rate) / math.sqrt(one.size)


def test_nothing_is_dropped_at_rate_0() -> None:
    assert masks(0.0).all()


def test_a_seed_gives_its_masks_again() -> None:
    np.testing.assert_array_equal(masks(0.5, 3), masks(0.5, 3))
    assert (masks(0.5, 3) != masks(0.5, 4)).any()


def test_what_is_left_is_scaled_up() -> None:
    layer = Dropout(0.75)
    graph = first(layer, (50,))
    net = Net(graph, batch=4)
    x, t = rows(graph, 4)
    net.run(x, t)
    y = net.plan.activations[next(n.id for n in graph.nodes.values() if n.layer == layer)].T
    kept = y != 0
    assert 0 < kept.mean() < 0.5
    np.testing.assert_allclose(y[kept], 4 * x[kept], rtol=1e-14)


def test_a_run_goes_on_with_the_same_masks() -> None:
    run = trainer(epochs=9)
    list(run.make(7))
    state = run.state()
    straight = losses(list(run.make(20)))
    other = trainer(epochs=9, seed=5)
    other.restore(state)
    assert losses(list(other.make(20))) == straight
