"""One more step on trial: how far it would move the weights. It is taken back at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.trainer import Trainer


def next_change(trainer: Trainer) -> Array:
    """The next step's change of theta, float64 (P,); NaN where that step would diverge.

    The run is left as it was, with the gradient of its last step.
    """
    parameters = trainer.parameters
    before, gradient = parameters.theta.astype(np.float64), parameters.gradient.copy()
    state = trainer.state()
    with _in_a_hurry(trainer):
        diverged = [report.diverged for report in trainer.make(1)]
    change = np.full_like(before, np.nan) if any(diverged) else parameters.theta - before
    trainer.restore(state)
    parameters.gradient[...] = gradient
    return change


@contextmanager
def _in_a_hurry(trainer: Trainer) -> Iterator[None]:
    """No rows are measured, should the step end an epoch."""
    abandon, trainer.abandon = trainer.abandon, lambda: True
    try:
        yield
    finally:
        trainer.abandon = abandon
