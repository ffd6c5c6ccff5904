"""Quantities: what the heat map can show of every tensor, or of every layer, over time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.gui.batch import RunInfo
from bpgui.gui.gauges import Gauge
from bpgui.gui.history import ZERO, History
from bpgui.gui.views.bands.rows import Rows, of_layers, of_shutting, of_tensors
from bpgui.gui.views.bands.shades import NOTHING, Powers, Shades, Shares, Signed
from bpgui.gui.views.bands.sheets import Sampled, Sheet, Spanned

Values = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Quantity:
    """One of them: its name, what it is exactly, its rows, its scale, and where it comes from.

    gauge: what is read off the network now and then; "" for the gradient, known of every step.
    """

    name: str
    hint: str
    #: The name of its table in a file.
    table: str
    rows: Callable[[RunInfo], Rows]
    shades: Callable[[], Shades]
    gauge: Gauge | None = None

    def sheet(
        self, history: History, rows: Rows, first: float, last: float, width: int
    ) -> Sheet | None:
        """What is known of the steps from `first` to `last`, in at most `width` columns."""
        if self.gauge is None:
            spans = history.norms(first, last, width)
            return Spanned(spans) if len(spans) and rows else None
        steps, values = self.moments(history, rows)
        if not len(steps) or not rows:
            return None
        return Sampled(steps, values, first, min(last, history.last), width)

    def moments(self, history: History, rows: Rows) -> tuple[Values, Values]:
        """The steps at which it was read, and the values (moments, rows) as its scale has them."""
        assert self.gauge is not None
        spreads = history.spreads
        steps = spreads.steps()
        values = spreads.of_gauge(self.gauge, tuple(row.node for row in rows))
        if self.shades is not Powers:
            return steps, values
        with np.errstate(divide="ignore"):
            logs = np.maximum(np.log10(values), ZERO)
        if self.gauge == "update":
            logs[spreads.of_gauge("weight") == 0] = NOTHING
        return steps, logs

    def numbers(self, history: History, rows: Rows, most: int) -> tuple[NDArray[np.int64], Values]:
        """Everything that is known, for a file: first and last steps (lines, 2), and values (lines,
        rows)."""
        if self.gauge is None:
            spans = history.norms(history.first, history.last, most)
            ends, values = np.column_stack([spans.first, spans.last]), spans.mean
        else:
            steps, values = self.moments(history, rows)
            ends = np.column_stack([steps, steps]).astype(np.int64)
        if self.shades is Powers:
            values = np.where(values <= ZERO, 0.0, 10.0 ** values.astype(np.float64))
        return ends, values


QUANTITIES = (
    Quantity("Gradient", "L2 norm per tensor", "gradient norms", of_tensors, Powers),
    Quantity(
        "Update / weight",
        "length of a step over that of the tensor; about 1e-3 is usual",
        "updates",
        of_tensors,
        Powers,
        "update",
    ),
    Quantity("Weights", "L2 norm per tensor", "weight norms", of_tensors, Powers, "weight"),
    Quantity("Activation mean", "per layer", "activation means", of_layers, Signed, "mean"),
    Quantity(
        "Activation deviation",
        "standard deviation per layer",
        "activation deviations",
        of_layers,
        Powers,
        "deviation",
    ),
    Quantity(
        "Dead or saturated",
        "units that are 0 for every row, activations on the flat ends",
        "shut units",
        of_shutting,
        Shares,
        "shut",
    ),
)
