"""Inputs stay by rows where only products read them; nothing but the speed tells it."""

from __future__ import annotations

import numpy as np
import pytest

import bpgui.engine.feed
import bpgui.engine.plan
from bpgui.engine.check import check
from bpgui.engine.feed import readers_by_rows, readers_without_ones, shaped
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.reshape import Reshape
from bpgui.engine.optimizers.adam import Adam
from tests.engine.nets import Net, peak_bytes
from tests.engine.runs import trainer

FLAT = chain(Input((6,)), Dense(4), Dense(2), Loss())
IMAGE = chain(Input((1, 2, 3)), Flatten(), Dense(4, bias=False), Dense(2), Loss())
LOOPED = chain(Input((6,)), Reshape((2, 3)), Flatten(), Dense(1), Dense(2), Loss())
SMALL = chain(Input((3,)), Dense(4), Dense(2), Loss())
GRAPHS = {"flat": FLAT, "image": IMAGE, "looped": LOOPED}


def readers(graph: Graph) -> set[str]:
    return {graph.nodes[id].name for id in readers_by_rows(graph, check(graph))}


def test_only_wide_inputs_go_without_ones() -> None:
    for features, wide in ((256, False), (257, True)):
        net = Net(chain(Input((features,)), Dense(4), Loss()), batch=2)
        assert net.plan.feed.by_rows
        assert (net.plan.feed.x_ones is None) is wide
        assert bool(readers_without_ones(net.graph, net.check)) is wide


def test_ones_that_no_bias_meets_are_left_out() -> None:
    assert Net(FLAT).plan.feed.x_ones is not None
    assert Net(IMAGE).plan.feed.x_ones is None


def test_all_that_read_them_must_be_products() -> None:
    assert readers(IMAGE) == {"Flatten", "Dense"}
    assert readers(chain(Input((6,)), Activation(), Dense(2), Loss())) == set()
    forked = FLAT.add(Activation()).add(Loss())
    activation, loss = list(forked.nodes)[-2:]
    assert readers(forked.connect(1, activation)) == {"Dense"}
    assert readers(forked.connect(1, activation).connect(activation, loss)) == set()


def test_inputs_that_are_targets_too_do_not() -> None:
    assert readers(chain(Input((6,)), Dense(6), Loss(target="input"))) == set()


@pytest.mark.parametrize("name", GRAPHS)
def test_the_numbers_are_the_same_in_any_layout(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, found = GRAPHS[name], []
    for by_rows, ones in ((True, False), (True, True), (False, True)):
        monkeypatch.setattr(bpgui.engine.feed, "WIDE", 100 if ones else 0)
        if not by_rows:
            monkeypatch.setattr(bpgui.engine.plan, "readers_by_rows", lambda *_: frozenset())
        net = Net(graph, batch=5)
        net.parameters.draw(7)
        assert net.plan.feed.by_rows is by_rows
        assert (net.plan.feed.x_ones is not None) is (ones and name != "image")
        rng = np.random.default_rng(1)
        x, t = rng.standard_normal((5, *check(graph).shapes[1])), rng.standard_normal((5, 2))
        net.plan.put(x, t)
        net.plan.run()
        first = min(net.plan.activations)
        np.testing.assert_array_equal(np.moveaxis(net.plan.activations[first], -1, 0), x)
        found.append({**net.parameters.gradients(), "y": net.plan.output.copy()})
    for other in found[1:]:
        for key in other:
            np.testing.assert_allclose(other[key], found[0][key], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("wide", [0, 100])
def test_a_pass_by_rows_allocates_nothing(
    name: str, wide: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bpgui.engine.feed, "WIDE", wide)
    plan = Net(GRAPHS[name], batch=1024, input_gradient=False).plan
    assert peak_bytes([*plan.forward, *plan.backward]) < 4096


def test_what_the_optimiser_remembers_is_saved_in_one_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file made where inputs are turned round is read where they are not."""
    states = []
    for wide in (0, 100):
        monkeypatch.setattr(bpgui.engine.feed, "WIDE", wide)
        run = trainer(SMALL, optimizer=Adam())
        list(run.make(3))
        state = run.state()
        for other in (0, 100):
            monkeypatch.setattr(bpgui.engine.feed, "WIDE", other)
            again = trainer(SMALL, optimizer=Adam())
            again.restore(state)
            for name, moment in again.state().moments.items():
                np.testing.assert_array_equal(moment, state.moments[name])
        states.append(state)
    for name, moment in states[0].moments.items():
        np.testing.assert_allclose(moment, states[1].moments[name], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("shape", [(6,), (2, 3), (1, 2, 3)])
def test_a_shape_is_a_view_however_it_lies(shape: tuple[int, ...]) -> None:
    rows = np.arange(24.0).reshape(4, 6)
    for x in (rows.T, rows.T.copy()):
        view = shaped(x, shape)
        assert np.shares_memory(view, x)
        np.testing.assert_array_equal(np.moveaxis(view, -1, 0), rows.reshape(4, *shape))
