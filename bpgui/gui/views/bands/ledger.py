"""The ledger: everything a run has measured over time in one table, a line a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.gui.history import ZERO, History
from bpgui.gui.track import Spans

#: At most so many lines, and so many numbers in all of them.
LINES, NUMBERS = 100_000, 4_000_000
_HEAD = (
    "first_step",
    "last_step",
    "minibatch_loss",
    "minibatch_loss_lowest",
    "minibatch_loss_highest",
    "learning_rate",
)


def ledger(
    history: History, tensors: Sequence[str], classifies: bool
) -> tuple[list[str], list[list[Any]]]:
    """Heads and lines; a line is one step, or the mean of several where there are too many.

    Losses of mini-batches and the learning rate; what was measured on all rows, where a line ends
    an epoch that was; the L2 norm of every tensor's gradient. None where nothing is known.
    """
    measure = "accuracy" if classifies else "r2"
    measured = [
        f"{part}_{what}" for part in ("training", "validation") for what in ("loss", measure)
    ]
    head = [*_HEAD, *measured, *(f"gradient_norm {tensor}" for tensor in tensors)]
    most = min(LINES, max(NUMBERS // len(head), 1))
    losses = history.losses(history.first, history.last, most)
    columns = [losses.mean[:, 0], losses.low[:, 0], losses.high[:, 0], losses.high[:, 1]]
    numbers = np.column_stack(
        [*columns, _measured(history, losses), _norms(history, losses, len(tensors), most)]
    )
    ends = zip(losses.first.tolist(), losses.last.tolist(), strict=True)
    lines = [[*pair, *line] for pair, line in zip(ends, numbers.tolist(), strict=True)]
    return head, lines


def _measured(history: History, lines: Spans) -> NDArray[np.float64]:
    """The evaluations (lines, 4), each in the line of its step; NaN elsewhere."""
    seen = history.evaluations
    made = np.full((len(lines), 4), np.nan)
    values = np.column_stack([seen.loss, seen.accuracy, seen.val_loss, seen.val_accuracy])
    for step, row in zip(seen.step, values, strict=True):
        # Before the first step there is no line.
        at = lines.at(step)
        if at is not None:
            made[at] = row
    return made


def _norms(history: History, lines: Spans, tensors: int, most: int) -> NDArray[np.float64]:
    """The norms (lines, tensors) of the spans in which the lines lie; NaN where none is known."""
    spans = history.norms(history.first, history.last, most)
    made = np.full((len(lines), tensors), np.nan)
    if not len(spans) or spans.mean.shape[1] != tensors:
        return made
    middles = (lines.first + lines.last) / 2
    at = np.searchsorted(spans.first, middles, "right") - 1
    known = (at >= 0) & (middles <= spans.last[at])
    logs = spans.mean[at[known]].astype(np.float64)
    made[known] = np.where(logs <= ZERO, 0.0, 10.0**logs)
    return made
