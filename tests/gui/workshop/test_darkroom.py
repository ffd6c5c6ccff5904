"""Pictures take their share of the time, and each gets its turn."""

from __future__ import annotations

import pytest

from bpgui.engine.trainer import Trainer
from bpgui.gui.batch import Failure, Job
from bpgui.gui.workshop import darkroom
from bpgui.gui.workshop.bench import Bench
from bpgui.gui.workshop.darkroom import SHARE, Darkroom
from bpgui.project.session import Prepared
from tests.gui.projects import spiral


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Slow:
    """Takes so many seconds, and the first time longer."""

    def __init__(self, clock: Clock, seconds: float, first: float = 0.0) -> None:
        self.clock, self.seconds, self.first = clock, seconds, first
        self.moments: list[float] = []
        self.spent = 0.0

    def take(self, trainer: Trainer, prepared: Prepared) -> object:
        took = self.seconds if self.moments else self.first or self.seconds
        self.moments.append(self.clock.now)
        self.clock.now += took
        self.spent += took
        return took


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(darkroom, "perf_counter", made)
    return made


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench.of(Job(1, spiral()))


def train(room: Darkroom, bench: Bench, clock: Clock, seconds: float) -> None:
    end = clock.now + seconds
    while clock.now < end:
        clock.now += 1 / 30
        room.take_due(bench, lambda: False)


def test_all_together_take_their_share_and_a_dear_one_is_taken_less_often(
    clock: Clock, bench: Bench
) -> None:
    room, cheap, dear = Darkroom(), Slow(clock, 0.0005), Slow(clock, 0.02)
    room.watch("cheap", cheap)
    room.watch("dear", dear)
    train(room, bench, clock, 60)
    assert (cheap.spent + dear.spent) / 60 <= SHARE
    assert len(cheap.moments) > 10 * len(dear.moments) > 100


def test_a_first_picture_that_took_long_is_soon_followed_by_another(
    clock: Clock, bench: Bench
) -> None:
    room, picture = Darkroom(), Slow(clock, 0.001, first=0.5)
    room.watch("one", picture)
    train(room, bench, clock, 2)
    assert len(picture.moments) > 20


def test_what_is_taken_while_a_run_stands_does_not_put_off_what_follows(
    clock: Clock, bench: Bench
) -> None:
    room, picture = Darkroom(), Slow(clock, 0.1)
    room.watch("one", picture)
    room.take("one", bench)
    assert room.take_due(bench, lambda: False) == {"one": 0.1}


def test_pictures_that_are_due_together_share_the_turns(clock: Clock, bench: Bench) -> None:
    room, pictures = Darkroom(), [Slow(clock, 0.004) for _ in range(5)]
    for number, picture in enumerate(pictures):
        room.watch(str(number), picture)
    turns = [set(room.take_due(bench, lambda: False)) for _ in range(3)]
    assert turns == [{"0", "1"}, {"2", "3"}, {"4", "0"}]
    assert room.take_due(bench, lambda: True) == {}


def test_one_that_fails_says_why(clock: Clock, bench: Bench) -> None:
    class Broken:
        def take(self, trainer: Trainer, prepared: Prepared) -> object:
            raise ValueError("no light")

    room = Darkroom()
    room.watch("one", Broken())
    taken = room.take("one", bench)
    assert isinstance(taken, Failure)
    assert "no light" in taken.message
