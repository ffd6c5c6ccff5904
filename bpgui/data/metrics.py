"""How good the predictions of a regression are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def r_squared(outputs: NDArray[Any], targets: NDArray[Any], together: bool = False) -> float:
    """R2 = 1 - sum (t - y)^2 / sum (t - mean t)^2, the mean over the columns of (rows, outputs).

    1 is perfect, 0 is no better than always giving the mean; a target that never changes counts 1
    if hit exactly, else 0 (the convention of scikit-learn's r2_score). NaN without rows.

    together: both sums go over all columns, so that a column counts by its spread, as suits columns
    of one kind, the pixels of pictures, of which some hardly ever change.
    """
    if not len(targets):
        return float("nan")
    outputs, targets = np.asarray(outputs, np.float64), np.asarray(targets, np.float64)
    missed = np.square(targets - outputs).sum(axis=0)
    spread = np.square(targets - targets.mean(axis=0)).sum(axis=0)
    constant = (np.ptp(targets, axis=0) == 0) | (spread == 0)
    if together:
        missed, spread, constant = missed.sum(), spread.sum(), constant.all()
    lost = np.where(constant, missed > 0, missed / np.where(constant, 1.0, spread))
    return float(np.mean(1.0 - lost))
