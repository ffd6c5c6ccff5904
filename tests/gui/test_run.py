"""The run: commands, standing, history and edits, with a real thread behind them."""

from __future__ import annotations

import dataclasses
import sys

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.engine.trainer import Trainer
from bpgui.gui.batch import Batch
from bpgui.gui.run import Run
from bpgui.gui.workshop import questions
from bpgui.gui.workshop.bench import Bench
from bpgui.project.project import Project
from bpgui.project.session import Prepared
from tests.gui.projects import exploding, reach, ready, spiral


def batches_of(run: Run) -> list[Batch]:
    seen: list[Batch] = []
    run.advanced.connect(seen.append)
    return seen


def test_a_run_is_measured_before_its_first_step(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    assert run.info is not None
    assert run.info.tensors == ("Dense/weight", "Dense/bias", "Dense 2/weight", "Dense 2/bias")
    assert run.info.shapes == ((4, 2), (4,), (1, 4), (1,))
    assert run.standing.step == 0
    assert run.standing.train_loss is not None
    assert run.standing.val_accuracy is not None
    assert run.state is not None


def test_one_step_is_one_step(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    for expected in (1, 2):
        reach(qtbot, run, "paused", run.step)
        assert run.standing.step == expected
    assert run.history.last == 2
    assert len(run.history.losses(0, 2, 10)) == 2


def test_one_epoch_is_one_epoch(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    reach(qtbot, run, "paused", run.epoch)
    assert (run.standing.step, run.standing.epoch) == (40, 1)


def test_it_runs_until_it_is_paused_and_loses_no_step(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    batches = batches_of(run)
    run.go()
    assert run.running
    qtbot.waitUntil(lambda: run.standing.step > 500, timeout=10_000)
    assert run.standing.speed is not None
    reach(qtbot, run, "paused", run.pause)
    steps = [
        report.first + i for b in batches for report in b.reports for i in range(len(report.losses))
    ]
    assert steps == list(range(1, run.standing.step + 1))
    assert run.standing.speed is None
    assert run.history.last == run.standing.step


def test_a_limit_finishes_it_and_it_says_why(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral(epochs=3))
    reach(qtbot, run, "finished", run.go)
    assert run.standing.epoch == 3
    assert "3 epochs" in run.standing.message


def test_reset_gives_the_same_weights_and_drops_what_was(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    first = run.state
    reach(qtbot, run, "paused", run.epoch)
    ready(qtbot, run, spiral())
    assert run.standing.step == 0
    assert run.history.last == 0
    assert first is not None
    assert run.state is not None
    for name, array in first.parameters.items():
        np.testing.assert_array_equal(run.state.parameters[name], array)


def test_what_arrives_from_an_old_run_is_dropped(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    assert run.info is not None
    old = run.info.id
    batches = batches_of(run)
    run.go()
    run.reset(spiral())
    qtbot.waitUntil(lambda: run.standing.status == "ready", timeout=10_000)
    assert {batch.run for batch in batches} == {old + 1}
    assert run.history.last == 0


def test_a_diverged_run_stands_at_its_last_finite_state(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, exploding())
    reach(qtbot, run, "diverged", run.go)
    assert "iverged" in run.standing.message
    assert run.state is not None
    assert run.state.finite()
    assert run.standing.step == run.state.step
    assert np.isfinite(run.history.losses(0, 100, 100).mean).all()


def test_a_diverged_run_can_begin_anew(qtbot: QtBot, run: Run) -> None:
    project = exploding()
    ready(qtbot, run, project)
    reach(qtbot, run, "diverged", run.go)
    training = replace(project.training, learning_rate=0.001)
    ready(qtbot, run, dataclasses.replace(project, training=training))
    reach(qtbot, run, "paused", run.epoch)
    assert run.standing.step == 40


def test_a_project_that_cannot_be_trained_fails_with_a_sentence(qtbot: QtBot, run: Run) -> None:
    reach(qtbot, run, "failed", lambda: run.reset(Project()))
    assert run.standing.message.endswith(".")
    assert run.info is None
    run.go()
    assert run.standing.status == "failed"
    ready(qtbot, run, spiral())


def test_an_error_in_training_fails_the_run_with_its_traceback(
    qtbot: QtBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready(qtbot, run, spiral())

    def breaks(self: Trainer, *arguments: object) -> None:
        raise RuntimeError("the plan is torn")

    monkeypatch.setattr(Trainer, "_make_steps", breaks)
    reach(qtbot, run, "failed", run.go)
    assert "the plan is torn" in run.standing.message
    assert "_make_steps" in run.standing.details or "breaks" in run.standing.details


class BrokenProbe:
    def take(self, trainer: Trainer, prepared: Prepared) -> object:
        raise ValueError("no light")


class StepProbe:
    def take(self, trainer: Trainer, prepared: Prepared) -> object:
        return trainer.step


def test_pictures_come_while_it_runs_and_when_it_stands(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral(epochs=2))
    batches = batches_of(run)
    with qtbot.waitSignal(run.advanced, timeout=10_000):
        run.watch("step", StepProbe())
    assert batches[-1].pictures == {"step": 0}
    assert batches[-1].reports == ()
    reach(qtbot, run, "finished", run.go)
    qtbot.waitUntil(lambda: batches[-1].pictures.get("step") == 80, timeout=10_000)
    run.watch("step", None)
    ready(qtbot, run, spiral())
    assert "step" not in batches[-1].pictures


def test_a_run_that_has_settled_stays_so_when_another_picture_is_wanted(
    qtbot: QtBot, run: Run
) -> None:
    ready(qtbot, run, spiral())
    reach(qtbot, run, "paused", run.step)
    assert run.settled
    for command in (lambda: run.watch("step", StepProbe()), run.pause):
        with qtbot.waitSignal(run.advanced, timeout=10_000):
            command()
        assert run.settled
    run.step()
    with qtbot.waitSignal(run.advanced, timeout=10_000):
        pass
    assert not run.settled
    qtbot.waitUntil(lambda: run.settled, timeout=10_000)


def test_a_picture_that_fails_does_not_stop_the_run(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral(epochs=2))
    batches = batches_of(run)
    run.watch("broken", BrokenProbe())
    reach(qtbot, run, "finished", run.go)
    qtbot.waitUntil(lambda: "broken" in batches[-1].pictures, timeout=10_000)
    assert "no light" in batches[-1].pictures["broken"].message
    assert run.standing.step == 80


def test_it_can_be_asked_while_it_runs(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    run.go()
    qtbot.waitUntil(lambda: run.standing.step > 100, timeout=10_000)
    state = run.ask(questions.state)
    assert state is not None
    assert state.step > 100
    qtbot.waitUntil(lambda: run.standing.step > state.step, timeout=10_000)
    reach(qtbot, run, "paused", run.pause)


def test_what_a_question_fails_with_is_raised_and_the_run_goes_on(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())

    def fails(bench: Bench) -> int:
        return 1 // bench.trainer.step

    with pytest.raises(ZeroDivisionError):
        run.ask(fails)
    reach(qtbot, run, "paused", run.step)
    assert run.ask(fails) == 1


def test_nothing_can_be_asked_before_there_is_a_run(run: Run) -> None:
    assert run.ask(questions.state) is None


def test_threads_hand_over_faster_only_while_it_runs(qtbot: QtBot, run: Run) -> None:
    usual = sys.getswitchinterval()
    ready(qtbot, run, spiral())
    run.go()
    qtbot.waitUntil(lambda: run.standing.step > 10, timeout=10_000)
    assert sys.getswitchinterval() < usual
    reach(qtbot, run, "paused", run.pause)
    assert sys.getswitchinterval() == usual


def test_closing_ends_a_running_run(qtbot: QtBot) -> None:
    run = Run()
    ready(qtbot, run, spiral())
    run.go()
    qtbot.waitUntil(lambda: run.standing.step > 10, timeout=10_000)
    usual = 0.005
    run.close()
    assert run.closed
    assert sys.getswitchinterval() == pytest.approx(usual)


# -- edits ---------------------------------------------------------------------------------------


def test_moving_a_card_changes_nothing(qtbot: QtBot, run: Run) -> None:
    project = spiral()
    ready(qtbot, run, project)
    reach(qtbot, run, "paused", run.step)
    moved = dataclasses.replace(project, graph=project.graph.move({2: (99.0, 9.0)}))
    run.propose(moved)
    assert not run.stale
    assert run.standing.step == 1


def test_a_live_setting_is_taken_over(qtbot: QtBot, run: Run) -> None:
    project = spiral()
    ready(qtbot, run, project)
    reach(qtbot, run, "paused", run.step)
    run.propose(spiral(learning_rate=0.25))
    reach(qtbot, run, "paused", run.step)
    assert not run.stale
    assert run.standing.learning_rate == 0.25
    assert run.standing.step == 2


def test_another_layer_makes_the_run_stale_until_reset_or_undo(qtbot: QtBot, run: Run) -> None:
    project = spiral()
    ready(qtbot, run, project)
    reach(qtbot, run, "paused", run.step)
    layer = replace(project.graph.nodes[2].layer, units=5)
    edited = dataclasses.replace(project, graph=project.graph.with_layer(2, layer))
    with qtbot.waitSignal(run.stale_changed):
        run.propose(edited)
    assert run.stale
    assert run.standing.step == 1
    run.propose(project)
    assert not run.stale
    run.propose(edited)
    ready(qtbot, run, edited)
    assert not run.stale
    assert run.info is not None
    assert run.info.shapes[0] == (5, 2)


def test_a_run_that_has_not_begun_follows_every_edit(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    reach(qtbot, run, "ready", lambda: run.propose(spiral(seed=5)))
    assert not run.stale
    assert run.project == spiral(seed=5)
