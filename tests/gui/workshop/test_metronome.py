"""Held back, a run makes so many steps a second, and the same ones."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from bpgui.gui.run import Run
from bpgui.gui.workshop import metronome
from bpgui.gui.workshop.metronome import Metronome
from tests.gui.projects import reach, ready, spiral


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_asks_for_pauses_that_make_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(metronome, "perf_counter", clock)
    beats = Metronome()
    beats.set(300.0)
    assert beats.most == 5
    made = 0
    while clock.now < 110.0:
        clock.now += beats.pause()
        beats.made(5)
        made += 5
        clock.now += 0.001
    assert 2_990 <= made <= 3_010


def test_time_it_was_held_up_is_not_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(metronome, "perf_counter", clock)
    beats = Metronome()
    beats.set(10.0)
    beats.made(1)
    clock.now += 60.0
    made = 0
    while not beats.pause():
        beats.made(1)
        made += 1
    assert made <= 3


def test_without_a_limit_nothing_waits() -> None:
    beats = Metronome()
    beats.made(1_000_000)
    assert beats.pause() == 0.0
    assert beats.most is None


def test_a_run_held_back_is_the_same_run(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    run.limit(200.0)
    run.go()
    qtbot.waitUntil(lambda: run.standing.step >= 40, timeout=10_000)
    assert run.standing.speed is None or run.standing.speed < 1_000
    assert run.standing.step < 4_000
    reach(qtbot, run, "paused", run.pause)
    run.limit(0.0)
    reach(qtbot, run, "paused", lambda: run.step(400 - run.standing.step))
    held = run.history.losses(0, 400, 400).mean.tolist()
    ready(qtbot, run, spiral())
    reach(qtbot, run, "paused", lambda: run.step(400))
    assert run.history.losses(0, 400, 400).mean.tolist() == held
    assert len(held) == 400


def test_slow_as_it_is_it_pauses_at_once(qtbot: QtBot, run: Run) -> None:
    ready(qtbot, run, spiral())
    run.limit(0.1)
    run.go()
    qtbot.waitUntil(lambda: run.standing.step == 1, timeout=10_000)
    reach(qtbot, run, "paused", run.pause)
    assert run.standing.step == 1
