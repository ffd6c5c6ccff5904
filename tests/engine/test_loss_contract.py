"""What every loss promises, walked over the registry: alone, and fused with its activation."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bpgui.engine.activation import activations
from bpgui.engine.arrays import Array
from bpgui.engine.declaration import to_data
from bpgui.engine.fields import fields_of
from bpgui.engine.loss import Loss, LossSite, losses
from tests.engine.nets import LARGE, ONE_ROW, assert_slopes, peak_bytes
from tests.engine.variants import all_variants

#: Rows, also of many outputs; a sequence; an image.
SHAPES = ((1, 5), (3, 4), (4, 1), (40, 2), (4, 3, 2), (2, 3, 3, 2))

ALONE = [(name, loss, False) for name, loss in all_variants(losses)]
FUSED = [(f"{name}-fused", loss, True) for name, loss in all_variants(losses) if loss.fuses]
CASES = ALONE + FUSED
every_case = pytest.mark.parametrize(
    ("loss", "fused"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
every_fused = pytest.mark.parametrize(
    "loss", [case[1] for case in FUSED], ids=[case[0] for case in FUSED]
)
every_kind = pytest.mark.parametrize("kind", list(losses), ids=lambda kind: kind.kind())
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


class Bound:
    """A loss bound to arrays of its own."""

    def __init__(
        self,
        loss: Loss,
        y: Array,
        t: Array,
        fused: bool,
        weights: Array | None = None,
        distributions: bool = False,
    ) -> None:
        self.y, self.t = y.copy(), t.astype(y.dtype)
        self.dy = np.full_like(y, np.nan)
        self.prediction = np.full_like(y, np.nan) if fused else self.y
        self.loss = np.array(np.nan, y.dtype)
        site = LossSite(
            self.y, self.t, self.dy, self.prediction, self.loss, fused, weights, distributions
        )
        self.site = site
        self.ops = loss.bind(site)

    def value(self, y: Array) -> float:
        self.y[...] = y
        run(self.ops.forward)
        return float(self.loss)

    def slope(self, y: Array) -> Array:
        self.value(y)
        run(self.ops.backward)
        return self.dy.copy()


def run(calls) -> None:
    with np.errstate(all="ignore"):
        for call in calls:
            call()


def activated(kind: str, z: Array) -> Array:
    a = np.empty_like(z)
    run(activations[kind]().bind(z, a, z, None, lambda *sizes: np.empty(sizes, z.dtype)).forward)
    return a


def draw(loss: Loss, shape: tuple[int, ...], fused: bool, seed: int = 0) -> tuple[Array, Array]:
    """Predictions (z where fused) and targets such as the loss is made for."""
    rng = np.random.default_rng(seed)
    low, high = np.clip(loss.target_range, -2, 2)
    y = rng.standard_normal(shape)
    if not fused and loss.needs():
        y = activated(loss.needs()[0], y)
    return y, rng.uniform(low, high, shape)


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    assert {kind.kind() for kind in losses} >= {
        "HalfSquaredError",
        "MeanSquaredError",
        "BinaryCrossEntropy",
        "CategoricalCrossEntropy",
        "MeanAbsoluteError",
        "Huber",
        "Hinge",
        "KLDivergence",
    }


@every_kind
def test_a_kind_explains_itself(kind: type[Loss]) -> None:
    assert kind.label
    assert kind.formula().startswith("L = ")
    assert len(kind.help()) > 20
    value, slope = kind.latex
    assert value.startswith("L = ")
    assert slope.startswith(r"\frac{\partial L}")
    assert kind.target_range[0] < kind.target_range[1]
    assert not kind.fuses or kind.fuses in kind().needs()
    for name in kind().needs():
        assert name in activations
    for field in fields_of(kind):
        assert field.spec.help.endswith(".")


@pytest.mark.parametrize("loss", [case[1] for case in ALONE], ids=[case[0] for case in ALONE])
def test_a_loss_survives_the_file(loss: Loss) -> None:
    assert losses.parse(json.loads(json.dumps(to_data(loss)))) == loss


@every_shape
@every_case
def test_slopes_agree_with_differences(loss: Loss, fused: bool, shape: tuple[int, ...]) -> None:
    y, t = draw(loss, shape, fused)
    bound = Bound(loss, y, t, fused)
    assert_slopes(bound.value, y, lambda: bound.slope(y))


@every_shape
@every_fused
def test_fused_is_the_activation_and_the_loss_in_one(loss: Loss, shape: tuple[int, ...]) -> None:
    z, t = draw(loss, shape, fused=True)
    fused = Bound(loss, z, t, fused=True)
    value, dz = fused.value(z), fused.slope(z)

    a, da, chained = np.empty_like(z), np.empty_like(z), np.empty_like(z)
    function = activations[loss.fuses]().bind(z, a, da, chained, lambda *sizes: np.empty(sizes))
    run(function.forward)
    alone = Bound(loss, a, t, fused=False)
    assert alone.value(a) == pytest.approx(value, rel=1e-12)
    da[...] = alone.slope(a)
    run(function.backward)
    np.testing.assert_allclose(chained, dz, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(fused.prediction, a, rtol=1e-13)


@every_case
def test_a_batch_is_the_mean_of_its_samples(loss: Loss, fused: bool) -> None:
    y, t = draw(loss, (3, 5), fused)
    whole = Bound(loss, y, t, fused)
    value, slope = whole.value(y), whole.slope(y)
    values = []
    for i in range(5):
        one = Bound(loss, y[:, i : i + 1], t[:, i : i + 1], fused)
        values.append(one.value(y[:, i : i + 1]))
        np.testing.assert_allclose(
            one.slope(y[:, i : i + 1]) / 5, slope[:, i : i + 1], rtol=1e-12, atol=1e-16
        )
    assert value == pytest.approx(np.mean(values), rel=1e-12)


@every_shape
@every_case
def test_rows_count_by_their_weights(loss: Loss, fused: bool, shape: tuple[int, ...]) -> None:
    y, t = draw(loss, shape, fused)
    batch = shape[-1]
    weights = np.random.default_rng(5).uniform(0, 3, (1, batch))
    weights[0, 0] = 0
    weighted = Bound(loss, y, t, fused, weights)
    plain = Bound(loss, y, t, fused)
    np.testing.assert_allclose(weighted.slope(y), weights[0] * plain.slope(y), rtol=1e-12)
    single = [
        Bound(loss, y[..., i : i + 1], t[..., i : i + 1], fused).value(y[..., i : i + 1])
        for i in range(batch)
    ]
    assert weighted.value(y) == pytest.approx(weights[0] @ single / batch, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every_case
def test_the_surest_mistake_costs_a_finite_loss(loss: Loss, fused: bool, dtype: str) -> None:
    low, high = np.clip(loss.target_range, -1, 1)
    y = np.array([[1e4, -1e4, 0], [-1e4, 1e4, 0]], dtype)
    if not fused and loss.needs():
        y = activated(loss.needs()[0], y)
    t = np.array([[low, high, low], [high, low, high]], dtype)
    bound = Bound(loss, y, t, fused)
    assert np.isfinite(bound.value(y))
    assert bound.value(y) > 0
    assert np.isfinite(bound.slope(y)).all()


@every_case
def test_what_is_read_is_left_as_it_was(loss: Loss, fused: bool) -> None:
    y, t = draw(loss, (3, 4), fused)
    bound = Bound(loss, y, t, fused)
    bound.slope(y)
    np.testing.assert_array_equal(bound.y, y)
    np.testing.assert_array_equal(bound.t, t)


@every_case
def test_a_second_pass_forgets_the_first(loss: Loss, fused: bool) -> None:
    (y, t), (other, _) = draw(loss, (3, 4), fused), draw(loss, (3, 4), fused, seed=1)
    used, fresh = Bound(loss, y, t, fused), Bound(loss, y, t, fused)
    used.slope(other)
    assert used.value(y) == fresh.value(y)
    np.testing.assert_array_equal(used.slope(y), fresh.slope(y))


@every_case
def test_single_precision_agrees_with_double(loss: Loss, fused: bool) -> None:
    y, t = draw(loss, (3, 40), fused)
    exact, quick = Bound(loss, y, t, fused), Bound(loss, y.astype(np.float32), t, fused)
    assert quick.value(y) == pytest.approx(exact.value(y), rel=1e-5)
    np.testing.assert_allclose(quick.slope(y), exact.slope(y), rtol=1e-4, atol=1e-7)


@every_case
def test_a_pass_allocates_nothing(loss: Loss, fused: bool) -> None:
    y, t = draw(loss, (6, LARGE), fused)
    bound = Bound(loss, y, t, fused, np.ones((1, LARGE)))
    assert peak_bytes([*bound.ops.forward, *bound.ops.backward]) < ONE_ROW


@pytest.mark.parametrize("weights", [None, np.array([[0.5, 2.0, 0.0, 1.0]])], ids=["alike", "own"])
@every_fused
def test_targets_known_to_sum_to_one_change_nothing(loss: Loss, weights: Array | None) -> None:
    rng = np.random.default_rng(4)
    z, t = rng.standard_normal((3, 4)), np.eye(3)[:, [0, 2, 2, 1]]
    told = [Bound(loss, z, t, True, weights, known) for known in (False, True)]
    slow, quick = (bound.slope(z) for bound in told)
    np.testing.assert_allclose(quick, slow, rtol=1e-14, atol=1e-16)


def test_classes_save_the_cross_entropy_a_sum() -> None:
    z, t = np.zeros((3, 4)), np.eye(3)[:, [0, 2, 2, 1]]
    calls = [
        len(Bound(losses.parse("CategoricalCrossEntropy"), z, t, True, None, known).ops.backward)
        for known in (False, True)
    ]
    assert calls == [3, 2]


@every_shape
@every_case
def test_a_loss_told_later_is_the_one_told_at_once(
    loss: Loss, fused: bool, shape: tuple[int, ...]
) -> None:
    """Of many steps together, each of which has gone backward since; whatever the others are."""
    y, t = draw(loss, shape, fused)
    bound = Bound(loss, y, t, fused)
    tally = bound.site.tally
    if tally is None or bound.ops.forward[-1] is not tally.call:
        pytest.skip("is told at once")
    answers = [draw(loss, shape, fused, seed)[0] for seed in range(5)]
    at_once = [bound.value(answer) for answer in answers]
    stacks = [np.empty((5, *array.shape), array.dtype) for array in tally.left]
    for step, answer in enumerate(answers):
        bound.y[...] = answer
        run(bound.ops.forward[:-1])
        run(bound.ops.backward)
        for stack, array in zip(stacks, tally.left, strict=True):
            stack[step] = array
    for part in (slice(0, 5), slice(3, 4), slice(1, 3)):
        told = np.empty(part.stop - part.start)
        tally.tell(told, *(stack[part].copy() for stack in stacks))
        assert told.tolist() == at_once[part]


def test_some_losses_can_be_told_later() -> None:
    site = Bound(
        losses["MeanSquaredError"](), *draw(losses["MeanSquaredError"](), (2, 5), False), False
    ).site
    assert site.tally is not None
