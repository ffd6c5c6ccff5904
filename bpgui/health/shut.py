"""Units that are shut, and let no gradient through: dead ReLUs, saturated sigmoids."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check

#: An activation counts as saturated where its slope is below this share of its steepest: |tanh| >
#: 0.97.
FLAT = 0.06
#: Activation functions with a part that is shut, and those that saturate.
SHUTTING, SATURATING = ("ReLU",), ("Tanh", "Sigmoid", "Softsign")


def shutting(check: Check) -> dict[int, str]:
    """The nodes whose activation can be shut, and the kind of its function.

    Without those whose activation the loss computes: its gradient does not go through them.
    """
    graph = check.trained
    last = {graph.incoming[head][0].source for head in check.heads}
    found = {}
    for id in check.live:
        function = graph.nodes[id].layer.activation_function()
        kind = function.kind() if function is not None else ""
        if kind in SHUTTING + SATURATING and id not in last:
            found[id] = kind
    return found


def dead(kind: str, a: Array) -> float | None:
    """The share of units that are 0 for every row, None where the function knows no such thing.

    a: features (units, rows), images (units, height, width, rows), sequences (times, units, rows).
    """
    if kind not in SHUTTING:
        return None
    units = np.moveaxis(a, 1 if a.ndim == 3 else 0, 0)
    return float(np.mean(units.reshape(len(units), -1).max(axis=1) <= 0))


def saturated(kind: str, a: Array) -> float | None:
    """The share of activations on the flat ends, None where the function has none."""
    if kind not in SATURATING:
        return None
    return float(np.mean(_slope(kind, a) < FLAT))


def shut(kind: str, a: Array) -> float:
    """Whichever of the two the function knows; NaN for neither."""
    share = dead(kind, a) if kind in SHUTTING else saturated(kind, a)
    return float("nan") if share is None else share


def _slope(kind: str, a: Array) -> Array:
    """The slope where the function gives `a`, as a share of its steepest."""
    slope: Array = 1 - np.square(a)
    if kind == "Sigmoid":
        slope = 4 * a * (1 - a)
    if kind == "Softsign":
        slope = np.square(1 - np.abs(a))
    return slope
