"""A split is disjoint, complete, stratified and repeatable."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data import DataError, Dataset, Split, split
from bpgui.data.split import training_rows
from bpgui.engine.task import Task

CLASSES = Task((1,), "classification", 4, tuple("abcd"))
NUMBER = Task((1,), "regression", 1)

shares = st.floats(0, 1)
seeds = st.integers(0, 1000)


def classified(targets: list[int]) -> Dataset:
    """Rows that carry their own number as input."""
    return Dataset(np.arange(len(targets))[:, None], np.array(targets, dtype=int), CLASSES)


def numbered(rows: int) -> Dataset:
    return Dataset(np.arange(rows)[:, None], np.arange(rows)[:, None], NUMBER)


def rows_of(part: Dataset) -> list[float]:
    return part.inputs[:, 0].tolist()


def assert_parts(data: Dataset, parts: Split) -> None:
    """Every row is in one part with its target, in order, and there is something to learn from."""
    train, validation = rows_of(parts.train), rows_of(parts.validation)
    assert sorted(train + validation) == rows_of(data)
    assert train == sorted(train)
    assert validation == sorted(validation)
    assert train
    for part in (parts.train, parts.validation):
        assert np.array_equal(part.targets, data.targets[part.inputs[:, 0].astype(int)])
        assert part.task == data.task


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), shares, seeds)
def test_classes_are_split_in_proportion(targets: list[int], share: float, seed: int) -> None:
    data = classified(targets)
    parts = split(data, share, seed)
    assert_parts(data, parts)
    for index in set(targets):
        size, held = targets.count(index), int(np.sum(parts.validation.targets == index))
        assert abs(held - size * share) <= 1
        assert held < size


@given(st.integers(1, 60), shares, seeds)
def test_a_regression_is_split_to_the_rounded_share(rows: int, share: float, seed: int) -> None:
    data = numbered(rows)
    parts = split(data, share, seed)
    assert_parts(data, parts)
    assert len(parts.validation) == min(round(rows * share), rows - 1)


@given(st.lists(st.integers(0, 3), min_size=20, max_size=80), st.floats(0, 0.5), seeds)
def test_the_total_is_the_rounded_share(targets: list[int], share: float, seed: int) -> None:
    targets += [0, 0, 1, 1, 2, 2, 3, 3]  # no class of a single row, which would be kept whole
    parts = split(classified(targets), share, seed)
    assert len(parts.validation) == round(len(targets) * share)


@pytest.mark.parametrize(
    ("sizes", "share", "held"),
    [
        # Quotas 2.5, 1.25 and 1.25: the one of five rows goes to the largest remainder.
        ((10, 5, 5), 0.25, (3, 1, 1)),
        # Quotas of 0.8: a class of two rows may still give one.
        ((2, 2), 0.4, (1, 1)),
        # No class is used up, so that the share is not met.
        ((1, 3), 0.75, (0, 2)),
    ],
)
def test_rows_left_over_go_where_most_is_missing(
    sizes: tuple[int, ...], share: float, held: tuple[int, ...]
) -> None:
    targets = np.repeat(np.arange(len(sizes)), sizes).tolist()
    validation = split(classified(targets), share, 0).validation.targets
    assert tuple(np.bincount(validation, minlength=len(sizes))) == held
    assert training_rows(classified(targets), share) == sum(sizes) - sum(held)


def test_the_seed_decides() -> None:
    data = numbered(100)
    first, again, other = (rows_of(split(data, 0.3, seed).validation) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_rows_are_drawn_at_random() -> None:
    """Over many seeds every row is held out about equally often."""
    held = np.zeros(20)
    for seed in range(500):
        held[split(numbered(20), 0.25, seed).validation.inputs[:, 0].astype(int)] += 1
    assert held.sum() == 500 * 5
    assert held.min() > 85
    assert held.max() < 165


def test_validation_may_be_empty() -> None:
    parts = split(numbered(5), 0.0, 0)
    assert len(parts.validation) == 0
    assert rows_of(parts.train) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_an_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(DataError, match="between 0 and 1"):
        split(numbered(5), share, 0)


def test_no_rows_cannot_be_split() -> None:
    with pytest.raises(DataError, match="without rows"):
        split(numbered(0), 0.2, 0)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=60), shares, seeds)
def test_the_rows_to_learn_from_can_be_told_before(
    targets: list[int], share: float, seed: int
) -> None:
    for data in (classified(targets), numbered(len(targets))):
        assert training_rows(data, share) == len(split(data, share, seed).train)
