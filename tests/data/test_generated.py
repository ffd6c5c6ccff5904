"""The generated sets have the shapes they promise."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.data import DataError
from bpgui.data.sources.circle import Circle
from bpgui.data.sources.gaussians import Gaussians
from bpgui.data.sources.given import Given
from bpgui.data.sources.moons import Moons
from bpgui.data.sources.normal_noise import NormalNoise
from bpgui.data.sources.plane import Plane
from bpgui.data.sources.sine import Sine
from bpgui.data.sources.spiral import Spiral
from bpgui.data.sources.uniform_noise import UniformNoise
from bpgui.data.sources.xor import XOR
from bpgui.data.sources.xor_corners import XORCorners


def test_xor_is_the_sign_of_the_product_with_a_gap_along_the_axes() -> None:
    data = XOR(points=2000).load()
    assert np.array_equal(data.targets, np.prod(data.inputs, axis=1) < 0)
    assert 0.3 <= np.abs(data.inputs).min() < 0.35
    assert 5.2 < np.abs(data.inputs).max() <= 5.3


def test_noise_in_xor_mislabels_near_the_axes() -> None:
    data = XOR(points=2000, noise=0.1).load()
    wrong = data.targets != (np.prod(data.inputs, axis=1) < 0)
    assert 0 < wrong.mean() < 0.2
    assert np.abs(data.inputs[wrong]).min(axis=1).max() < 0.5


def test_the_corners_are_the_truth_table() -> None:
    data = XORCorners().load()
    assert {(*row, t) for row, t in zip(data.inputs.tolist(), data.targets, strict=True)} == {
        (0, 0, 0),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
    }


def test_the_circle_has_a_disc_a_gap_and_a_ring() -> None:
    data = Circle(points=2001).load()
    radius = np.hypot(*data.inputs.T)
    assert data.targets.sum() == 1001
    assert 2.4 < radius[data.targets == 1].max() < 2.5
    assert 3.5 <= radius[data.targets == 0].min() < 3.6
    assert 4.9 < radius.max() < 5.0


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_the_gaussians_have_the_variance_of_the_playground(noise: float, variance: float) -> None:
    data = Gaussians(points=20_000, noise=noise).load()
    for index, centre in ((0, -2), (1, 2)):
        cloud = data.inputs[data.targets == index]
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.1)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.05)


def test_the_moons_are_half_circles() -> None:
    data = Moons(points=101).load()
    unit = data.inputs * 0.3 + (0.5, 0.25)
    upper, lower = unit[data.targets == 0], unit[data.targets == 1]
    assert np.hypot(*upper.T) == pytest.approx(1)
    assert upper[:, 1].min() > -1e-9
    assert np.hypot(*(lower - (1, 0.5)).T) == pytest.approx(1)
    assert lower[:, 1].max() < 0.5 + 1e-9


def test_the_spiral_winds_one_and_three_quarter_times() -> None:
    data = Spiral(points=400).load()
    for index, start in ((0, 0.0), (1, np.pi)):
        arm = data.inputs[data.targets == index]
        radius = np.hypot(*arm.T)
        assert np.sort(radius) == pytest.approx(np.arange(200) / 200 * 5)
        angle = 1.75 * 2 * np.pi * radius / 5 + start
        assert arm[:, 0] == pytest.approx(radius * np.sin(angle))
        assert arm[:, 1] == pytest.approx(radius * np.cos(angle))


def test_noise_in_the_spiral_is_bounded() -> None:
    clear, noisy = Spiral(seed=3).load(), Spiral(seed=3, noise=0.2).load()
    assert np.array_equal(clear.targets, noisy.targets)
    assert 0.19 < np.abs(clear.inputs - noisy.inputs).max() <= 0.2


def test_the_plane_and_the_wave_follow_their_formulas() -> None:
    plane, wave = Plane().load(), Sine().load()
    assert plane.targets[:, 0] == pytest.approx(plane.inputs.sum(axis=1) / 10)
    assert wave.targets == pytest.approx(np.sin(wave.inputs))
    noisy = Sine(points=20_000, noise=0.3).load()
    assert (noisy.targets - np.sin(noisy.inputs)).std() == pytest.approx(0.3, rel=0.05)


def test_uniform_noise_is_the_data_of_lesson_0() -> None:
    state = np.random.get_state()
    try:
        np.random.seed(42)
        inputs, targets = np.random.rand(100, 3), np.random.rand(100, 1)
    finally:
        np.random.set_state(state)
    data = UniformNoise().load()
    assert np.array_equal(data.inputs, inputs)
    assert np.array_equal(data.targets, targets)
    assert data.inputs[0].tolist() == [0.3745401188473625, 0.9507143064099162, 0.7319939418114051]
    assert (data.task.kind, data.task.outputs) == ("regression", 1)


def test_normal_noise_is_the_data_of_lesson_2s_second_network() -> None:
    legacy = np.random.RandomState(0)
    data = NormalNoise().load()
    assert np.array_equal(data.inputs, legacy.randn(100, 2))
    assert np.array_equal(data.targets, legacy.randint(0, 2, 100))


def test_given_rows_start_with_lesson_2() -> None:
    data = Given().load()
    assert data.inputs.tolist() == [[0.5, 0.2]]
    assert data.targets.tolist() == [[1, 1]]


def test_given_rows_keep_their_order_and_take_a_single_line() -> None:
    data = Given(inputs=[[1, 2], [3, 4], [5, 6]], targets=[[1], [2], [3]]).load()
    assert data.inputs.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert data.targets.tolist() == [[1], [2], [3]]
    assert Given(inputs=[1, 2, 3], targets=[4]).load().task.inputs == (3,)


@pytest.mark.parametrize(
    ("inputs", "targets", "words"),
    [
        ([], [[1]], "at least one number for the inputs"),
        ([[]], [[1]], "at least one number for the inputs"),
        ([[1]], [], "at least one number for the targets"),
        ([[1], [2]], [[1]], "2 rows of inputs and 1 of targets"),
    ],
)
def test_given_rows_that_cannot_be_say_why(inputs: object, targets: object, words: str) -> None:
    with pytest.raises(DataError, match=words):
        Given(inputs=inputs, targets=targets).load()  # type: ignore[arg-type]
