"""The heat map: every quantity shown is the one computed apart, whatever the network."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.engine.report import Report
from bpgui.engine.trainer import Trainer
from bpgui.gui import theme
from bpgui.gui.run import Run
from bpgui.gui.views.bands.heat import NAMED
from bpgui.gui.views.bands.quantities import QUANTITIES
from bpgui.gui.views.time import TimeView
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start
from tests.gui.projects import deep, reach, ready, small_nets, spiral
from tests.gui.views.show import point, show

STEPS = 23
NAMES = [quantity.name for quantity in QUANTITIES]


def choose(view: TimeView, name: str) -> None:
    view._quantities.choose(NAMES.index(name))
    view.grab()


def shown(qtbot: QtBot, run: Run, project: Project) -> TimeView:
    """A view of the first STEPS steps."""
    view = TimeView()
    ready(qtbot, run, project)
    show(qtbot, view, run, 800, 400)
    reach(qtbot, run, "paused", lambda: run.step(STEPS))
    view.grab()
    return view


def readings(view: TimeView, step: int) -> list[str]:
    """What the legend says of every row at a step."""
    frame = view.canvas.frame(view.heat)
    each = frame.height() / len(view.heat.rows)
    made = []
    for row in range(len(view.heat.rows)):
        (reading,) = view.heat.readings(step, frame.top() + (row + 0.5) * each)
        assert reading.label == view.heat.rows[row].name
        made.append(reading.value)
    return made


def trained(prepared: Prepared) -> Trainer:
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(STEPS))
    return trainer


@pytest.mark.parametrize("net", small_nets())
def test_tensors_read_what_is_computed_apart(qtbot: QtBot, run: Run, net: str) -> None:
    view = shown(qtbot, run, small_nets()[net])
    trainer = trained(prepare(small_nets()[net]))
    gradients, before = trainer.gradients(), trainer.values()
    list(trainer.make(1))
    after = trainer.values()
    expected = {
        "Gradient": gradients,
        "Weights": before,
        "Update / weight": {
            name: (after[name] - before[name]) / np.linalg.norm(before[name]) for name in before
        },
    }
    for name, tensors in expected.items():
        choose(view, name)
        norms = [np.linalg.norm(tensors[tensor]) for tensor in trainer.tensors]
        seen = [float(word.replace(",", "")) for word in readings(view, STEPS)]
        np.testing.assert_allclose(seen, norms, rtol=6e-3)


@pytest.mark.parametrize("net", small_nets())
def test_layers_read_what_is_computed_apart(qtbot: QtBot, run: Run, net: str) -> None:
    view = shown(qtbot, run, small_nets()[net])
    prepared = prepare(small_nets()[net])
    answers = trained(prepared).predict(prepared.train.x[:128])
    choose(view, "Activation mean")
    assert float(readings(view, STEPS)[-1]) == pytest.approx(answers.mean(), rel=6e-3)
    choose(view, "Activation deviation")
    assert float(readings(view, STEPS)[-1]) == pytest.approx(answers.std(), rel=6e-3)


def test_only_layers_that_can_be_shut_have_a_row(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, small_nets()["mlp"])
    choose(view, "Dead or saturated")
    assert [row.node for row in view.heat.rows] == [2, 3]
    assert all(word.endswith(" %") for word in readings(view, STEPS))
    assert [words for _, words in view.heat.shades.ticks(3)] == ["0 %", "50 %", "100 %"]


def test_without_such_layers_the_legend_says_so(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, deep(0))
    choose(view, "Dead or saturated")
    (reading,) = view.heat.readings(None, float("nan"))
    assert "no layer" in reading.label
    assert not view.failed


def test_a_click_picks_the_layer_of_a_row(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, small_nets()["mlp"])
    choose(view, "Activation mean")
    frame = view.canvas.frame(view.heat)
    assert view.heat.click(frame.bottom() - 2) == view.heat.rows[-1].node
    point(view.canvas, view.canvas.scale.pixel(5), frame.bottom() - 2)
    view.grab()
    assert not view.failed


def test_zero_weights_have_no_update_and_are_not_broken(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    choose(view, "Update / weight")
    assert readings(view, 0)[1] == "–"


def test_two_hundred_tensors_fit(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, deep(100))
    for name in NAMES:
        choose(view, name)
        assert not view.failed
    choose(view, "Weights")
    assert len(view.heat.rows) == 202
    assert len(readings(view, STEPS)) == 202


def test_low_rows_have_as_many_names_as_can_be_read(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, deep(29))
    frame = view.canvas.frame(view.heat)
    assert frame.height() / len(view.heat.rows) < 5
    marks = [mark for mark in view.heat._labels(frame) if mark.words]
    assert len(marks) >= frame.height() / 2 / NAMED
    places = [mark.at for mark in marks]
    assert min(np.diff(places)) >= NAMED
    view.select(frozenset({12}))
    (chosen,) = (mark for mark in view.heat._labels(frame) if mark.strong)
    assert chosen.words == run.info.project.graph.nodes[12].name  # type: ignore[union-attr]


def test_the_numbers_can_be_saved(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, small_nets()["mlp"])
    choose(view, "Weights")
    everything, weights = view.tables()
    assert (everything.name, weights.name) == ("all numbers", "weight norms")
    head, rows = weights.fill()
    rows = list(rows)
    assert head[2:] == list(run.info.tensors)  # type: ignore[union-attr]
    assert rows[-1][1] == STEPS
    spreads = run.history.spreads
    np.testing.assert_allclose(rows[-1][2:], spreads.of_gauge("weight")[-1], rtol=1e-5)
    choose(view, "Gradient")
    assert [table.name for table in view.tables()] == ["all numbers"]


def test_another_run_keeps_the_quantity(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    choose(view, "Activation deviation")
    project = spiral()
    ready(qtbot, run, dataclasses.replace(project, training=replace(project.training, seed=7)))
    assert view.heat.quantity.name == "Activation deviation"
    assert view._quantities.text() == "Activation deviation"


def test_what_is_not_finite_is_counted_and_zero_is_explained(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    norms = np.ones((5, 4), np.float32)
    norms[2, 1], norms[3, 1], norms[4, 2] = np.nan, np.inf, np.inf
    norms[1, 0] = 0.0
    run.history.add(more(run, norms))
    view.refresh()
    view.grab()
    words = {reading.label: reading.color for reading in view._heat_legend.readings}
    assert words["not finite in 2 of 4"] == theme.current().color("bad")
    assert "zero" in words


def more(run: Run, norms: np.ndarray) -> Report:
    """A report of the steps that follow, with these norms."""
    return Report(run.history.last + 1, 1, np.ones(len(norms)), norms, 0.1, 0.01)
