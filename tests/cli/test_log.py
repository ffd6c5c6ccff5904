"""The log of epochs, and of steps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bpgui.project.session import start
from tests.cli.calls import Call, edited, table


def test_the_log_has_a_row_for_every_epoch(call: Call) -> None:
    call("train", "example:xor", "--epochs", "3", "--log", "log.csv")
    rows = table("log.csv")
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert [row["step"] for row in rows] == ["24", "48", "72"]
    trainer = start(edited("xor", epochs=3))
    measured = [report.evaluation for report in trainer.run() if report.evaluation]
    assert [float(row["loss"]) for row in rows] == [found.loss for found in measured]
    assert [float(row["val_accuracy"]) for row in rows] == [f.val_accuracy for f in measured]


def test_the_log_of_a_run_that_ends_within_an_epoch(call: Call) -> None:
    call("train", "example:L2B", "--steps", "2", "--log", "whole.csv")
    assert len(Path("whole.csv").read_text().splitlines()) == 3
    call("train", "example:xor", "--steps", "30", "--log", "part.csv")
    rows = table("part.csv")
    assert [(row["epoch"], row["step"]) for row in rows] == [("1", "24"), ("1", "30")]


def test_the_log_of_steps_has_losses_and_gradient_norms(call: Call) -> None:
    call("train", "example:xor", "--steps", "30", "--log-steps", "log.csv")
    rows = table("log.csv")
    trainer = start(edited("xor", epochs=0, steps=30))
    reports = list(trainer.run())
    assert [int(row["step"]) for row in rows] == list(range(1, 31))
    assert [float(row["loss"]) for row in rows] == np.concatenate(
        [report.losses for report in reports]
    ).tolist()
    norms = np.concatenate([report.norms for report in reports])
    column = trainer.tensors.index("Hidden/weight")
    found = [float(row["gradient norm of Hidden/weight"]) for row in rows]
    assert found == norms[:, column].tolist()
