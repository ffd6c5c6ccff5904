"""The anchor: which state is kept, and which steps are made again from there."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from bpgui.engine import anchor
from bpgui.engine.anchor import KEEP_EVERY, Anchor
from bpgui.engine.course import Course
from bpgui.engine.state import State


class Steps:
    """A course that does nothing but count; from step `bad` on its state is not finite."""

    def __init__(self, bad: float = np.inf) -> None:
        self.step, self.bad = 0, bad
        self.made: list[int] = []

    def state(self) -> State:
        weight = np.array(np.nan if self.step >= self.bad else 1.0)
        return State({"w": weight}, {}, np.zeros(0, int), self.step, 0, 0, "")

    def restore(self, state: State) -> None:
        self.step = state.step

    def make(self, count: int) -> None:
        self.step += count
        self.made.append(count)


class Clock:
    """Seconds, which pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(anchor, "time", made)
    return made


def held(steps: Steps) -> Anchor:
    return Anchor(cast(Course, steps))


def test_a_state_is_kept_now_and_then_once_the_steps_after_it_went_well(clock: Clock) -> None:
    steps = Steps()
    keeps = held(steps)
    starts = []
    for seconds in (KEEP_EVERY / 2, KEEP_EVERY, KEEP_EVERY / 2, KEEP_EVERY / 2):
        clock.now += seconds
        keeps.take()
        steps.make(10)
        keeps.keep()
        reached, steps.made = steps.step, []
        keeps.replay(reached, steps.make)
        assert steps.step == reached
        starts.append(reached - sum(steps.made))
    # Time for another copy comes with the second span, and not again before the fourth is over.
    assert starts == [0, 10, 10, 10]


def test_a_copy_whose_steps_went_wrong_does_not_count(clock: Clock) -> None:
    steps = Steps()
    keeps = held(steps)
    clock.now += 2 * KEEP_EVERY
    steps.make(10)
    keeps.take()
    steps.make(10)
    keeps.replay(15, steps.make)
    assert steps.made == [10, 10, 15]


def test_it_goes_back_to_two_steps_before_the_one_that_went_bad() -> None:
    steps = Steps(bad=9)
    keeps = held(steps)
    steps.make(10)
    keeps.go_back(10, steps.make)
    assert steps.step == 8


def test_it_goes_back_further_where_that_state_is_bad_as_well() -> None:
    steps = Steps(bad=5)
    keeps = held(steps)
    steps.make(10)
    keeps.go_back(10, steps.make)
    assert steps.step == 0


def test_a_state_that_is_set_is_where_it_goes_back_to_unless_it_is_bad() -> None:
    steps = Steps(bad=5)
    keeps = held(steps)
    for step, kept in ((3, 3), (7, 3)):
        steps.step = step
        keeps.reset()
        keeps.replay(0, steps.make)
        assert steps.step == kept
