"""What every activation function promises, walked over the registry."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bpgui.engine.activation import ActivationFunction, activations
from bpgui.engine.arrays import Array
from bpgui.engine.declaration import to_data
from bpgui.engine.fields import fields_of
from tests.engine.nets import LARGE, ONE_ROW, assert_slopes, peak_bytes
from tests.engine.variants import all_variants

SHAPES = ((6, 7), (1, 2), (5, 4, 3), (2, 3, 3, 5), (4, 1))

CASES = all_variants(activations)
every_case = pytest.mark.parametrize(
    "function", [function for _, function in CASES], ids=[name for name, _ in CASES]
)
every_kind = pytest.mark.parametrize("kind", list(activations), ids=lambda kind: kind.kind())
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


class Bound:
    """A function bound to arrays of its own."""

    def __init__(self, function: ActivationFunction, z: Array, in_place: bool = False) -> None:
        self.z, self.a = z.copy(), np.full_like(z, np.nan)
        if in_place:
            self.a = self.z
        self.da, self.dz = np.full_like(z, np.nan), np.full_like(z, np.nan)
        self.ops = function.bind(self.z, self.a, self.da, self.dz, self.new)

    def new(self, *sizes: int) -> Array:
        return np.full(sizes, np.nan, self.z.dtype)

    def forward(self, z: Array) -> Array:
        self.z[...] = z
        self.run(self.ops.forward)
        return self.a.copy()

    def backward(self, da: Array) -> Array:
        self.da[...] = da
        self.run(self.ops.backward)
        return self.dz.copy()

    def run(self, calls) -> None:
        with np.errstate(all="ignore"):
            for call in calls:
                call()


def draw(shape: tuple[int, ...], seed: int = 0) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    z = 2 * rng.standard_normal(shape)
    # No number so near to a corner at 0 that a difference steps over it.
    z += np.copysign(1e-3, z)
    return z, rng.standard_normal(shape)


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    plain = {"Linear", "ReLU", "LeakyReLU", "Sigmoid", "Tanh", "Softmax", "Sine", "Step"}
    names = plain | {"ELU", "SELU", "GELU", "SiLU", "Softplus", "Softsign"}
    assert {kind.kind() for kind in activations} >= names


@every_kind
def test_a_kind_explains_itself(kind: type[ActivationFunction]) -> None:
    assert kind.label
    assert kind.formula().startswith("f(z)")
    assert len(kind.help()) > 20
    value, slope = kind.latex
    assert value.startswith("f(z)")
    assert slope
    assert (value, slope) != ActivationFunction.latex or kind.kind() == "Linear"
    assert kind.targets[0] < kind.targets[1]
    for field in fields_of(kind):
        assert field.spec.help.endswith(".")


@every_case
def test_a_function_survives_the_file(function: ActivationFunction) -> None:
    assert activations.parse(json.loads(json.dumps(to_data(function)))) == function


@every_shape
@every_case
def test_slopes_agree_with_differences(
    function: ActivationFunction, shape: tuple[int, ...]
) -> None:
    if not function.differentiable:
        pytest.skip("its backward pass is a stand-in for a slope")
    z, da = draw(shape)
    bound = Bound(function, z)

    def gradient() -> Array:
        bound.forward(z)
        return bound.backward(da)

    assert_slopes(lambda moved: float((bound.forward(moved) * da).sum()), z, gradient)


@every_shape
@every_case
def test_in_place_gives_the_same(function: ActivationFunction, shape: tuple[int, ...]) -> None:
    if function.needs_input:
        pytest.skip("needs z to the end")
    z, da = draw(shape)
    apart, in_place = Bound(function, z), Bound(function, z, in_place=True)
    np.testing.assert_array_equal(in_place.forward(z), apart.forward(z))
    np.testing.assert_array_equal(in_place.backward(da), apart.backward(da))


@every_case
def test_what_is_read_is_left_as_it_was(function: ActivationFunction) -> None:
    z, da = draw((4, 3))
    bound = Bound(function, z)
    bound.forward(z)
    a = bound.a.copy()
    bound.backward(da)
    np.testing.assert_array_equal(bound.z, z)
    np.testing.assert_array_equal(bound.a, a)
    np.testing.assert_array_equal(bound.da, da)


@every_case
def test_a_second_pass_forgets_the_first(function: ActivationFunction) -> None:
    (z, da), other = draw((4, 3)), draw((4, 3), seed=1)
    used, fresh = Bound(function, z), Bound(function, z)
    used.forward(other[0])
    used.backward(other[1])
    np.testing.assert_array_equal(used.forward(z), fresh.forward(z))
    np.testing.assert_array_equal(used.backward(da), fresh.backward(da))


@every_case
def test_without_a_wish_for_a_gradient_there_is_no_backward_pass(
    function: ActivationFunction,
) -> None:
    z, da = draw((4, 3))
    a = np.empty_like(z)
    ops = function.bind(z, a, da, None, lambda *sizes: np.empty(sizes))
    assert not ops.backward
    for call in ops.forward:
        call()
    np.testing.assert_array_equal(a, Bound(function, z).forward(z))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every_case
def test_far_out_and_on_the_corner_all_is_finite(function: ActivationFunction, dtype: str) -> None:
    z = np.array([[-1e4, -100, -20, -1e-30, 0.0, 1e-30, 20, 100, 1e4]], dtype).T
    bound = Bound(function, z)
    assert np.isfinite(bound.forward(z)).all()
    assert np.isfinite(bound.backward(np.ones_like(z))).all()


@every_case
def test_single_precision_agrees_with_double(function: ActivationFunction) -> None:
    z, da = draw((5, 40))
    exact, quick = Bound(function, z), Bound(function, z.astype(np.float32))
    np.testing.assert_allclose(quick.forward(z), exact.forward(z), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(quick.backward(da), exact.backward(da), rtol=1e-5, atol=2e-6)


@every_case
def test_samples_do_not_mix(function: ActivationFunction) -> None:
    z, da = draw((5, 8))
    whole = Bound(function, z)
    a, dz = whole.forward(z), whole.backward(da)
    for i in range(8):
        one = Bound(function, z[:, i : i + 1])
        np.testing.assert_allclose(one.forward(z[:, i : i + 1]), a[:, i : i + 1], rtol=1e-13)
        np.testing.assert_allclose(
            one.backward(da[:, i : i + 1]), dz[:, i : i + 1], rtol=1e-12, atol=1e-14
        )


@every_case
def test_a_pass_allocates_nothing(function: ActivationFunction) -> None:
    z, da = draw((6, LARGE))
    bound = Bound(function, z)
    bound.da[...] = da
    assert peak_bytes([*bound.ops.forward, *bound.ops.backward]) < ONE_ROW
