"""How the memory of a window grows over an hour of training: a minute of it real, the rest told.

The clock of the rest is fast: every second comes as one report with as many steps as the run made
in a real one, with the evaluations, the quantiles and the checkpoints that belong to it.
"""

from __future__ import annotations

import copy
import dataclasses
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bpgui.engine.checkpoints import Checkpoints
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.state import State
from bpgui.gui.history import History
from bpgui.gui.spread import Spread

#: Minutes after which it is looked at.
MINUTES = (1, 10, 60)
#: Evaluations and quantiles a second; more are never made.
EVALUATIONS, SPREADS = 30, 10


def megabytes() -> float:
    """What this process has in memory now; where that is not told, the most it ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


class FastClock:
    """Goes on with a history and the states of its run, second by second, as if it trained."""

    def __init__(self, history: History, state: State, spread: Spread, speed: float) -> None:
        self._history, self._state, self._spread = history, state, spread
        self._steps = max(1, round(speed))
        self._tensors = history.norms(history.last - 1, history.last, 1).mean.shape[1]
        self._checkpoints = Checkpoints()
        self._random = np.random.default_rng(0)

    def run(self, seconds: int, live: Callable[[], None]) -> None:
        """Let so many seconds pass; `live` is called after each."""
        for _ in range(seconds):
            self._second()
            live()

    def _second(self) -> None:
        history, first = self._history, self._history.last + 1
        losses = self._random.random(self._steps)
        norms = self._random.random((self._steps, self._tensors))
        history.add(Report(first, 0, losses, norms, 0.01, 1.0))
        for step in np.linspace(first, history.last, EVALUATIONS, dtype=int).tolist():
            history.measured(Evaluation(step, 0.5, 0.5, 0.5, 0.5))
        for step in np.linspace(first, history.last, SPREADS, dtype=int).tolist():
            history.spreads.add(copy.deepcopy(dataclasses.replace(self._spread, step=step)))
        if self._checkpoints.due(history.last):
            self._checkpoints.add(
                copy.deepcopy(dataclasses.replace(self._state, step=history.last))
            )
