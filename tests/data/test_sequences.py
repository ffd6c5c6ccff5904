"""The sequence data sets ask what they say they ask."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.data.sources.adding import Adding
from bpgui.data.sources.first_token import FirstToken
from bpgui.data.sources.majority import Majority
from bpgui.data.sources.parity import Parity
from bpgui.data.sources.recall import Recall
from bpgui.data.sources.sorting import Sorting
from bpgui.data.sources.wave_forecast import WaveForecast


@pytest.mark.parametrize("steps", [2, 3, 16])
def test_two_numbers_are_marked_and_added(steps: int) -> None:
    data = Adding(points=300, steps=steps).load()
    numbers, marks = data.inputs[..., 0], data.inputs[..., 1]
    half = steps // 2
    assert (marks[:, :half].sum(axis=1) == 1).all()
    assert (marks[:, half:].sum(axis=1) == 1).all()
    assert data.targets[:, 0] == pytest.approx(numbers[marks == 1].reshape(300, 2).sum(axis=1))
    assert marks.any(axis=0).all()


def test_guessing_the_mean_of_adding_has_the_error_it_says() -> None:
    data = Adding(points=50_000, steps=4).load()
    assert np.mean((data.targets - 1) ** 2) == pytest.approx(1 / 6, rel=0.02)


def test_parity_counts_the_ones() -> None:
    data = Parity(points=200, steps=5).load()
    assert set(np.unique(data.inputs)) == {-1, 1}
    ones = (data.inputs[..., 0] == 1).sum(axis=1)
    assert np.array_equal(data.targets, ones % 2)
    assert data.task.classes == ("even", "odd")


def test_the_first_token_is_the_answer() -> None:
    data = FirstToken(points=100, symbols=5).load()
    assert data.task.tokens == 5
    assert data.task.classes == tuple("ABCDE")
    assert np.array_equal(data.targets, data.inputs[:, 0])
    assert data.inputs.max() == 4


@pytest.mark.parametrize(("steps", "symbols"), [(2, 2), (7, 3), (16, 4), (5, 26)])
def test_the_majority_is_never_a_tie(steps: int, symbols: int) -> None:
    data = Majority(points=500, steps=steps, symbols=symbols).load()
    counts = (data.inputs[..., None] == np.arange(symbols)).sum(axis=1)
    most = counts[np.arange(500), data.targets]
    counts[np.arange(500), data.targets] = -1
    assert (most > counts.max(axis=1)).all()


@pytest.mark.parametrize(("pairs", "letters"), [(3, 4), (1, 1), (5, 2), (4, 4)])
def test_recall_asks_for_what_came_behind_a_letter(pairs: int, letters: int) -> None:
    source = Recall(points=200, pairs=pairs, letters=letters, digits=3)
    data = source.load()
    for row, answer in zip(data.inputs.astype(int), data.targets, strict=True):
        keys, values = row[:-1:2], row[1:-1:2]
        assert len(set(keys)) == len(keys) == min(pairs, letters)
        assert keys.max() < letters <= values.min()
        (place,) = np.flatnonzero(keys == row[-1])
        assert values[place] - letters == answer
    assert data.inputs.max() < data.task.tokens == letters + 3


def test_sorting_and_reversing() -> None:
    data = Sorting(points=50, steps=5).load()
    assert np.array_equal(data.targets, np.sort(data.inputs[..., 0], axis=1))
    back = Sorting(points=50, steps=5, order="reversed").load()
    assert np.array_equal(back.targets, back.inputs[:, ::-1, 0])
    assert np.array_equal(back.inputs, data.inputs)


def test_the_wave_goes_on() -> None:
    data = WaveForecast(points=100, steps=20, ahead=6).load()
    whole = np.concatenate([data.inputs[..., 0], data.targets], axis=1)
    # A sine obeys w(t+1) + w(t-1) = c w(t); c from the part shown must hold for what follows.
    c = (whole[:, 10] + whole[:, 8]) / whole[:, 9]
    assert whole[:, 2:] + whole[:, :-2] == pytest.approx(c[:, None] * whole[:, 1:-1], abs=1e-6)
    assert 0.5 < np.abs(whole).max() <= 1.5
    noisy = WaveForecast(points=100, steps=20, ahead=6, noise=0.2).load()
    assert np.array_equal(noisy.targets, data.targets)
    assert (noisy.inputs - data.inputs).std() == pytest.approx(0.2, rel=0.05)
