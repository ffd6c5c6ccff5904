"""Going back from a run that has diverged: not to where the harm had begun."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.report import Report
from bpgui.gui.history import History
from bpgui.gui.runs.retreat import retreat

KEPT = tuple(range(0, 1000, 50))


def history(losses: np.ndarray) -> History:
    made = History(1)
    made.add(Report(1, 0, losses, np.ones((len(losses), 1)), 0.1, 0.001))
    return made


def test_it_is_the_last_kept_step_before_the_loss_rose() -> None:
    steps = np.arange(1, 991)
    losses = np.where(steps < 700, 1 / steps**0.1, 1.5 ** ((steps - 700) / 10.0))
    assert retreat(history(losses), KEPT, 980) == 700


def test_a_loss_that_falls_and_rises_a_little_does_not_drive_it_back() -> None:
    losses = 1 + 0.5 * np.sin(np.arange(990) / 40)
    losses[985:] = 1e9
    assert retreat(history(losses), KEPT, 980) == 950


def test_it_never_stays_where_it_is_and_never_goes_to_the_first_weights() -> None:
    assert retreat(history(np.ones(990)), KEPT, 950) == 900
    assert retreat(history(np.ones(990)), (0, 950), 950) is None
    assert retreat(history(np.ones(3)), (), 3) is None


def test_what_is_not_finite_is_never_gone_to() -> None:
    losses = np.ones(990)
    losses[400:] = np.nan
    assert retreat(history(losses), KEPT, 980) == 400


@pytest.mark.parametrize(
    ("at", "loss", "back_to"),
    [(640, 34.0, 650), (641, 34.0, 600), (650, 34.0, 600), (651, 34.0, 650), (645, 32.0, 650)],
)
def test_what_counts_is_the_mean_of_ten_steps_against_twice_the_lowest(
    at: int, loss: float, back_to: int
) -> None:
    losses = np.full(660, 3.0)
    losses[at - 1] = loss
    assert retreat(history(losses), KEPT, 660) == back_to
