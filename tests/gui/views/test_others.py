"""Past runs over the present one: their own numbers, in the same axes, told apart."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui import theme
from bpgui.gui.run import Run
from bpgui.gui.runs.past import Past
from bpgui.gui.views.time import TimeView
from tests.gui.projects import reach, ready, spiral
from tests.gui.views.show import show


def past_of(run: Run, number: int = 1) -> Past:
    assert run.project is not None
    return Past(number, f"run {number}", run.project, run.history)


@pytest.fixture
def view(qtbot: QtBot, run: Run) -> TimeView:
    """A view of one epoch, beside a past run of three from another seed."""
    made = TimeView()
    project = spiral(epochs=3)
    ready(qtbot, run, project)
    reach(qtbot, run, "finished", run.go)
    past = past_of(run)
    ready(qtbot, run, dataclasses.replace(project, training=replace(project.training, seed=5)))
    show(qtbot, made, run, 800, 360)
    made.compare([past])
    reach(qtbot, run, "paused", run.epoch)
    made.grab()
    return made


def test_a_past_run_has_its_own_losses(view: TimeView, run: Run) -> None:
    view._all.click()
    view.grab()
    (other,) = view.loss.others
    training, validation = other.curves
    assert training.at[-1] == 120
    seen = other.past.history.evaluations
    assert validation.value(None) == seen.val_loss[-1]
    assert view.loss.curves[0].at[-1] == run.history.last == 40


def test_the_axis_reaches_over_the_longest(view: TimeView, run: Run, qtbot: QtBot) -> None:
    reach(qtbot, run, "paused", run.epoch)
    assert view.canvas.range.last == 120
    assert not view._all.isVisible()
    view.compare([])
    view.grab()
    assert view.canvas.range.last == 80
    assert not view.loss.others


def test_a_short_run_is_not_lost_beside_a_long_one(view: TimeView, qtbot: QtBot) -> None:
    past = view.loss.others[0].past
    assert view.canvas.range.last == 40
    assert view.loss.others[0].curves[0].at[-1] <= 40
    qtbot.mouseClick(view._all, Qt.MouseButton.LeftButton)
    view.grab()
    assert view.canvas.range.last == 120
    assert view.loss.others[0].curves[0].at[-1] == 120
    # The same on the plot; a part of it is given back first.
    middle = view.canvas.frame(view.loss).center().toPoint()
    view.canvas.range.zoom(10, 30)
    for last in (120, 40, 120):
        qtbot.mouseDClick(view.canvas, Qt.MouseButton.LeftButton, pos=middle)
        assert view.canvas.range.last == last
    view.compare([])
    assert not view._all.isVisible()
    assert view.canvas.range.last == 40
    view.compare([past])
    assert view._all.isVisible()


def test_the_legend_names_it_and_reads_both_its_values(view: TimeView) -> None:
    *_, reading = view.loss.readings(80, 0.0)
    assert reading.label == "run 1"
    training, validation = view.loss.others[0].curves
    words = [view.loss._word(curve.value(80)) for curve in (training, validation)]  # type: ignore[arg-type]
    assert reading.value == " / ".join(words)
    assert view.loss.readings(121, 0.0)[-1].value == ""
    assert reading.dashes == view.loss.others[0].past.dash


@pytest.mark.parametrize("index", [0, 1, 2])
def test_it_is_there_in_every_metric(view: TimeView, index: int) -> None:
    view._metrics.choose(index)
    view.grab()
    assert view.loss.others[0].curves
    assert not view.failed


def test_hidden_runs_and_those_that_measure_other_things_are_not_drawn(view: TimeView) -> None:
    past = view.loss.others[0].past
    for hidden in (
        dataclasses.replace(past, visible=False),
        dataclasses.replace(past, classifies=False),
    ):
        view.compare([hidden])
        view.grab()
        assert not view.loss.others


def test_it_can_be_seen_before_the_present_run_has_made_a_step(qtbot: QtBot, run: Run) -> None:
    view = TimeView()
    ready(qtbot, run, spiral(epochs=1))
    reach(qtbot, run, "finished", run.go)
    past = past_of(run)
    ready(qtbot, run, spiral())
    show(qtbot, view, run)
    assert view.speaking
    view.compare([past])
    assert not view.speaking
    view.grab()
    assert not view.failed
    assert len(view.loss.others) == 1


def test_a_legend_without_room_for_all_has_them_in_its_tooltip(view: TimeView) -> None:
    legend = view._loss_legend
    past = view.loss.others[0].past
    assert past.name not in legend.toolTip()
    view.compare(dataclasses.replace(past, name=f"a long name, {n}", number=n) for n in range(9))
    view.grab()
    assert "a long name, 8" in legend.toolTip()
    # It says that there are more: the last words are muted, after the coloured ones.
    image = legend.grab().toImage()
    muted = theme.current().color("muted").rgb()
    seen = [
        x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == muted
    ]
    assert seen
    view.compare([past])
    view.grab()
    image = legend.grab().toImage()
    assert not any(
        image.pixel(x, y) == muted for x in range(image.width()) for y in range(image.height())
    )


def test_many_are_told_apart(view: TimeView) -> None:
    past = view.loss.others[0].past
    view.compare(dataclasses.replace(past, number=number) for number in range(1, 6))
    view.grab()
    looks = {(other.color.name(), other.dashes(other.curves[0])) for other in view.loss.others}
    assert len(looks) == 5
    view.compare([past])
    view.grab()
    drawn = [line for line in view.loss._behind._lines if line.xData is not None]
    assert len(drawn) == 2
