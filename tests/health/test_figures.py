"""Numbers in findings."""

from __future__ import annotations

import math

import pytest

from bpgui.health.figures import figure, percent


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.0512, 2, "0.051"),
        (2.31e-11, 2, "2.3e-11"),
        (1.94e6, 2, "1.9e6"),
        (2.306, 3, "2.31"),
        (math.inf, 2, "inf"),
    ],
)
def test_figures_are_short(value: float, digits: int, words: str) -> None:
    assert figure(value, digits) == words


def test_shares_are_percent() -> None:
    assert (percent(0.4149), percent(0.795, 1), percent(1.0)) == (
        "41\N{NO-BREAK SPACE}%",
        "79.5\N{NO-BREAK SPACE}%",
        "100\N{NO-BREAK SPACE}%",
    )
