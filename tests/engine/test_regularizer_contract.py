"""What every regulariser and every kind of clipping promises, walked over the registries."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np
import pytest

import bpgui.engine.clippings
import bpgui.engine.regularizers  # noqa: F401
from bpgui.engine.arrays import Array, Call
from bpgui.engine.clipping import Clipping, clippings
from bpgui.engine.clippings.by_norm import ByNorm
from bpgui.engine.clippings.by_value import ByValue
from bpgui.engine.declaration import to_data
from bpgui.engine.fields import fields_of
from bpgui.engine.regularizer import Regularizer, Weight, regularizers
from bpgui.engine.regularizers.max_norm import MaxNorm
from bpgui.engine.regularizers.penalties import L1, L2, ElasticNet
from tests.engine.nets import LARGE, ONE_ROW, assert_slopes, peak_bytes
from tests.engine.variants import all_variants

CASES = all_variants(regularizers)
CLIPPINGS = all_variants(clippings)
every_case = pytest.mark.parametrize(
    "regularizer", [made for _, made in CASES], ids=[name for name, _ in CASES]
)
every_clipping = pytest.mark.parametrize(
    "clipping", [made for _, made in CLIPPINGS], ids=[name for name, _ in CLIPPINGS]
)


class Bound:
    """A regulariser at work on two weight tensors, the second stored as its transpose."""

    def __init__(self, regularizer: Regularizer, dtype: str = "float64", size: int = 5) -> None:
        rng = np.random.default_rng(0)
        self.values = (2 * rng.standard_normal(size * 7)).astype(dtype)
        self.gradient = np.zeros(size * 7, dtype)
        cut = size * 3
        self.weights = (
            Weight(self.values[:cut], self.gradient[:cut], self.values[:cut].reshape(size, 3)),
            Weight(self.values[cut:], self.gradient[cut:], self.values[cut:].reshape(4, size).T),
        )
        self.loss = np.zeros((), dtype)
        self.penalty = regularizer.penalty(self.weights, self.loss)
        self.bound = regularizer.bound(self.weights)

    def at(self, values: Array) -> float:
        """The penalty at these weights; its gradient lands in `gradient`."""
        self.values[...] = values
        self.loss[...] = 0
        self.gradient[...] = 0
        run(self.penalty)
        return float(self.loss)


def run(calls: Iterable[Call]) -> None:
    for call in calls:
        call()


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    names = {"NoRegularizer", "L1", "L2", "ElasticNet", "MaxNorm"}
    assert {kind.kind() for kind in regularizers} >= names
    assert {kind.kind() for kind in clippings} >= {"NoClipping", "ByNorm", "ByValue"}


@pytest.mark.parametrize("kind", [*regularizers, *clippings], ids=lambda kind: kind.kind())
def test_a_kind_explains_itself(kind: type[Regularizer | Clipping]) -> None:
    assert kind.label
    assert kind.formula()
    assert len(kind.help()) > 20
    assert kind.latex
    for field in fields_of(kind):
        assert field.spec.help.endswith(".")


@every_case
def test_a_regulariser_survives_the_file(regularizer: Regularizer) -> None:
    assert regularizers.parse(json.loads(json.dumps(to_data(regularizer)))) == regularizer


@every_clipping
def test_a_clipping_survives_the_file(clipping: Clipping) -> None:
    assert clippings.parse(json.loads(json.dumps(to_data(clipping)))) == clipping


@every_case
def test_the_gradient_is_that_of_the_penalty(regularizer: Regularizer) -> None:
    bound = Bound(regularizer)
    values = bound.values.copy()
    assert bound.at(values) == pytest.approx(regularizer.cost(bound.weights), rel=1e-12)
    assert_slopes(bound.at, values, lambda: (bound.at(values), bound.gradient)[1])


@every_case
def test_loss_and_gradient_of_the_data_stay(regularizer: Regularizer) -> None:
    bound = Bound(regularizer)
    cost = bound.at(bound.values.copy())
    pull = bound.gradient.copy()
    bound.loss[...], bound.gradient[...] = 5, 7
    run(bound.penalty)
    assert float(bound.loss) == pytest.approx(5 + cost)
    np.testing.assert_allclose(bound.gradient, 7 + pull)


@every_case
def test_single_precision_agrees_with_double(regularizer: Regularizer) -> None:
    exact, quick = Bound(regularizer), Bound(regularizer, "float32")
    values = exact.values.copy()
    assert quick.at(values) == pytest.approx(exact.at(values), rel=1e-5)
    np.testing.assert_allclose(quick.gradient, exact.gradient, rtol=1e-5, atol=1e-7)
    run(exact.bound)
    run(quick.bound)
    np.testing.assert_allclose(quick.values, exact.values, rtol=1e-5)


@every_case
def test_it_allocates_nothing(regularizer: Regularizer) -> None:
    bound = Bound(regularizer, size=LARGE)
    assert peak_bytes([*bound.penalty, *bound.bound]) < ONE_ROW


@pytest.mark.parametrize(
    ("regularizer", "cost"),
    [(L1(0.1), 0.1 * 6), (L2(0.1), 0.05 * 14), (ElasticNet(0.1, 0.1), 0.1 * 6 + 0.05 * 14)],
)
def test_penalties_are_those_of_the_textbook(regularizer: Regularizer, cost: float) -> None:
    values, gradient = np.array([1.0, -2.0, 3.0]), np.zeros(3)
    weight = Weight(values, gradient, values.reshape(1, 3))
    loss = np.zeros(())
    run(regularizer.penalty([weight], loss))
    assert float(loss) == pytest.approx(cost)
    assert regularizer.cost([weight]) == pytest.approx(cost)


def test_max_norm_shortens_the_units_that_are_too_long_and_no_others() -> None:
    bound = Bound(MaxNorm(limit=3.0))
    before = [weight.units.copy() for weight in bound.weights]
    run(bound.bound)
    for old, weight in zip(before, bound.weights, strict=True):
        for was, now in zip(old, weight.units, strict=True):
            length = np.linalg.norm(was)
            np.testing.assert_allclose(now, was * min(1, 3 / length), rtol=1e-14)
            if length <= 3:
                np.testing.assert_array_equal(now, was)
    lengths = np.concatenate([np.linalg.norm(old, axis=1) for old in before])
    assert lengths.min() < 3 < lengths.max()


def clipped(clipping: Clipping, gradient: Array) -> Array:
    """Clipped as two tensors, of which the first has three numbers."""
    found = gradient.copy()
    squares = np.array([found[:3] @ found[:3], found[3:] @ found[3:]])
    run(clipping.bind(found, squares))
    return found


@every_clipping
def test_small_gradients_pass_unchanged(clipping: Clipping) -> None:
    gradient = 1e-10 * np.arange(-4.0, 4.0)
    np.testing.assert_array_equal(clipped(clipping, gradient), gradient)
    np.testing.assert_array_equal(clipped(clipping, np.zeros(8)), np.zeros(8))


@every_clipping
def test_clipping_allocates_nothing(clipping: Clipping) -> None:
    gradient = np.ones(LARGE)
    assert peak_bytes(clipping.bind(gradient, np.ones(3))) < ONE_ROW


def test_clipping_by_value_cuts_every_number() -> None:
    found = clipped(ByValue(limit=2.0), np.array([-5.0, -2, -1, 0, 1, 2, 5]))
    np.testing.assert_array_equal(found, [-2, -2, -1, 0, 1, 2, 2])


def test_clipping_by_norm_keeps_the_direction() -> None:
    gradient = np.array([3.0, 0, 0, 0, 4])
    np.testing.assert_allclose(clipped(ByNorm(limit=2.5), gradient), gradient / 2, rtol=1e-15)
    np.testing.assert_array_equal(clipped(ByNorm(limit=5.0), gradient), gradient)
