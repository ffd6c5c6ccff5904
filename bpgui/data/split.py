"""Parting a data set into rows to learn from and rows to check with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.data.dataset import DataError, Dataset, Indices


@dataclass(frozen=True)
class Split:
    """The two parts of a data set; `validation` may be empty, `train` never is."""

    train: Dataset
    validation: Dataset


def split(dataset: Dataset, validation: float, seed: int) -> Split:
    """Set the share `validation` (0 to 1) of the rows aside, chosen at random by `seed`.

    A classification is split class by class in the same proportion, and every class keeps at least
    one row to learn from, even where the share then cannot be met. Both parts keep the order of the
    rows. Raises DataError if there is no row, or the share is outside its range.
    """
    if not 0.0 <= validation <= 1.0:
        raise DataError(f"The validation share must be between 0 and 1, not {validation:g}.")
    if not len(dataset):
        raise DataError("A data set without rows cannot be trained on.")
    rng = np.random.default_rng(seed)
    groups = _groups(dataset)
    counts = _shares([len(group) for group in groups], validation)
    held = [rng.permutation(group)[:count] for group, count in zip(groups, counts, strict=True)]
    aside = np.zeros(len(dataset), dtype=bool)
    aside[np.concatenate(held)] = True
    return Split(dataset.rows(np.flatnonzero(~aside)), dataset.rows(np.flatnonzero(aside)))


def training_rows(dataset: Dataset, validation: float) -> int:
    """How many rows such a split leaves to learn from."""
    sizes = [len(group) for group in _groups(dataset)]
    return sum(sizes) - sum(_shares(sizes, validation))


def _groups(dataset: Dataset) -> list[Indices]:
    """The row numbers of each class that occurs; all rows in one group for a regression."""
    if dataset.task.kind == "regression":
        return [np.arange(len(dataset))]
    return [np.flatnonzero(dataset.targets == c) for c in np.unique(dataset.targets)]


def _shares(sizes: list[int], share: float) -> list[int]:
    """How many of each group to set aside: the total is rounded, and no group is used up."""
    quotas = [size * share for size in sizes]
    counts = [min(int(quota), size - 1) for quota, size in zip(quotas, sizes, strict=True)]
    missing = round(sum(sizes) * share) - sum(counts)
    neediest = sorted(range(len(sizes)), key=lambda i: counts[i] - quotas[i])
    for i in neediest:
        if missing > 0 and counts[i] < sizes[i] - 1:
            counts[i] += 1
            missing -= 1
    return counts
