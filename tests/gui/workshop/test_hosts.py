"""Whatever hosts the foreman, the same comes out: on a thread, and in a process of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest

from bpgui.engine.declaration import replace
from bpgui.gui.batch import Batch, Failure, Job, RunInfo
from bpgui.gui.flow import Flow, FlowProbe
from bpgui.gui.microscope.probe import Look, TraceProbe
from bpgui.gui.spread import SpreadProbe
from bpgui.gui.workshop import questions
from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.process import ProcessHost
from bpgui.gui.workshop.thread import ThreadHost
from bpgui.project.project import Project
from bpgui.project.session import prepare, start
from tests.gui.projects import small_nets, spiral
from tests.gui.workshop.window import Window


@pytest.fixture(scope="module", params=[ThreadHost, ProcessHost], ids=["thread", "process"])
def shared(request: pytest.FixtureRequest) -> Iterator[Window]:
    """A host for all tests of this file: a process takes a while to start."""
    window = Window(request.param)
    window.load(spiral())
    yield window
    window.host.close()


@pytest.fixture
def window(shared: Window) -> Iterator[Window]:
    """The host as if it were new."""
    yield shared
    for key in ("one", "two"):
        shared.put(Foreman.watch, key, None)
    shared.put(Foreman.limit, 0.0)


def losses(batches: list[Batch]) -> np.ndarray:
    return np.concatenate([r.losses for batch in batches for r in batch.reports])


def alone(project: Project, steps: int) -> np.ndarray:
    return np.concatenate([report.losses for report in start(project).make(steps)])


@pytest.mark.parametrize("net", ["spiral", *small_nets()])
def test_losses_are_the_same_bit_for_bit(window: Window, net: str) -> None:
    project = {"spiral": spiral(), **small_nets()}[net]
    window.load(project)
    seen = losses(window.order(Foreman.step, 60))
    np.testing.assert_array_equal(seen, alone(project, 60))


def test_what_is_told_of_a_run_is_what_the_session_says(window: Window) -> None:
    project = small_nets()["mlp"]
    window.put(Foreman.load, Job(window.run + 1, project))
    while not isinstance(info := window.next(), RunInfo):
        pass
    window.run += 1
    expected = prepare(project)
    assert info.project == project
    assert info.shapes[0] == (12, 64)
    assert info.prepared.check.shapes == expected.check.shapes
    np.testing.assert_array_equal(info.prepared.train.x, expected.train.x)
    outputs = expected.validation.t
    assert info.prepared.score(outputs, outputs) == 1.0
    window.settled(window.number)


def test_a_pause_is_answered_and_no_step_is_lost(window: Window) -> None:
    window.load(spiral())
    window.begin(Foreman.go)
    seen = [*window.until(lambda batch: bool(batch.reports)), *window.order(Foreman.pause)]
    count = len(losses(seen))
    assert seen[-1].status == "paused"
    assert seen[-1].state is not None
    assert seen[-1].state.step == count
    np.testing.assert_array_equal(losses(seen), alone(spiral(), count))


def test_an_epoch_ends_with_its_evaluation(window: Window) -> None:
    window.load(spiral())
    last = window.order(Foreman.epoch)[-1]
    trainer = start(spiral())
    list(trainer.make_epoch())
    assert last.evaluation == trainer.evaluate()


def test_a_limit_is_reached_and_told(window: Window) -> None:
    window.load(spiral(epochs=2))
    last = window.order(Foreman.go)[-1]
    assert last.status == "finished"
    assert "2 epochs" in last.message


def test_a_fork_with_nothing_changed_repeats_what_followed(window: Window) -> None:
    window.load(spiral())
    window.order(Foreman.step, 30)
    window.run += 1
    window.put(Foreman.fork, Job(window.run, spiral()))
    window.settled(window.number)
    seen = losses(window.order(Foreman.step, 40))
    np.testing.assert_array_equal(seen, alone(spiral(), 70)[30:])


def test_a_kept_step_is_gone_to_and_what_follows_is_the_same(window: Window) -> None:
    window.load(spiral())
    first = window.order(Foreman.step, 30)[-1]
    window.order(Foreman.step, 50)
    assert 30 in first.kept
    there = window.order(Foreman.go_to, 30)[-1]
    assert there.state is not None
    assert there.state.step == 30
    assert 80 in there.kept
    seen = losses(window.order(Foreman.step, 20))
    np.testing.assert_array_equal(seen, alone(spiral(), 50)[30:])


def test_a_run_goes_on_from_a_state_and_knows_its_past(window: Window) -> None:
    window.load(spiral())
    window.order(Foreman.step, 10)
    window.order(Foreman.step, 10)
    state, past = window.ask(questions.whole)  # type: ignore[misc]
    moved = window.load(spiral(), state=state, past=past)
    assert moved.status == "paused"
    assert {0, 10, 20} <= set(moved.kept)
    seen = losses(window.order(Foreman.step, 10))
    np.testing.assert_array_equal(seen, alone(spiral(), 30)[20:])


def test_pictures_are_those_of_the_network_as_it_is(window: Window) -> None:
    project = small_nets()["lstm"]
    window.put(Foreman.watch, "one", FlowProbe())
    window.put(Foreman.watch, "two", TraceProbe())
    window.load(project)
    pictures = window.order(Foreman.step, 5)[-1].pictures
    trainer, prepared = start(project), prepare(project)
    list(trainer.make(5))
    flow, look = FlowProbe().take(trainer, prepared), TraceProbe().take(trainer, prepared)
    seen, walked = pictures["one"], pictures["two"]
    assert isinstance(seen, Flow)
    assert isinstance(walked, Look)
    assert seen.wires == flow.wires
    assert walked.asked == TraceProbe()
    assert walked.trace.loss == look.trace.loss


def test_a_picture_that_cannot_be_taken_is_a_failure_and_the_run_goes_on(window: Window) -> None:
    window.load(spiral())
    window.put(Foreman.watch, "one", TraceProbe(row=10**6))
    batches = window.order(Foreman.step, 5)
    assert isinstance(batches[-1].pictures["one"], Failure)
    assert batches[-1].status == "paused"


def test_a_spread_is_the_same_wherever_it_is_measured(window: Window) -> None:
    window.put(Foreman.watch, "one", SpreadProbe())
    seen = window.load(spiral()).pictures["one"]
    expected = SpreadProbe().take(start(spiral()), prepare(spiral()))
    assert dataclasses.asdict(seen).keys() == dataclasses.asdict(expected).keys()  # type: ignore[call-overload]
    for one, other in zip(*(dataclasses.astuple(s) for s in (seen, expected)), strict=True):  # type: ignore[call-overload]
        np.testing.assert_equal(one, other)


def test_live_settings_are_taken_over(window: Window) -> None:
    window.load(spiral())
    window.put(Foreman.retune, replace(spiral().training, learning_rate=0.25))
    batches = window.order(Foreman.step, 1)
    assert [r.learning_rate for batch in batches for r in batch.reports] == [0.25]


def test_a_run_that_is_held_back_reports_few_steps_at_once(window: Window) -> None:
    window.put(Foreman.limit, 600.0)
    window.load(spiral())
    batches = window.order(Foreman.step, 30)
    assert max(len(r.losses) for batch in batches for r in batch.reports) == 10


def test_questions_are_answered_while_it_trains(window: Window) -> None:
    window.load(spiral())
    window.begin(Foreman.go)
    window.until(lambda batch: bool(batch.reports))
    bundle = window.ask(questions.bundled)
    assert set(bundle.tensors) == set(start(spiral()).tensors)  # type: ignore[attr-defined]
    window.order(Foreman.pause)


def test_what_a_question_fails_with_comes_back(window: Window) -> None:
    window.load(spiral())
    with pytest.raises(TypeError):
        window.ask(dataclasses.astuple)


def test_a_project_that_cannot_be_trained_is_refused_in_a_sentence(window: Window) -> None:
    assert window.load(Project()).message.endswith(".")
    assert window.load(spiral()).status == "ready"
