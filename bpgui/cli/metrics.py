"""Logs of a run as CSV: one row an epoch, or one a step."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from bpgui.atomic import why_not
from bpgui.cli.stop import WRONG_CALL, Stop
from bpgui.engine.report import Evaluation, Report

EPOCHS = (
    "epoch",
    "step",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "learning_rate",
    "seconds",
)


class EpochLog:
    """One row for every evaluation: after each epoch, and where the run ended within one."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._rows = file, csv.writer(file)
        self._rows.writerow(EPOCHS)
        self._seconds = 0.0
        self._written = -1

    def add(self, report: Report) -> None:
        """Take in the next report."""
        self._seconds += report.seconds
        if report.evaluation is not None:
            self._row(report.epoch, report.evaluation, report.learning_rate)

    def end(self, report: Report, found: Evaluation) -> None:
        """The run has ended with this report, and this was measured then."""
        if found.step != self._written:
            self._row(report.epoch, found, report.learning_rate)

    def _row(self, epoch: int, found: Evaluation, learning_rate: float) -> None:
        self._written = found.step
        measured = (found.loss, found.accuracy, found.val_loss, found.val_accuracy)
        self._rows.writerow([epoch, found.step, *measured, learning_rate, self._seconds])
        self._file.flush()


class StepLog:
    """One row for every step: its mini-batch's loss, and the norm of every tensor's gradient."""

    def __init__(self, file: TextIO, tensors: Sequence[str]) -> None:
        self._rows = csv.writer(file)
        norms = (f"gradient norm of {tensor}" for tensor in tensors)
        self._rows.writerow(["step", "loss", "learning_rate", *norms])

    def add(self, report: Report) -> None:
        """Take in the next report."""
        numbers = zip(report.losses.tolist(), report.norms.tolist(), strict=True)
        self._rows.writerows(
            [step, loss, report.learning_rate, *norms]
            for step, (loss, norms) in enumerate(numbers, report.first)
        )

    def end(self, report: Report, found: Evaluation) -> None:
        """Nothing is left to be written."""


class Logs:
    """The logs that are wanted. One that can no longer be written is closed, and the run goes on.

    `said`: why, a sentence for each.
    """

    def __init__(self, epochs: str | None, steps: str | None, tensors: Sequence[str]) -> None:
        """Open them, None for those not wanted; Stop if one cannot be opened."""
        self.said: list[str] = []
        self._open: dict[str, tuple[TextIO, EpochLog | StepLog]] = {}
        for path, make in ((epochs, EpochLog), (steps, lambda file: StepLog(file, tensors))):
            if path is not None:
                self._begin(path, make)

    def _begin(self, path: str, make: Callable[[TextIO], EpochLog | StepLog]) -> None:
        try:
            file = open(path, "w", newline="", encoding="utf-8")  # noqa: SIM115 (see close)
        except OSError as error:
            self.close()
            raise Stop(why_not(error, path), WRONG_CALL) from None
        self._open[path] = file, make(file)

    def add(self, report: Report) -> None:
        """Take in the next report."""
        self._each(lambda log: log.add(report))

    def end(self, report: Report, found: Evaluation) -> None:
        """The run has ended with this report, and this was measured then."""
        self._each(lambda log: log.end(report, found))

    def close(self) -> None:
        """Bring everything to the disk."""
        for path in list(self._open):
            self._close(path)

    def _each(self, act: Callable[[EpochLog | StepLog], None]) -> None:
        for path, (_, log) in list(self._open.items()):
            try:
                act(log)
            except OSError as error:
                self.said.append(why_not(error, path))
                self._close(path)

    def _close(self, path: str) -> None:
        file, _ = self._open.pop(path)
        try:
            file.close()
        except OSError as error:
            said = why_not(error, path)
            self.said += [said] if said not in self.said else []


@contextlib.contextmanager
def logs(epochs: str | None, steps: str | None, tensors: Sequence[str]) -> Iterator[Logs]:
    """The logs to these paths, closed at the end; Stop if one cannot be opened."""
    made = Logs(epochs, steps, tensors)
    try:
        yield made
    finally:
        made.close()
