"""Correlations agree with sums written out, however they are cut."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bpgui.engine import correlation
from bpgui.engine.arrays import Array, Call
from bpgui.engine.windows import SAME, Axis, image, slide

SETTINGS = [
    pytest.param(taps, stride, dilation, padding, id=f"{taps}-{stride}-{dilation}-{padding}")
    for taps, stride, dilation, padding in [
        (3, 1, 1, 0),
        (3, 1, 1, SAME),
        (3, 2, 1, 1),
        (2, 3, 1, 0),
        (1, 2, 1, 0),
        (3, 1, 2, SAME),
        (3, 2, 3, 4),
        (2, 4, 2, 2),
    ]
]
every_setting = pytest.mark.parametrize(("taps", "stride", "dilation", "padding"), SETTINGS)


def written_out(x: Array, kernel: Array, down: Axis, across: Axis) -> Array:
    """The definition: a sum over channels and taps, for every output."""
    y = np.zeros((len(kernel), down.outputs, across.outputs, x.shape[-1]))
    for i, j, k, m in itertools.product(*map(range, (*y.shape[1:3], *kernel.shape[2:]))):
        line = i * down.stride + k * down.dilation - down.before
        place = j * across.stride + m * across.dilation - across.before
        if 0 <= line < down.inputs and 0 <= place < across.inputs:
            y[:, i, j] += np.einsum("fc,cn->fn", kernel[:, :, k, m], x[:, line, place])
    return y


def run(calls: list[Call]) -> None:
    for call in calls:
        call()


def problem(taps: int, stride: int, dilation: int, padding: int) -> tuple[Array, Array, Axis, Axis]:
    rng = np.random.default_rng(0)
    down, across = (slide(size, taps, stride, dilation, padding) for size in (9, 8))
    return rng.standard_normal((2, 9, 8, 3)), rng.standard_normal((4, 2, taps, taps)), down, across


@every_setting
@pytest.mark.parametrize("small", [1_000_000, 4 * 20 * 3 * 2])
def test_a_correlation_is_the_sum_of_its_definition(
    taps: int,
    stride: int,
    dilation: int,
    padding: int,
    small: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(correlation, "SMALL_PRODUCT", small)
    monkeypatch.setattr(correlation, "SHORTEST", 2)
    x, kernel, down, across = problem(taps, stride, dilation, padding)
    y = np.full((4, down.outputs, across.outputs, 3), np.nan)
    windows = correlation.Windows(x, down, across, len(y), ones=False)
    run(windows.gather)
    run(correlation.correlation(windows, kernel, y))
    np.testing.assert_allclose(y, written_out(x, kernel, down, across), rtol=1e-12, atol=1e-12)


@every_setting
def test_the_transposed_correlation_is_the_adjoint(
    taps: int, stride: int, dilation: int, padding: int
) -> None:
    x, kernel, down, across = problem(taps, stride, dilation, padding)
    rng = np.random.default_rng(1)
    back = rng.standard_normal((4, down.outputs, across.outputs, 3))
    there = written_out(x, kernel, down, across)
    found = np.full(x.shape, np.nan)
    run(correlation.transposed(back, kernel, None, found, down, across))
    assert (there * back).sum() == pytest.approx((x * found).sum(), rel=1e-12)


@every_setting
def test_the_transposed_correlation_adds_a_bias_everywhere(
    taps: int, stride: int, dilation: int, padding: int
) -> None:
    x, kernel, down, across = problem(taps, stride, dilation, padding)
    back = np.zeros((4, down.outputs, across.outputs, 3))
    found = np.full(x.shape, np.nan)
    run(correlation.transposed(back, kernel, np.array([2.0, 3.0]), found, down, across))
    np.testing.assert_array_equal(found[0], 2)
    np.testing.assert_array_equal(found[1], 3)


@every_setting
@pytest.mark.parametrize("small", [1_000_000, 4 * 20 * 3 * 2])
def test_the_kernel_gradient_is_the_adjoint_too(
    taps: int,
    stride: int,
    dilation: int,
    padding: int,
    small: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(correlation, "SMALL_PRODUCT", small)
    monkeypatch.setattr(correlation, "SHORTEST", 2)
    x, kernel, down, across = problem(taps, stride, dilation, padding)
    dy = np.random.default_rng(1).standard_normal((4, down.outputs, across.outputs, 3))
    dkernel, dbias = np.full(kernel.shape, np.nan), np.full(4, np.nan)
    windows = correlation.Windows(x, down, across, len(dy), ones=True)
    gradient = correlation.KernelGradient(windows, dy, dkernel, dbias)
    run([*windows.gather, gradient.collect(), *gradient.finish])
    there = written_out(x, kernel, down, across)
    assert (there * dy).sum() == pytest.approx((kernel * dkernel).sum(), rel=1e-12)
    np.testing.assert_allclose(dbias, dy.sum(axis=(1, 2, 3)), rtol=1e-12)


def test_the_bias_rides_in_the_product() -> None:
    x, kernel, down, across = problem(3, 1, 1, SAME)
    bias = np.arange(4.0)
    y = np.full((4, down.outputs, across.outputs, 3), np.nan)
    windows = correlation.Windows(x, down, across, len(y), ones=True)
    matrix = correlation.Kernel(kernel, bias)
    run([*windows.gather, *matrix.arrange])
    np.matmul(matrix.matrix, windows.columns, windows.lines(y))
    wanted = written_out(x, kernel, down, across) + bias[:, None, None, None]
    np.testing.assert_allclose(y, wanted, rtol=1e-12, atol=1e-12)


def test_long_lines_are_cut_and_short_ones_are_not() -> None:
    x = np.zeros((8, 4, 14, 64), dtype=np.float32)
    axis, line = slide(4, 3), slide(14, 3, padding=SAME)
    assert correlation.Windows(x, axis, line, 16, ones=False).parts == 2
    assert correlation.Windows(x[:1], axis, line, 16, ones=False).parts == 1
    assert correlation.Windows(x[..., :1], axis, line, 4096, ones=False).parts == 1


def test_sequences_are_correlated_in_place() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((9, 2, 3)), np.full((7, 4, 3), np.nan)
    kernel = rng.standard_normal((4, 2, 3, 1))
    down, across = slide(9, 3), Axis(1, 1)
    windows = correlation.Windows(image(x), down, across, 4, ones=False)
    run(windows.gather)
    run(correlation.correlation(windows, kernel, image(y)))
    wanted = written_out(image(x), kernel, down, across)
    np.testing.assert_allclose(image(y), wanted, rtol=1e-12, atol=1e-12)
