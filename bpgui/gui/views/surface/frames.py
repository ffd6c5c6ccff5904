"""What to look at first: which features, and over which range."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.gui.views.surface.probe import Frame
from bpgui.project.session import Prepared

#: With more features than this, a slice through two of them says little.
MOST_FEATURES = 32
#: So many rows, or up to twice as many, tell which features matter.
_JUDGED = 10_000
#: Room around the data.
_MARGIN = 0.08


def features(prepared: Prepared) -> int:
    """How many features can be looked at; 0 where the inputs are pictures, sequences,
    tokens or too many."""
    task = prepared.task
    flat = len(task.inputs) == 1 and task.size <= MOST_FEATURES and not task.tokens
    return task.size if flat and not prepared.repeats else 0


def name(prepared: Prepared, feature: int) -> str:
    """What a feature is called."""
    given = prepared.task.features
    return (
        given[feature]
        if given
        else "x" + "₀₁₂₃₄₅₆₇₈₉"[feature + 1]
        if feature < 9
        else f"x{feature + 1}"
    )


def telling(prepared: Prepared) -> tuple[int, int]:
    """The two features that tell most about the target, in their order."""
    count = prepared.task.size
    if count <= 2:
        return 0, count - 1
    train = prepared.split.train
    some = slice(None, None, max(1, len(train) // _JUDGED))
    rows, targets = train.inputs.reshape(len(train), -1)[some], train.targets[some]
    classifies = prepared.classifies
    worth = np.array([_worth(rows[:, i], targets, classifies) for i in range(count)])
    first, second = np.argsort(-worth, kind="stable")[:2]
    return int(min(first, second)), int(max(first, second))


def plane(prepared: Prepared, x: int, y: int) -> Frame:
    """A frame around all rows; with equal scales where the ranges are alike."""
    (left, right), (bottom, top) = _range(prepared, x), _range(prepared, y)
    wide, high = right - left, top - bottom
    if prepared.task.size == 2 and max(wide, high) < 2 * min(wide, high):
        half = max(wide, high) / 2
        left, right = (left + right) / 2 - half, (left + right) / 2 + half
        bottom, top = (bottom + top) / 2 - half, (bottom + top) / 2 + half
    return Frame(x, left, right, y, bottom, top)


def line(prepared: Prepared) -> Frame:
    """A frame around the rows of a single feature and what the network should say there."""
    left, right = _range(prepared, 0)
    seen = prepared.in_units(np.concatenate([prepared.train.t, prepared.validation.t])).ravel()
    bottom, top = _padded(float(seen.min()), float(seen.max()), 2 * _MARGIN)
    return Frame(0, left, right, 0, bottom, top)


def _range(prepared: Prepared, feature: int) -> tuple[float, float]:
    parts = (prepared.split.train, prepared.split.validation)
    seen = [p.inputs.reshape(len(p), p.task.size)[:, feature] for p in parts if len(p)]
    return _padded(float(min(map(np.min, seen))), float(max(map(np.max, seen))), _MARGIN)


def _padded(low: float, high: float, margin: float) -> tuple[float, float]:
    room = margin * (high - low) if high > low else 1.0
    return low - room, high + room


def _worth(values: NDArray[np.float64], targets: NDArray[Any], classifies: bool) -> float:
    """How much of the values' variance goes with the target: eta squared, or r squared."""
    total = float(np.square(values - values.mean()).sum())
    if not total:
        return 0.0
    if classifies:
        groups = [values[targets == number] for number in np.unique(targets)]
        within = sum(float(np.square(group - group.mean()).sum()) for group in groups)
        return 1.0 - within / total
    target = targets.reshape(len(values), -1)[:, 0]
    spread = float(np.square(target - target.mean()).sum())
    shared = float(((values - values.mean()) * (target - target.mean())).sum())
    return shared**2 / (total * spread) if spread else 0.0
