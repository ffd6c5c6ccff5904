"""What every optimiser promises, walked over the registry."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import to_data
from bpgui.engine.fields import fields_of
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizers
from tests.engine.nets import LARGE, ONE_ROW, peak_bytes
from tests.engine.variants import all_variants

CASES = all_variants(optimizers)
every_case = pytest.mark.parametrize(
    "optimizer", [made for _, made in CASES], ids=[name for name, _ in CASES]
)
every_kind = pytest.mark.parametrize("kind", list(optimizers), ids=lambda kind: kind.kind())


class Run:
    """An optimiser at work on a vector of parameters."""

    def __init__(self, optimizer: Optimizer, theta: Array, rate: float = 0.01) -> None:
        self.theta = theta.copy()
        self.gradient = np.zeros_like(theta)
        self.descent = np.array(-rate, theta.dtype)
        self.site = OptimizerSite(self.theta, self.gradient, self.descent)
        self.calls = optimizer.bind(self.site)

    def update(self, gradient: Array) -> Array:
        self.gradient[...] = gradient
        with np.errstate(all="ignore"):
            for call in self.calls:
                call()
        return self.theta


def draw(size: int, updates: int = 6, seed: int = 0) -> tuple[Array, Array]:
    """Start values (size,) and gradients (updates, size)."""
    rng = np.random.default_rng(seed)
    return rng.standard_normal(size), rng.standard_normal((updates, size))


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    assert {kind.kind() for kind in optimizers} >= {
        "SGD",
        "Momentum",
        "Nesterov",
        "AdaGrad",
        "RMSProp",
        "Adam",
        "AdamW",
    }


@every_kind
def test_a_kind_explains_itself(kind: type[Optimizer]) -> None:
    assert kind.label
    assert "theta" in kind.formula()
    assert len(kind.help()) > 20
    assert kind.latex
    assert r"\theta \leftarrow" in kind.latex[-1]
    for field in fields_of(kind):
        assert field.spec.help.endswith(".")


@every_case
def test_an_optimiser_survives_the_file(optimizer: Optimizer) -> None:
    assert optimizers.parse(json.loads(json.dumps(to_data(optimizer)))) == optimizer


@every_kind
def test_it_goes_downhill(kind: type[Optimizer]) -> None:
    theta, _ = draw(5)
    run = Run(kind(), theta)
    for _ in range(200):
        run.update(run.theta)  # the gradient of |theta|^2 / 2
    assert np.linalg.norm(run.theta) < 0.9 * np.linalg.norm(theta)


@every_case
def test_every_number_goes_its_own_way(optimizer: Optimizer) -> None:
    # Longer than two of the pieces that big vectors are worked on in.
    size = 70_001
    theta, gradients = draw(size, updates=3)
    whole = Run(optimizer, theta)
    some = np.r_[0:3, 32_766:32_770, 65_535:65_538, size - 2 : size]
    part = Run(optimizer, theta[some])
    for gradient in gradients:
        whole.update(gradient)
        part.update(gradient[some])
    # Of many numbers BLAS adds products in one rounding.
    np.testing.assert_allclose(whole.theta[some], part.theta, rtol=1e-14)
    assert (whole.theta != theta).all()


@every_case
def test_all_it_remembers_is_in_its_moments(optimizer: Optimizer) -> None:
    theta, gradients = draw(11)
    straight, broken = Run(optimizer, theta), Run(optimizer, theta)
    for gradient in gradients[:3]:
        straight.update(gradient)
        broken.update(gradient)
    resumed = Run(optimizer, broken.theta)
    assert resumed.site.moments.keys() == broken.site.moments.keys()
    for name, array in broken.site.moments.items():
        assert array.shape in ((), theta.shape)
        resumed.site.moments[name][...] = array
    for gradient in gradients[3:]:
        straight.update(gradient)
        resumed.update(gradient)
    np.testing.assert_array_equal(resumed.theta, straight.theta)


@every_case
def test_moments_start_at_rest(optimizer: Optimizer) -> None:
    for array in Run(optimizer, draw(5)[0]).site.moments.values():
        assert not array.any()


@every_case
def test_the_learning_rate_is_read_at_every_update(optimizer: Optimizer) -> None:
    theta, gradients = draw(7)
    run = Run(optimizer, theta)
    run.update(gradients[0])
    before = run.theta.copy()
    run.descent[...] = 0
    np.testing.assert_array_equal(run.update(gradients[1]), before)
    run.descent[...] = -0.01
    assert (run.update(gradients[2]) != before).all()


@every_case
def test_the_gradient_is_left_as_it_was(optimizer: Optimizer) -> None:
    theta, gradients = draw(7)
    run = Run(optimizer, theta)
    run.update(gradients[0])
    np.testing.assert_array_equal(run.gradient, gradients[0])


@every_case
def test_single_precision_agrees_with_double(optimizer: Optimizer) -> None:
    theta, gradients = draw(50)
    exact, quick = Run(optimizer, theta), Run(optimizer, theta.astype(np.float32))
    for gradient in gradients:
        exact.update(gradient)
        quick.update(gradient)
    np.testing.assert_allclose(quick.theta, exact.theta, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("size", [1e-30, 1e15])
@every_kind
def test_extreme_gradients_do_no_harm_to_the_state(kind: type[Optimizer], size: float) -> None:
    run = Run(kind(), np.ones(4, np.float32))
    for _ in range(5):
        run.update(np.full(4, size, np.float32))
    assert np.isfinite(run.theta).all()
    assert all(np.isfinite(array).all() for array in run.site.moments.values())


@every_case
def test_a_vector_of_no_numbers_is_no_trouble(optimizer: Optimizer) -> None:
    Run(optimizer, np.zeros(0)).update(np.zeros(0))


@every_case
def test_an_update_allocates_nothing(optimizer: Optimizer) -> None:
    run = Run(optimizer, draw(LARGE)[0])
    assert peak_bytes(run.calls) < ONE_ROW
