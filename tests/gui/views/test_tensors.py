"""The tensor view: every number in its place, none lost, broken ones told."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from bpgui.data.sources.digits import Digits
from bpgui.gui.run import Run
from bpgui.gui.views.matrix.layout import GAP, index_at, layout
from bpgui.gui.views.matrix.probe import BINS, BROKEN, GAP_COLOR, portrait
from bpgui.gui.views.tensors import TensorView
from tests.gui.projects import reach, ready, spiral, trainer_of, with_source
from tests.gui.views.show import point, show


@pytest.fixture
def view(qtbot: QtBot, run: Run) -> TensorView:
    made = TensorView()
    ready(qtbot, run, spiral())
    show(qtbot, made, run)
    reach(qtbot, run, "paused", run.epoch)
    qtbot.waitUntil(lambda: bool(made.canvas.portraits), timeout=10_000)
    made.grab()
    return made


def test_it_shows_the_values_of_the_first_layer_until_another_is_selected(
    view: TensorView, run: Run, qtbot: QtBot
) -> None:
    assert run.state is not None
    names = [portrait.name for portrait in view.canvas.portraits]
    assert names == ["Dense/weight", "Dense/bias"]
    for shown in view.canvas.portraits:
        np.testing.assert_array_equal(shown.values, run.state.parameters[shown.name])
    view.select(frozenset({3}))
    qtbot.waitUntil(lambda: bool(view.canvas.portraits), timeout=10_000)
    assert [p.name for p in view.canvas.portraits] == ["Dense 2/weight", "Dense 2/bias"]


def test_gradients_are_those_of_the_last_step(view: TensorView, run: Run, qtbot: QtBot) -> None:
    view._kinds.choose(1)
    qtbot.waitUntil(lambda: bool(view.canvas.portraits), timeout=10_000)
    trainer = trainer_of(run)
    gradients = trainer.gradients()
    norms = run.history.norms(39, 40, 10).mean[-1]
    for index, shown in enumerate(view.canvas.portraits):
        np.testing.assert_array_equal(shown.values, gradients[shown.name])
        assert math.log10(shown.norm) == pytest.approx(float(norms[index]), abs=1e-4)


def test_choosing_what_is_chosen_already_takes_nothing_away(view: TensorView) -> None:
    before = view.canvas.portraits
    view._kinds.choose(0)
    assert view.canvas.portraits is before


def test_the_number_under_the_pointer_is_told(view: TensorView, run: Run, qtbot: QtBot) -> None:
    place = view.canvas.places()[0]
    x = place.left() + place.width() * 0.75
    point(view.canvas, x, place.top() + place.height() * 0.4)
    assert run.state is not None
    value = float(run.state.parameters["Dense/weight"][1, 1])
    assert view._spot.text().startswith("W[2, 2] = ")
    assert float(view._spot.text().partition(" = ")[2]) == pytest.approx(value, rel=1e-6)
    point(view.canvas, 1, 1)
    assert view._spot.text() == ""


def test_a_layer_without_weights_says_so(view: TensorView) -> None:
    view.select(frozenset({1}))
    assert view.speaking
    assert "Input has no weights" in view.words
    assert view.probe() is None
    view.select(frozenset({2}))
    assert not view.speaking


def test_weights_of_pictures_are_shown_as_pictures(qtbot: QtBot, run: Run) -> None:
    view = TensorView()
    ready(qtbot, run, with_source(Digits(), outputs=10, inputs=64))
    show(qtbot, view, run)
    qtbot.waitUntil(lambda: bool(view.canvas.portraits), timeout=10_000)
    assert view.canvas.portraits[0].picture == (8, 8)


shapes = st.one_of(
    st.tuples(st.integers(1, 9)),
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    st.tuples(*[st.integers(1, 5)] * 3),
    st.tuples(*[st.integers(1, 4)] * 4),
)


@given(shapes)
def test_a_layout_has_every_number_exactly_once(shape: tuple[int, ...]) -> None:
    places = layout(shape).places
    seen = places[places != GAP]
    assert sorted(seen.tolist()) == list(range(math.prod(shape)))


@given(st.integers(1, 12), st.integers(1, 6), st.integers(1, 6))
def test_tiles_keep_every_row_together(rows: int, height: int, width: int) -> None:
    places = layout((rows, height * width), (height, width)).places
    assert sorted(places[places != GAP].tolist()) == list(range(rows * height * width))
    y, x = np.argwhere(places == 0)[0]
    tile = places[y : y + height, x : x + width]
    np.testing.assert_array_equal(tile.ravel(), np.arange(height * width))


def test_colours_are_symmetric_about_zero_and_broken_numbers_have_their_own() -> None:
    values = np.array([[-2.0, 0.0, 2.0], [np.nan, np.inf, 1.0]])
    made = portrait("A/weight", values)
    assert made.indices[0, 0] == 0
    assert made.indices[0, 2] == 253
    assert made.indices[0, 1] in (126, 127)
    assert made.indices[1, :2].tolist() == [BROKEN, BROKEN]
    assert made.broken == 2
    assert made.largest == 2.0
    assert made.counts.sum() == 4


def test_gaps_between_tiles_have_the_ground_s_colour() -> None:
    made = portrait("A/weight", np.ones((2, 3, 2, 2)))
    assert (made.indices == GAP_COLOR).any()


def test_histograms_count_every_number() -> None:
    values = np.linspace(-1, 1, 1001)
    counts = portrait("A/weight", values).counts
    assert len(counts) == BINS
    assert counts.sum() == 1001
    assert abs(int(counts[0]) - int(counts[-1])) <= 1


@pytest.mark.parametrize("values", [np.zeros((2, 2)), np.full((2, 2), np.nan), np.array(3.0)])
def test_all_zero_all_broken_and_a_single_number_have_portraits(values: np.ndarray) -> None:
    made = portrait("A/weight", values)
    assert math.isfinite(made.norm)
    assert math.isfinite(made.mean)


def test_places_count_from_zero() -> None:
    assert index_at((3, 4), 7) == (1, 3)
