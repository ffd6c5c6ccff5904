"""The results view: counts, rates and rows are those of the network's own answers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from bpgui.data import MinMax
from bpgui.data.sources.digits import Digits
from bpgui.data.sources.iris import Iris
from bpgui.engine.declaration import replace
from bpgui.gui.format import number
from bpgui.gui.run import Run
from bpgui.gui.views.kit.picture_shape import picture_shape
from bpgui.gui.views.kit.pictures import row_image
from bpgui.gui.views.outcome.probe import Outcome, rates
from bpgui.gui.views.outcome.scatter import ScatterCanvas
from bpgui.gui.views.results import ResultsView, _short
from bpgui.project.examples import load_example
from bpgui.project.project import Project
from tests.gui.projects import reach, ready, sine, spiral, trainer_of, with_source
from tests.gui.views.show import point, show


def shown(qtbot: QtBot, run: Run, project: Project) -> ResultsView:
    view = ResultsView()
    ready(qtbot, run, project)
    show(qtbot, view, run)
    reach(qtbot, run, "paused", run.epoch)
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=10_000)
    view.grab()
    return view


def iris() -> Project:
    return with_source(Iris(), outputs=3, inputs=4)


def test_the_matrix_counts_every_validation_row_once(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, iris())
    assert run.info is not None
    prepared = run.info.prepared
    trainer = trainer_of(run)
    told = prepared.decode(trainer.predict(prepared.validation.x))
    wanted = prepared.split.validation.targets
    expected = np.zeros((3, 3), int)
    np.add.at(expected, (wanted, told), 1)
    np.testing.assert_array_equal(view.confusion.counts, expected)
    assert run.standing.val_accuracy == pytest.approx(np.trace(expected) / expected.sum())


def test_the_training_rows_can_be_looked_at_as_well(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, iris())
    view._parts.choose(1)
    qtbot.waitUntil(
        lambda: view.confusion.counts is not None and view.confusion.counts.sum() == 120,
        timeout=10_000,
    )


def test_a_click_on_a_cell_shows_its_rows_and_another_the_mistakes(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, iris())
    assert view.confusion.counts is not None
    row, column = (int(i) for i in np.argwhere(view.confusion.counts)[0])
    place = view.confusion._rect(row, column).center().toPoint()
    qtbot.mouseClick(view.confusion, Qt.MouseButton.LeftButton, pos=place)
    assert len(view.samples.samples) == view.confusion.counts[row, column]
    assert view.samples.heading.endswith(f": {view.confusion.counts[row, column]}")
    qtbot.mouseClick(view.confusion, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert all(not sample.right for sample in view.samples.samples)


def test_digits_are_shown_as_pictures(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, with_source(Digits(), outputs=10, inputs=64))
    assert view.samples.samples
    assert view.samples.samples[0].picture is not None


def test_a_regression_shows_predictions_against_targets(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, sine())
    assert run.info is not None
    prepared = run.info.prepared
    trainer = trainer_of(run)
    answers = trainer.predict(prepared.validation.x)
    np.testing.assert_allclose(view.scatter.answers, answers.ravel(), rtol=1e-6)
    np.testing.assert_array_equal(view.scatter.targets, prepared.validation.t.ravel())
    assert [table.name for table in view.tables()] == ["predictions"]


def test_a_regression_is_shown_in_the_unit_of_its_data(qtbot: QtBot, run: Run) -> None:
    project = sine()
    data = replace(project.data, target_scaler=MinMax(low=-5.0, high=40.0))
    view = shown(qtbot, run, dataclasses.replace(project, data=data))
    assert run.info is not None
    prepared = run.info.prepared
    answers = trainer_of(run).predict(prepared.validation.x)
    scaler = prepared.target_scaler
    expected = answers.ravel() * scaler.scale + scaler.shift
    np.testing.assert_allclose(view.scatter.answers, expected, rtol=1e-6)
    np.testing.assert_allclose(view.scatter.targets, prepared.split.validation.targets.ravel())


def test_without_validation_rows_the_training_rows_are_shown(qtbot: QtBot, run: Run) -> None:
    from dataclasses import replace as put

    from bpgui.engine.declaration import replace

    project = iris()
    project = put(project, data=replace(project.data, validation=0.0))
    view = shown(qtbot, run, project)
    assert view.confusion.counts is not None
    assert view.confusion.counts.sum() == 150
    assert not view._parts.isEnabled()


def test_precision_and_recall() -> None:
    precision, recall = rates(np.array([[8, 2, 0], [1, 9, 0], [0, 0, 0]]))
    np.testing.assert_allclose(precision, [8 / 9, 9 / 11, np.nan])
    np.testing.assert_allclose(recall, [0.8, 0.9, np.nan])


def test_the_surest_mistake_comes_first() -> None:
    wanted, got = np.array([0, 0, 1, 1]), np.array([1, 0, 0, 0])
    sure = np.array([0.2, 0.9, 0.5, 0.7])
    outcome = Outcome(np.zeros((4, 2)), np.zeros((4, 2)), wanted, got, sure)
    assert outcome.mistakes().tolist() == [3, 2, 0]
    assert outcome.cell(1, 0).tolist() == [3, 2]
    assert outcome.confusion(2).tolist() == [[1, 1], [2, 0]]


@pytest.mark.parametrize(
    ("shape", "picture"),
    [
        ((64,), (8, 8)),
        ((784,), (28, 28)),
        ((4,), ()),
        ((65,), ()),
        ((1, 8, 9), (8, 9)),
        ((3, 5, 5), (5, 5)),
        ((2, 5, 5), ()),
        ((7, 3), ()),
    ],
)
def test_which_rows_are_pictures(shape: tuple[int, ...], picture: tuple[int, ...]) -> None:
    assert picture_shape(shape) == picture


def test_pictures_run_from_dark_to_light_and_keep_their_place() -> None:
    image = row_image(np.arange(6.0), (2, 3), 0.0, 5.0)
    grey = [[image.pixelColor(x, y).red() for x in range(3)] for y in range(2)]
    assert grey == [[0, 51, 102], [153, 204, 255]]
    color = row_image(np.array([5.0, 0, 0, 5.0, 0, 0]), (1, 2), 0.0, 5.0)
    assert color.pixelColor(0, 0).getRgb()[:3] == (255, 0, 0)
    assert color.pixelColor(1, 0).getRgb()[:3] == (0, 255, 0)


def test_a_variational_auto_encoder_shows_what_it_rebuilds_and_what_it_makes_up(
    qtbot: QtBot, run: Run
) -> None:
    view = ResultsView()
    ready(qtbot, run, load_example("vae"))
    show(qtbot, view, run)
    reach(qtbot, run, "paused", run.epoch)
    qtbot.waitUntil(lambda: run.settled)
    seen = view.pictures.rebuilt
    assert seen is not None
    assert run.info is not None
    trainer = trainer_of(run)
    values = trainer.values()
    rows = run.info.prepared.validation.x[:10]
    np.testing.assert_allclose(seen.originals, rows)
    np.testing.assert_allclose(seen.rebuilt, trainer.predict(rows), rtol=1e-5)
    z = np.random.default_rng(0).standard_normal((8, 10)).astype(np.float32)
    hidden = np.maximum(values["Decoder/weight"] @ z + values["Decoder/bias"][:, None], 0)
    made = values["Output/weight"] @ hidden + values["Output/bias"][:, None]
    np.testing.assert_allclose(seen.drawn, 1 / (1 + np.exp(-made.T)), rtol=1e-4)
    button = view.findChild(QPushButton, "results_others")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.pictures.rebuilt is not seen)
    others = view.pictures.rebuilt
    assert others is not None
    assert not np.allclose(others.drawn, seen.drawn)
    np.testing.assert_array_equal(others.rebuilt, seen.rebuilt)


def test_a_plain_auto_encoder_makes_nothing_up(qtbot: QtBot, run: Run) -> None:
    view = ResultsView()
    ready(qtbot, run, load_example("autoencoder"))
    show(qtbot, view, run)
    qtbot.waitUntil(lambda: view.pictures.rebuilt is not None)
    assert view.pictures.rebuilt is not None
    assert len(view.pictures.rebuilt.drawn) == 0
    view.grab()


@pytest.mark.parametrize("project", [spiral, sine])
def test_answers_that_are_not_finite_are_counted(qtbot: QtBot, run: Run, project) -> None:  # type: ignore[no-untyped-def]
    view = shown(qtbot, run, project())
    outcome = view.outcome
    assert outcome is not None
    label = view.findChild(QLabel, "results_broken")
    assert label.text() == ""
    answers = outcome.answers.copy()
    answers[:3, 0] = np.nan, np.inf, -np.inf
    view._show(dataclasses.replace(outcome, answers=answers))
    assert label.text() == "3 answers not finite"
    view.grab()
    assert not view.failed


def test_predictions_outside_of_the_picture_are_counted() -> None:
    canvas = ScatterCanvas()
    targets = np.linspace(0, 1, 10)
    canvas.show_pairs(targets, np.array([0.5] * 6 + [1e9, -1e9, 1.2, np.nan]))
    assert canvas.outside == 3


@pytest.mark.parametrize(
    ("value", "words"), [(3.0, "3"), (0.5, "0.500"), (-2.0, "-2"), (1e9, "1.00e9")]
)
def test_whole_numbers_among_the_inputs_stay_whole(value: float, words: str) -> None:
    assert _short(value) == words


def test_a_mistake_under_the_pointer_is_told_and_a_click_takes_its_row(
    qtbot: QtBot, run: Run
) -> None:
    view = shown(qtbot, run, iris())
    samples = view.samples
    assert len(samples.samples) > 1
    assert not samples.samples[0].right
    place = samples._line(1).center()
    point(samples, place.x(), place.y())
    row = samples.samples[1].row
    assert samples.toolTip().find(f"Row {row + 1}: ") >= 0
    assert view.outcome is not None
    got = int(view.outcome.got[row])
    assert number(float(view.outcome.answers[row, got]), 3) in samples.toolTip()
    with qtbot.waitSignal(view.sampled) as taken:
        qtbot.mouseClick(samples, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert taken.args == [True, row]
    assert run.info.prepared.task.features[3] in samples.toolTip()  # type: ignore[union-attr]
    # Under the last and over the first there is none.
    assert samples.sample_at(5, 5) is None
    assert run.info is not None
    inputs = run.info.prepared.split.validation.inputs[row]
    assert samples.samples[1].values == tuple(_short(float(v)) for v in inputs)


def test_a_point_of_a_regression_is_told_and_taken(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, sine())
    scatter = view.scatter
    assert scatter._scales is not None
    assert view.outcome is not None
    across, up = scatter._scales
    inside = np.abs(view.outcome.answers - view.outcome.targets).ravel().argmin()
    x = float(across.pixel(float(view.outcome.targets[inside, 0])))
    y = float(up.pixel(float(view.outcome.answers[inside, 0])))
    found = scatter.point_at(x, y)
    point(scatter, x, y)
    assert scatter.toolTip().startswith(f"Row {found + 1}, target ")
    with qtbot.waitSignal(view.sampled) as taken:
        qtbot.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert taken.args[0] is True
    assert (
        np.hypot(
            across.pixel(float(view.outcome.targets[taken.args[1], 0])) - x,
            up.pixel(float(view.outcome.answers[taken.args[1], 0])) - y,
        )
        <= 2
    )
    off = np.abs(view.outcome.answers - view.outcome.targets)
    assert view._score.text() == f"{len(off)} rows, MAE {number(float(off.mean()), 3)}"
    assert number(float(np.sqrt(np.square(off).mean()))) in view._score.toolTip()
    assert scatter.point_at(-50, -50) == -1


def test_numbers_of_several_outputs_belong_to_their_rows() -> None:
    canvas = ScatterCanvas()
    canvas.resize(400, 300)
    canvas.show_pairs(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 3.5]), 2)
    canvas.grab()
    assert canvas._words(3) == "row 2, output 2, target 3.000, predicted 3.500"
