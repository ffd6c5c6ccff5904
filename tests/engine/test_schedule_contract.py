"""What every schedule promises, walked over the registry, and the curve of each."""

from __future__ import annotations

import json

import numpy as np
import pytest

import bpgui.engine.schedules  # noqa: F401
from bpgui.engine.arrays import Array
from bpgui.engine.declaration import to_data
from bpgui.engine.fields import fields_of
from bpgui.engine.pace import Pace
from bpgui.engine.schedule import Schedule, schedules
from bpgui.engine.schedules.cosine import Cosine
from bpgui.engine.schedules.exponential_decay import ExponentialDecay
from bpgui.engine.schedules.plateau import ReduceOnPlateau
from bpgui.engine.schedules.step_decay import StepDecay
from bpgui.engine.schedules.warm_up import WarmUp
from tests.engine.variants import all_variants

CASES = all_variants(schedules)
every_case = pytest.mark.parametrize(
    "schedule", [made for _, made in CASES], ids=[name for name, _ in CASES]
)
every_kind = pytest.mark.parametrize("kind", list(schedules), ids=lambda kind: kind.kind())


def curve(schedule: Schedule, *epochs: float) -> Array:
    """The factors at these times, when nothing has been noticed yet."""
    return schedule.factors(np.array(epochs, dtype=float), np.array(schedule.memory()))


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    assert {kind.kind() for kind in schedules} >= {
        "Constant",
        "StepDecay",
        "ExponentialDecay",
        "Cosine",
        "WarmUp",
        "ReduceOnPlateau",
    }


@every_kind
def test_a_kind_explains_itself(kind: type[Schedule]) -> None:
    assert kind.label
    assert "eta" in kind.formula()
    assert len(kind.help()) > 20
    assert r"\eta" in kind.latex[0]
    for field in fields_of(kind):
        assert field.spec.help.endswith(".")


@every_case
def test_a_schedule_survives_the_file(schedule: Schedule) -> None:
    assert schedules.parse(json.loads(json.dumps(to_data(schedule)))) == schedule


@every_case
def test_factors_are_shares_at_any_time(schedule: Schedule) -> None:
    found = curve(schedule, 0, 1e-9, 0.5, 1, 7, 1e3, 1e6)
    assert found.shape == (7,)
    assert ((found >= 0) & (found <= 1)).all()


@every_case
def test_factors_change_no_sooner_than_is_said(schedule: Schedule) -> None:
    if schedule.changes == "never":
        assert set(curve(schedule, *range(30))) == {1.0}
    for epoch in range(30):
        found = curve(schedule, epoch, epoch + 0.3, epoch + 0.999)
        assert schedule.changes == "steps" or len(set(found)) == 1


@every_case
def test_all_a_schedule_knows_is_in_its_memory(schedule: Schedule) -> None:
    memory, other = (np.array(schedule.memory(), dtype=float) for _ in range(2))
    assert np.isfinite(memory).all()
    losses = [3.0, 2.0, *[2.5] * 12, 1.0, *[np.nan, np.inf] * 6]
    for loss in losses:
        schedule.notice(loss, memory)
        assert np.isfinite(memory).all()
        other[...] = memory.copy()
        times = np.array([5.0])
        assert schedule.factors(times, memory) == schedule.factors(times, other)


def test_steps() -> None:
    np.testing.assert_allclose(
        curve(StepDecay(epochs=3, factor=0.5), 0, 2, 2.99, 3, 5, 6, 9),
        [1, 1, 1, 0.5, 0.5, 0.25, 0.125],
    )


def test_exponential() -> None:
    np.testing.assert_allclose(
        curve(ExponentialDecay(factor=0.25), 0, 0.5, 1, 2), [1, 0.5, 0.25, 0.0625]
    )


def test_cosine() -> None:
    np.testing.assert_allclose(
        curve(Cosine(epochs=4, lowest=0.2), 0, 1, 2, 4, 100),
        [1, 0.6 + 0.4 / np.sqrt(2), 0.6, 0.2, 0.2],
    )


def test_warm_up_and_what_follows() -> None:
    np.testing.assert_allclose(curve(WarmUp(2.0, 0.1), 0, 1, 2, 3), [0.1, 0.55, 1, 1])
    followed = WarmUp(1.0, 0.0, Cosine(epochs=2))
    np.testing.assert_allclose(curve(followed, 0, 0.5, 1, 2, 3), [0, 0.5, 1, 0.5, 0], atol=1e-15)


def test_plateau_waits_and_cuts_and_waits_again() -> None:
    schedule = ReduceOnPlateau(patience=2, factor=0.5, threshold=0.1)
    memory = np.array(schedule.memory())
    found = []
    for loss in (10, 9.5, 9.2, 9.1, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0, 7.0):
        schedule.notice(loss, memory)
        found.append(float(schedule.factors(np.zeros(1), memory)[0]))
    # 9.5, 9.2 and 9.1 are no progress of a tenth over 10: three times, one more than is borne.
    assert found == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125, 0.125]


def test_no_progress_is_borne_for_exactly_as_long_from_the_start_on() -> None:
    schedule = ReduceOnPlateau(patience=1, factor=0.5, threshold=0.5)
    memory = np.array(schedule.memory())
    found = []
    # Half of 8 is not less than half: twice no progress, once more than is borne.
    for loss in (8, 4, 4):
        schedule.notice(loss, memory)
        found.append(float(schedule.factors(np.zeros(1), memory)[0]))
    assert found == [1, 1, 0.5]


def test_a_warm_up_lets_what_follows_look_at_the_loss() -> None:
    schedule = WarmUp(1.0, 0.0, ReduceOnPlateau(patience=0, factor=0.5))
    memory = np.array(schedule.memory())
    for loss in (1.0, 2.0):
        schedule.notice(loss, memory)
    assert schedule.factors(np.array([3.0]), memory) == 0.5


def test_the_pace_is_base_times_schedule_step_by_step() -> None:
    pace = Pace(ExponentialDecay(factor=0.5), 4, "float32")
    for epoch in (0, 1):
        pace.begin(0.1, epoch)
        for position in range(4):
            pace.descent[...] = pace.descents[position]
            expected = 0.1 * 0.5 ** (epoch + position / 4)
            assert float(pace.descent) == pytest.approx(-expected, rel=1e-6)
            assert pace.at(position) == pytest.approx(expected, rel=1e-12)


def test_a_pace_that_does_not_move_costs_a_step_nothing() -> None:
    pace = Pace(StepDecay(epochs=1, factor=0.5), 4, "float64")
    assert pace.descents == []
    pace.begin(0.1, 2)
    assert pace.descent == pytest.approx(-0.025)
    assert pace.at(3) == pytest.approx(0.025)


def test_memory_of_another_schedule_is_not_taken() -> None:
    pace = Pace(ReduceOnPlateau(), 1, "float64")
    pace.restore(np.array([1.0, 2.0, 0.5]))
    assert pace.memory[2] == 0.5
    pace.restore(np.array([1.0]))
    assert pace.memory[2] == 1.0
    pace.restore(None)
    assert pace.memory[2] == 1.0
