"""The outbox: reports pile up in it until the window has taken the batch before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter
from typing import Any

from bpgui.engine.report import Report
from bpgui.gui.batch import Batch, Status

#: Seconds between two batches.
PERIOD = 1 / 30


class Outbox:
    """Makes batches of one run's reports; `send` delivers one to the window.

    patience: seconds that the window may take over a batch before training goes on without it.
    """

    def __init__(self, send: Callable[[Batch], None], patience: float) -> None:
        self._send, self._patience = send, patience
        #: Set by the window when a batch is on the screen.
        self.taken = threading.Event()
        self.taken.set()
        self.run = 0
        #: The number of the newest command that is known.
        self.command = 0
        self.status: Status = "preparing"
        self._reports: list[Report] = []
        self._due = 0.0

    def begin(self, run: int) -> None:
        """From now on they are this run's."""
        self.run, self._reports = run, []

    def add(self, report: Report) -> None:
        """Put a report on the pile."""
        self._reports.append(report)

    def __len__(self) -> int:
        return len(self._reports)

    def wait(self) -> None:
        """Until the window has shown the last batch, or patience is at its end."""
        self.taken.wait(self._patience)

    def due(self) -> float:
        """When the next batch is to be sent, by perf_counter: on the beat, if that is far enough
        for the batch to be worth its trouble."""
        self._due = max(self._due + PERIOD, perf_counter() + PERIOD / 2)
        return self._due

    @property
    def ended(self) -> str:
        """Why the run has stopped, as its newest report says."""
        return (self._reports[-1].stopped if self._reports else None) or ""

    def send(self, status: Status, **more: Any) -> None:
        """Send everything on the pile; `more` are fields of Batch."""
        reports, self._reports = tuple(self._reports), []
        self.status = status
        self.taken.clear()
        self._send(Batch(self.run, status, self.command, reports, **more))
