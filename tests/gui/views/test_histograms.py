"""The histogram view: bands of the selected layer, with the quantiles of the history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from bpgui.gui import theme
from bpgui.gui.run import Run
from bpgui.gui.spread import QUANTILES, Broken, SpreadProbe
from bpgui.gui.views.bands.spread import SpreadBand
from bpgui.gui.views.histograms import HistogramView
from bpgui.project.session import start
from tests.gui.projects import reach, ready, spiral, trainer_of
from tests.gui.views.show import point, show


@pytest.fixture
def view(qtbot: QtBot, run: Run) -> HistogramView:
    made = HistogramView()
    ready(qtbot, run, spiral())
    show(qtbot, made, run, 700, 360)
    for _ in range(3):
        reach(qtbot, run, "paused", run.epoch)
    made.grab()
    return made


def bands(view: HistogramView) -> list[SpreadBand]:
    assert view.canvas is not None
    return [band for band in view.canvas.bands if isinstance(band, SpreadBand)]


def test_there_is_a_band_a_tensor_and_one_for_the_activations(view: HistogramView) -> None:
    assert [band.name for band in bands(view)] == ["W", "b", "activations"]
    view._kinds.choose(1)
    assert [band.name for band in bands(view)] == ["∂L/∂W", "∂L/∂b", "activations"]


def test_the_bands_are_the_quantiles_of_the_weights(view: HistogramView, run: Run) -> None:
    assert run.state is not None
    weights = run.state.parameters["Dense/weight"]
    expected = np.quantile(weights, QUANTILES, method="nearest")
    np.testing.assert_allclose(bands(view)[0]._rows[-1], expected, rtol=1e-6)
    assert bands(view)[0]._steps[-1] == 120


def test_it_turns_to_the_selected_layer(view: HistogramView, run: Run, qtbot: QtBot) -> None:
    view.select(frozenset({3}))
    qtbot.waitUntil(lambda: len(bands(view)[0]._rows) > 0, timeout=10_000)
    assert run.state is not None
    weights = run.state.parameters["Dense 2/weight"]
    assert bands(view)[0]._rows[-1][-1] == pytest.approx(float(weights.max()))
    view.select(frozenset({1}))
    assert [band.name for band in bands(view)] == ["W", "b", "activations"]


def test_the_cursor_reads_the_quantiles(view: HistogramView) -> None:
    assert view.canvas is not None
    frame = view.canvas.frame(bands(view)[0])
    point(view.canvas, view.canvas.scale.pixel(80), frame.center().y())
    (reading,) = bands(view)[0].readings(view.canvas.range.cursor, 0.0)
    assert len(reading.value.split(" … ")) == 5


def test_what_passed_while_it_was_hidden_is_there_when_it_is_shown(
    view: HistogramView, run: Run, qtbot: QtBot
) -> None:
    view.hide()
    for _ in range(2):
        reach(qtbot, run, "paused", run.epoch)
    view.show()

    def shown() -> set[float]:
        view.grab()
        return set(bands(view)[0]._steps.tolist())

    qtbot.waitUntil(lambda: {160.0, 200.0} <= shown(), timeout=10_000)


def test_bands_that_have_no_room_are_scrolled(view: HistogramView) -> None:
    view.resize(400, 140)
    view.grab()
    assert view.canvas is not None
    frames = [view.canvas.frame(band) for band in bands(view)]
    assert min(frame.height() for frame in frames) >= 36
    assert view.canvas.height() > view.height()


def test_numbers_that_are_not_finite_are_counted_and_marked(view: HistogramView, run: Run) -> None:
    last = run.history.spreads._moments[-1]
    rows = np.full_like(last.values, np.nan)
    counted = Broken(np.array([5, 0, 0, 0]), np.zeros(4, int), np.zeros(2, int))
    run.history.spreads.add(replace(last, values=rows, broken=counted))
    view.refresh()
    view.grab()
    weight, bias, *_ = bands(view)
    (reading,) = weight.readings(None, float("nan"))
    assert reading.label == "5 not finite"
    assert reading.color == theme.current().color("bad")
    assert len(weight._gaps.data) == 1
    assert len(bias._gaps.data) == 0
    (table,) = view.tables()
    head, lines = table.fill()
    assert (head[0], head[-1]) == ("of", "not finite")
    lines = list(lines)
    assert {line[0] for line in lines} == {"W", "b", "activations"}
    assert [line[-1] for line in lines if line[0] == "W"][-1] == 5


def test_a_run_that_ended_at_once_has_words_of_its_own(qtbot: QtBot, run: Run) -> None:
    view = HistogramView()
    ready(qtbot, run, spiral())
    show(qtbot, view, run)
    assert "No steps yet" in view.words
    (report,) = start(spiral()).make(1)
    run.history.spreads.rewind(-1)
    run.history.add(report)
    assert run.info is not None
    run.history.spreads.add(SpreadProbe().take(trainer_of(run), run.info.prepared))
    view.refresh()
    assert "Seen only once" in view.words
