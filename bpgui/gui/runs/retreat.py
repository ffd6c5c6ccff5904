"""Where to go back to when a run has diverged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bpgui.gui.history import History

#: The loss before a kept step is the mean of so many steps; more than WORSE times the lowest of
#: those before it, and the harm had begun.
STEPS, WORSE = 10, 2.0


def retreat(history: History, kept: Sequence[int], step: int) -> int | None:
    """The newest kept step before `step` at which the loss was still well; None without one.

    The last checkpoint before a run diverges is often past saving: the weights have grown already,
    and only the loss is still finite.
    """
    lowest, found = np.inf, None
    for candidate in kept:
        if not 0 < candidate < step:
            continue
        loss = _loss(history, candidate)
        if not np.isfinite(loss):
            break
        if loss <= WORSE * lowest:
            found = candidate
        lowest = min(lowest, loss)
    return found


def _loss(history: History, step: int) -> float:
    spans = history.losses(max(step - STEPS + 1, history.first + 1), step, STEPS)
    return float(spans.mean[:, 0].mean()) if len(spans) else np.inf
