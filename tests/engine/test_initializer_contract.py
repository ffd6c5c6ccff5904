"""What every initialiser promises, walked over the registry."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from bpgui.engine.declaration import to_data
from bpgui.engine.initializer import Initializer, initializers
from bpgui.engine.initializers.constant import Constant
from bpgui.engine.initializers.given import Given
from bpgui.engine.initializers.orthogonal import Orthogonal
from tests.engine.variants import all_variants

#: A weight, a bias, and the kernel of a convolution: shape, fan in, fan out.
PARAMETERS = (((8, 5), 5, 8), ((5, 8), 8, 5), ((6,), 5, 6), ((4, 3, 3, 3), 27, 36), ((1, 1), 1, 1))

CASES = all_variants(initializers)
DRAWN = [(name, made) for name, made in CASES if not isinstance(made, Given)]
every_drawn = pytest.mark.parametrize(
    "initializer", [made for _, made in DRAWN], ids=[name for name, _ in DRAWN]
)
every_parameter = pytest.mark.parametrize(("shape", "fan_in", "fan_out"), PARAMETERS)


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    assert {kind.kind() for kind in initializers} >= {
        "XavierUniform",
        "XavierNormal",
        "HeUniform",
        "HeNormal",
        "LeCunUniform",
        "LeCunNormal",
        "Orthogonal",
        "Normal",
        "Uniform",
        "Zeros",
        "Constant",
        "Given",
    }


@pytest.mark.parametrize("kind", list(initializers), ids=lambda kind: kind.kind())
def test_a_kind_explains_itself(kind: type[Initializer]) -> None:
    assert kind.label
    assert kind.formula().startswith("w")
    assert len(kind.help()) > 20


@pytest.mark.parametrize("made", [made for _, made in CASES], ids=[name for name, _ in CASES])
def test_an_initialiser_survives_the_file(made: Initializer) -> None:
    assert initializers.parse(json.loads(json.dumps(to_data(made)))) == made


@every_parameter
@every_drawn
def test_a_draw_is_finite_and_hangs_on_the_seed_alone(
    initializer: Initializer, shape: tuple[int, ...], fan_in: int, fan_out: int
) -> None:
    def draw(seed: int) -> np.ndarray:
        return initializer.draw(shape, fan_in, fan_out, np.random.default_rng(seed))

    drawn = draw(1)
    assert drawn.shape == shape
    assert drawn.dtype == np.float64
    assert np.isfinite(drawn).all()
    np.testing.assert_array_equal(drawn, draw(1))


#: The standard deviation of every weight, for 400 inputs and 300 units.
SPREADS = {
    "XavierUniform": np.sqrt(2 / 700),
    "XavierNormal": np.sqrt(2 / 700),
    "HeUniform": np.sqrt(2 / 400),
    "HeNormal": np.sqrt(2 / 400),
    "LeCunUniform": np.sqrt(1 / 400),
    "LeCunNormal": np.sqrt(1 / 400),
    "Orthogonal": np.sqrt(1 / 400),
    "Normal": 0.1,
    "Uniform": 0.5 / np.sqrt(3),
    "Zeros": 0.0,
}


@pytest.mark.parametrize("kind", SPREADS)
def test_weights_are_spread_as_the_formula_says(kind: str) -> None:
    drawn = initializers[kind]().draw((300, 400), 400, 300, np.random.default_rng(0))
    assert drawn.std() == pytest.approx(SPREADS[kind], rel=0.01)
    assert abs(drawn.mean()) <= 4 * SPREADS[kind] / np.sqrt(drawn.size)


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("XavierUniform", np.sqrt(6 / 700)),
        ("HeUniform", np.sqrt(6 / 400)),
        ("LeCunUniform", np.sqrt(3 / 400)),
        ("Uniform", 0.5),
    ],
)
def test_uniform_weights_reach_their_limit_and_no_further(kind: str, limit: float) -> None:
    drawn = initializers[kind]().draw((300, 400), 400, 300, np.random.default_rng(0))
    assert 0.999 * limit < np.abs(drawn).max() <= limit


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (4, 2, 3), (6,)])
def test_orthogonal_weights_are_a_rotation(shape: tuple[int, ...]) -> None:
    drawn = Orthogonal(gain=2.0).draw(shape, 1, 1, np.random.default_rng(0))
    w = drawn.reshape(shape[0], -1)
    product = w @ w.T if len(w) <= w.shape[1] else w.T @ w
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-12)


def test_orthogonal_weights_lean_to_no_side() -> None:
    rng = np.random.default_rng(0)
    total = sum(Orthogonal().draw((3, 3), 3, 3, rng) for _ in range(4000)) / 4000
    np.testing.assert_allclose(total, 0, atol=4 / np.sqrt(3 * 4000))


def test_constant_weights_are_constant() -> None:
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(Constant(0.5).draw((2, 3), 3, 2, rng), np.full((2, 3), 0.5))


def test_given_numbers_are_taken_as_they_are() -> None:
    rng = np.random.default_rng(0)
    weight = Given(((1, 2, 3), (4, 5, 6))).draw((2, 3), 3, 2, rng)
    np.testing.assert_array_equal(weight, [[1, 2, 3], [4, 5, 6]])
    np.testing.assert_array_equal(Given((0.5, -1)).draw((2,), 3, 2, rng), [0.5, -1])
    np.testing.assert_array_equal(Given((1, -2)).draw((1, 2), 2, 1, rng), [[1, -2]])
    np.testing.assert_array_equal(Given(((0.5, -1),)).draw((2,), 3, 2, rng), [0.5, -1])
    np.testing.assert_array_equal(Given((1, 2, 3, 4)).draw((2, 2), 2, 2, rng), [[1, 2], [3, 4]])


@pytest.mark.parametrize("values", [(), (1.0, 2.0), ((1.0, 2.0, 3.0),)])
def test_given_numbers_of_another_shape_are_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"are needed"):
        Given(values).draw((2, 3), 3, 2, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("values", "shape", "words"),
    [
        ((), (2, 2), "4 numbers are needed (2 × 2), none are given"),
        ((1.0, 2.0, 3.0), (2, 2), "4 numbers are needed (2 × 2), 3 are given"),
        ((), (2,), "2 numbers are needed, none are given"),
        (((1.0, 2.0),), (3, 2), "the given numbers are 1 × 2, but 3 × 2 are needed"),
    ],
)
def test_numbers_that_do_not_fit_are_counted(
    values: tuple[float, ...], shape: tuple[int, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        Given(values).draw(shape, 1, 1, np.random.default_rng(0))
