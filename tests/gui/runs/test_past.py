"""Past runs: told apart by more than their colour."""

from __future__ import annotations

from bpgui.gui import theme
from bpgui.gui.history import History
from bpgui.gui.runs.past import COLORS, Past
from bpgui.project.project import Project


def past(number: int) -> Past:
    return Past(number, f"run {number}", Project(), History())


def test_the_first_thirty_look_different_each() -> None:
    looks = {(past(number).color, past(number).dash) for number in range(1, 31)}
    assert len(looks) == 30


def test_runs_that_follow_each_other_differ_in_colour_and_in_dashes() -> None:
    for number in range(1, 30):
        assert past(number).color != past(number + 1).color
        assert past(number).dash != past(number + 1).dash


def test_none_has_a_colour_of_the_present_run_or_of_harm() -> None:
    for palette in (theme.DARK, theme.LIGHT):
        taken = {palette.series_color(index).name() for index in COLORS}
        assert len(taken) == len(COLORS)
        assert not taken & {palette.training, palette.validation, palette.bad}
