"""The window and the command line train alike: the same project and seed, the same losses."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.batch import Batch
from bpgui.gui.run import Run
from bpgui.project.examples import load_example
from bpgui.project.project import Project
from bpgui.project.session import start

STEPS = 2_000


def limited(project: Project) -> Project:
    training = replace(project.training, steps=STEPS, epochs=0, loss_threshold=0.0)
    return dataclasses.replace(project, training=training)


@pytest.mark.parametrize("name", ["spiral", "digits", "iris"])
def test_window_and_command_line_give_the_same_losses_bit_for_bit(name: str, qtbot: QtBot) -> None:
    project = limited(load_example(name))
    headless = np.concatenate([report.losses for report in start(project).run()])

    run, batches = Run(), list[Batch]()
    run.advanced.connect(batches.append)
    try:
        with qtbot.waitSignal(run.restarted, timeout=30_000):
            run.reset(project)
        with qtbot.waitSignal(
            run.state_changed, timeout=60_000, check_params_cb=lambda status: status == "finished"
        ):
            run.go()
        seen = np.concatenate([r.losses for batch in batches for r in batch.reports])
    finally:
        run.close()

    assert len(headless) == STEPS
    np.testing.assert_array_equal(seen, headless)
