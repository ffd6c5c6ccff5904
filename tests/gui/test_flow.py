"""The gradients on the wires: those of the last step, worked out apart."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.gui.flow import Flow
from bpgui.gui.run import FLOW, Run
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start
from tests.gui.projects import reach, ready


@pytest.mark.parametrize("name", ["spiral", "digits", "residual-cnn", "lstm"])
def test_they_are_the_norms_of_what_came_back(name: str) -> None:
    """On every wire but those from the data, and never zero."""
    project = load_example(name)
    trainer = start(project)
    assert trainer.flows() == {}
    list(trainer.make(1))
    flows = trainer.flows()
    plan = trainer._course._newest
    assert plan is not None
    entrances = set(prepare(project).check.entrances)
    assert {wire.source for wire in flows}.isdisjoint(entrances)
    assert flows.keys() == {w for w in plan.wires if w.source not in entrances}
    for wire, norm in flows.items():
        assert norm == pytest.approx(float(np.linalg.norm(plan.wires[wire])), rel=1e-4)
        assert norm > 0


def test_they_come_with_a_step_and_go_when_the_run_goes_back(qtbot: QtBot, run: Run) -> None:
    seen: list[Flow] = []
    run.advanced.connect(
        lambda batch: seen.append(batch.pictures[FLOW]) if FLOW in batch.pictures else None
    )
    ready(qtbot, run, load_example("spiral"))
    qtbot.waitUntil(lambda: run.settled)
    assert seen[-1].wires == {}
    reach(qtbot, run, "paused", run.step)
    qtbot.waitUntil(lambda: run.settled)
    assert seen[-1].step == 1
    assert len(seen[-1].wires) == 3
    run.go_to(0)
    qtbot.waitUntil(lambda: run.settled and run.standing.step == 0)
    assert seen[-1].wires == {}
