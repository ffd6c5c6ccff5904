"""Norms are those of each tensor, measured one step at a time or many together."""

from __future__ import annotations

import numpy as np
import pytest

import bpgui.engine.norms
from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.norms import TINY, Ruler, norm_calls
from bpgui.engine.parameters import Parameters

GRAPHS = {
    "tiny": chain(Input((3,)), Dense(5), Dense(2), Loss()),
    "larger": chain(Input((40,)), Dense(20), Dense(2), Loss()),
    "frozen": chain(Input((3,)), Dense(5, frozen=True), Dense(2), Loss()),
}
every_graph = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
every_precision = pytest.mark.parametrize("precision", ["float32", "float64"])


def made(graph: Graph, precision: str) -> Parameters:
    return Parameters(graph, check(graph), precision)


def test_both_ways_of_measuring_are_tried() -> None:
    sizes = [made(graph, "float32").theta.size for graph in GRAPHS.values()]
    assert min(sizes) <= TINY < max(sizes)


@every_precision
@every_graph
def test_squares_are_those_of_every_tensor(graph: Graph, precision: str) -> None:
    p, rng = made(graph, precision), np.random.default_rng(0)
    stack = rng.standard_normal((7, p.theta.size)).astype(precision)
    together = np.zeros((7, len(p.trained)), precision)
    Ruler(p, 9).measure(stack, together)
    alone = np.zeros(len(p.trained), precision)
    calls = norm_calls(p, alone)
    for row, measured in zip(stack, together, strict=True):
        wanted = [np.sum(row[slot.start : slot.stop].astype(float) ** 2) for slot in p.trained]
        np.testing.assert_allclose(measured, wanted, rtol=1e-5)
        p.gradient[: row.size] = row
        for call in calls:
            call()
        np.testing.assert_allclose(alone, wanted, rtol=1e-5)


@every_precision
@every_graph
def test_a_step_measures_the_same_with_any_others(graph: Graph, precision: str) -> None:
    p, rng = made(graph, precision), np.random.default_rng(1)
    own, seen = rng.standard_normal(p.theta.size), set()
    ruler = Ruler(p, 30)
    for place, count in ((0, 1), (0, 20), (5, 6), (19, 30)):
        stack = rng.standard_normal((30, p.theta.size)).astype(precision)
        stack[place] = own
        squares = np.zeros((count, len(p.trained)), precision)
        ruler.measure(stack[:count], squares)
        seen.add(squares[place].tobytes())
    assert len(seen) == 1


def test_what_is_not_finite_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    for tiny in (0, TINY):
        monkeypatch.setattr(bpgui.engine.norms, "TINY", tiny)
        p = made(GRAPHS["tiny"], "float32")
        stack, squares = np.ones((2, p.theta.size), "float32"), np.zeros((2, 4), "float32")
        stack[1, p.trained[2].start] = np.nan
        Ruler(p, 2).measure(stack, squares)
        assert np.isnan(squares).nonzero()[0].tolist() == [1]
        assert np.isnan(squares).nonzero()[1].tolist() == [2]
