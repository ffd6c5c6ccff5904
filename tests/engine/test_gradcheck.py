"""The gradient check passes what is right, and finds what is wrong, and where."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.activations.step import Step
from bpgui.engine.arrays import Array, New, Ops
from bpgui.engine.check import check
from bpgui.engine.gradcheck import TOLERANCE, Row, gradient_check, gradient_rows, stand_in_note
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Site
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.parameters import Parameters
from tests.engine.nets import rows
from tests.sentences import is_sentence

NET = chain(Input((4,)), Dense(5), Dropout(0.5), Dense(30, ReLU()), Dense(2), Loss())


@dataclass(frozen=True)
class WrongTanh(ActivationFunction):
    """f(z) = tanh(z), with a slope that is a per cent too large."""

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        def backward() -> None:
            assert dz is not None
            dz[...] = 1.01 * da * (1 - a * a)

        return Ops([partial(np.tanh, z, a)], [backward])


@dataclass(frozen=True)
class WrongEntry(Dense):
    """A Dense whose gradient is wrong in one entry of its weight."""

    def bind(self, at: Site) -> Ops:
        ops = super().bind(at)

        def spoil() -> None:
            at.grads["weight"][1, 2] += 0.01

        return Ops(ops.forward, [*ops.backward, spoil])


def judged(graph: Graph, count: int = 6) -> dict[str, bool]:
    return {row.tensor: row.ok for row in gradient_check(graph, check(graph), *rows(graph, count))}


def test_a_right_gradient_passes() -> None:
    result = judged(NET)
    assert len(result) == 6
    assert all(result.values())


def test_a_wrong_slope_fails_for_every_tensor_behind_which_it_stands() -> None:
    wrong = Dense(5)
    object.__setattr__(wrong, "activation", WrongTanh())
    result = judged(chain(Input((4,)), Dense(3), wrong, Dense(2), Loss()))
    assert {name for name, ok in result.items() if not ok} == {
        "Dense/weight",
        "Dense/bias",
        "Dense 2/weight",
        "Dense 2/bias",
    }


def test_the_wrong_entry_of_a_small_tensor_is_named() -> None:
    graph = chain(Input((4,)), WrongEntry(3), Dense(2), Loss())
    found = {row.tensor: row for row in gradient_check(graph, check(graph), *rows(graph, 5))}
    row = found["Dense/weight"]
    assert not row.ok
    assert row.entry == (1, 2)
    assert row.analytic - row.numeric == pytest.approx(0.01, rel=1e-3)
    assert row.error > 1000 * TOLERANCE
    assert found["Dense/bias"].ok
    assert (row.node, row.tensor) == (2, "Dense/weight")


def test_the_worst_entry_is_the_one_that_is_furthest_off_even_among_right_ones() -> None:
    graph = chain(Input((4,)), Dense(5), Dense(2), Loss())
    found = gradient_check(graph, check(graph), *rows(graph, 5))
    assert all(row.ok for row in found)
    # Not all of them begin where the tensor does, and no two numbers were worked out alike.
    assert {row.entry for row in found} - {(0, 0), (0,)}
    for row in found:
        assert 0 < row.difference < TOLERANCE
        assert row.difference <= abs(row.numeric - row.analytic) / abs(row.analytic) * 1.01
        assert row.words == f"{row.difference:.1e}"


def test_what_is_only_rounding_is_called_so() -> None:
    row = Row(2, "Dense/weight", 1e-14, 3e-14, 0.0, (0, 0), difference=0.67)
    assert row.ok
    assert row.words == "rounding"
    assert dataclasses.replace(row, error=0.3).words == "6.7e-01"


def test_a_large_tensor_is_checked_along_directions() -> None:
    found = {row.tensor: row for row in gradient_check(NET, check(NET), *rows(NET, 4))}
    assert found["Dense 2/weight"].entry is None
    assert found["Dense/bias"].entry is not None


def test_given_parameters_are_checked_and_left_as_they_were() -> None:
    checked = check(NET)
    parameters = Parameters(NET, checked, "float64")
    parameters.draw(7)
    before = parameters.values.copy()
    assert all(row.ok for row in gradient_rows(NET, checked, *rows(NET, 3), parameters=parameters))
    np.testing.assert_array_equal(parameters.values, before)


def test_single_precision_is_too_coarse() -> None:
    checked = check(NET)
    with pytest.raises(ValueError, match="float64"):
        gradient_check(NET, checked, *rows(NET, 3), parameters=Parameters(NET, checked, "float32"))


def test_the_same_seed_gives_the_same_verdict() -> None:
    one, same = (gradient_check(NET, check(NET), *rows(NET, 3), seed=4) for _ in range(2))
    assert one == same


@pytest.mark.parametrize(("factor", "right"), [(1.0, True), (-1.0, False), (1.5, False)])
def test_a_vanishing_gradient_is_judged_as_far_as_rounding_lets_it_be(
    factor: float, right: bool
) -> None:
    @dataclass(frozen=True)
    class Faint(ActivationFunction):
        """f(z) = 3 + 1e-9 z, with a slope that is `factor` times as large as it should be."""

        def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
            def forward() -> None:
                a[...] = 3 + 1e-9 * z

            def backward() -> None:
                assert dz is not None
                dz[...] = factor * 1e-9 * da

            return Ops([forward], [backward])

    faint = Dense(3)
    object.__setattr__(faint, "activation", Faint())
    result = judged(chain(Input((4,)), faint, Dense(2, Linear()), Loss()))
    assert result["Dense/weight"] is right
    assert result["Dense 2/weight"]


# -- functions that are not differentiable ---------------------------------------------------------


def test_what_passes_through_a_step_is_not_called_wrong() -> None:
    graph = chain(Input((4,)), Dense(5), Dense(6, Step()), Dense(3), Dense(2), Loss())
    found = gradient_check(graph, check(graph), *rows(graph, 6))
    before = [row for row in found if row.stand_in]
    assert [row.tensor for row in before] == [
        "Dense/weight",
        "Dense/bias",
        "Dense 2/weight",
        "Dense 2/bias",
    ]
    assert {row.stand_in for row in before} == {"Dense 2"}
    assert not all(row.ok for row in before)
    assert not any(row.wrong for row in found)
    note = stand_in_note(found)
    assert note.startswith("4 of 8 gradients")
    assert "not differentiable (at Dense 2)" in note
    assert is_sentence(note)


def test_a_wrong_gradient_behind_a_step_is_still_found() -> None:
    graph = chain(Input((4,)), Dense(5, Step()), WrongEntry(3), Dense(2), Loss())
    found = {row.tensor: row for row in gradient_check(graph, check(graph), *rows(graph, 5))}
    assert found["Dense 2/weight"].wrong
    assert not found["Dense/weight"].wrong


def test_a_step_that_leads_nowhere_is_no_excuse() -> None:
    graph = chain(Input((4,)), Dense(5), Dense(2), Loss())
    side = graph.add(Dense(3, Step()))
    side = side.connect(graph.order[1], side.newest.id)
    found = gradient_check(side, check(side), *rows(side, 5))
    assert not any(row.stand_in for row in found)
    assert stand_in_note(found) == ""
