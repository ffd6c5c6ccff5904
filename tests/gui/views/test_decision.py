"""The decision view: colours are the network's own answers, rings are its own errors."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from bpgui.data.sources.digits import Digits
from bpgui.data.sources.iris import Iris
from bpgui.gui import theme
from bpgui.gui.run import Run
from bpgui.gui.views.decision import DecisionView
from bpgui.gui.views.surface import frames
from bpgui.gui.views.surface.canvas import nearest_point
from bpgui.gui.views.surface.colors import paint_table
from bpgui.gui.views.surface.points import Points, draw, draw_wrong
from bpgui.gui.views.surface.probe import BROKEN, GRID, TOP, PlaneProbe, pixels
from bpgui.project.project import Project
from bpgui.project.session import prepare
from tests.gui.projects import reach, ready, sine, spiral, trainer_of, with_source
from tests.gui.views.show import show


def shown(qtbot: QtBot, run: Run, project: Project) -> DecisionView:
    view = DecisionView()
    ready(qtbot, run, project)
    show(qtbot, view, run)
    reach(qtbot, run, "paused", run.epoch)
    qtbot.waitUntil(lambda: view.canvas.answer is not None, timeout=10_000)
    view.grab()
    return view


def iris() -> Project:
    return with_source(Iris(), outputs=3, inputs=4)


def test_the_values_are_the_network_s_answers(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    frame, answer = view.canvas.frame, view.canvas.answer
    assert answer is not None
    assert run.info is not None
    for row, column in ((0, 0), (GRID - 1, 0), (17, 60)):
        x = np.linspace(frame.left, frame.right, GRID)[column]
        y = np.linspace(frame.bottom, frame.top, GRID)[row]
        trainer = trainer_of(run)
        expected = trainer.predict(run.info.prepared.prepare(np.array([[x, y]])))
        np.testing.assert_allclose(answer.values[row, column], expected[0], rtol=1e-4, atol=1e-6)
        assert view.canvas.values_at(x, y) == pytest.approx(expected[0].tolist(), rel=1e-4)


def test_rings_mark_exactly_the_rows_that_are_wrong(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    answer, seen = view.canvas.answer, run.standing
    assert answer is not None
    assert seen.accuracy is not None
    assert seen.val_accuracy is not None
    assert 1 - answer.wrong_train.mean() == pytest.approx(seen.accuracy)
    assert 1 - answer.wrong_validation.mean() == pytest.approx(seen.val_accuracy)


def test_the_first_row_of_the_picture_is_the_top() -> None:
    values = np.zeros((GRID, GRID, 1), np.float32)
    values[-1] = 1.0
    made = pixels(values, 0.0, 1.0, discrete=False)
    assert made[0].min() == TOP
    assert made[-1].max() == 0


def test_discrete_pictures_have_two_colours() -> None:
    values = np.random.default_rng(0).random((GRID, GRID, 1)).astype(np.float32)
    assert set(np.unique(pixels(values, 0.0, 1.0, True))) == {0, TOP}


def test_several_classes_get_the_colour_of_the_strongest() -> None:
    values = np.zeros((GRID, GRID, 3), np.float32)
    values[:, :50, 0] = values[:, 50:, 2] = 1.0
    made = pixels(values, 0.0, 1.0, False)
    table = paint_table(theme.DARK, 3)
    left, right = QColor(table[made[5, 5]]), QColor(table[made[5, -5]])
    first, third = theme.DARK.series_color(0), theme.DARK.series_color(2)
    for color, wanted in ((left, first), (right, third)):
        assert distance(color, wanted) < distance(color, theme.DARK.color("neutral"))


def distance(one: QColor, other: QColor) -> float:
    return float(np.linalg.norm(np.subtract(one.getRgb(), other.getRgb())))  # type: ignore[call-overload]


@pytest.mark.parametrize("outputs", [1, 2, 3])
def test_answers_that_are_no_numbers_have_a_colour_of_their_own(outputs: int) -> None:
    values = np.full((GRID, GRID, outputs), 0.5, np.float32)
    values[0, 2, 0] = np.nan
    values[0, 3, 0] = np.inf
    made = pixels(values, 0.0, 1.0, False)
    assert made.shape == (3 * GRID, 3 * GRID)
    assert (made == BROKEN).sum() == 2 * 9
    assert (made[-3:, 6:12] == BROKEN).all()
    assert paint_table(theme.DARK, outputs)[BROKEN] == QColor(theme.DARK.bad).rgba()


def test_validation_points_have_another_shape_and_can_be_hidden(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    train, validation = view.canvas.points
    assert (train.square, validation.square) == (False, True)
    assert (len(train.at), len(validation.at)) == (400, 100)
    before = view.canvas.grab().toImage()
    qtbot.mouseClick(view.side.validation, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert view.canvas.grab().toImage() != before


def test_the_most_telling_of_many_features_are_looked_at_first(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, iris())
    assert view.canvas.names == ("petal length (cm)", "petal width (cm)")
    combo = view.side.findChild(QComboBox, "feature_x")
    assert combo is not None
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    qtbot.waitUntil(lambda: view.canvas.answer is not None, timeout=10_000)
    assert view.canvas.names[0] == "sepal length (cm)"
    probe = view.probe()
    assert isinstance(probe, PlaneProbe)
    assert (probe.frame.x, probe.frame.y) == (0, 3)


def test_some_of_many_rows_are_enough_to_tell_so(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = prepare(iris())
    expected = frames.telling(prepared)
    monkeypatch.setattr(frames, "_JUDGED", 30)
    assert frames.telling(prepared) == expected == (2, 3)
    frame = frames.plane(prepared, *expected)
    everything = np.concatenate([prepared.split.train.inputs, prepared.split.validation.inputs])
    assert frame.left < everything[:, 2].min() < everything[:, 2].max() < frame.right


def test_one_input_gives_a_curve_through_the_network_s_answers(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, sine())
    answer, frame = view.canvas.answer, view.canvas.frame
    assert answer is not None
    assert answer.indices is None
    middle = len(answer.values) // 2
    x = np.linspace(frame.left, frame.right, len(answer.values))[middle]
    assert run.info is not None
    trainer = trainer_of(run)
    expected = trainer.predict(run.info.prepared.prepare(np.array([[x]])))
    np.testing.assert_allclose(answer.values[middle], expected[0], rtol=1e-4)


def test_pictures_as_inputs_are_told_to_look_elsewhere(qtbot: QtBot, run: Run) -> None:
    view = DecisionView()
    ready(qtbot, run, with_source(Digits(), outputs=10, inputs=64))
    show(qtbot, view, run)
    assert view.speaking
    assert "Tensors" in view.words
    assert view.probe() is None


def test_a_diverging_rate_of_features_that_never_change_is_no_error(qtbot: QtBot, run: Run) -> None:
    """The frame of a constant feature still has a width."""
    from bpgui.gui.views.surface.frames import _padded

    low, high = _padded(2.0, 2.0, 0.08)
    assert low < 2.0 < high


def test_curves_that_cannot_be_seen_are_told(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, sine())
    answer = view.canvas.answer
    assert answer is not None
    assert view.side._broken.text() == ""
    view._show_answer(dataclasses.replace(answer, values=answer.values + 1e9))
    assert view.side._broken.text() == "All answers lie outside of the picture"
    values = answer.values.copy()
    values[7] = np.nan
    view._show_answer(dataclasses.replace(answer, values=values))
    assert view.side._broken.text() == "1 of 400 answers are not numbers"


@pytest.mark.parametrize("width", [240, 260, 400])
def test_all_that_is_said_beside_a_low_picture_is_seen_and_nothing_lies_over_another(
    qtbot: QtBot, run: Run, width: int
) -> None:
    view = shown(qtbot, run, iris())
    # As much room as there is in a window of 1280 by 800.
    side, size = view.side, QSize(width, 218)
    view.resize(size.width() + 214, size.height())
    parts = [part for part in side.findChildren(QWidget) if part.isVisible() and _said(part)]
    boxes = [part.geometry() for part in parts if part.parentWidget() is side]
    assert len(boxes) >= 9
    for index, box in enumerate(boxes):
        assert side.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[index + 1 :])
    assert side.height() <= size.height()


def _said(part: QWidget) -> bool:
    return not isinstance(part, QLabel) or bool(part.text())


def test_many_mistakes_do_not_bury_what_lies_below_them() -> None:
    theme_before = theme.current()
    image = QImage(60, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(theme_before.color("neutral")))
    at = np.column_stack([np.linspace(0, 1, 12), np.full(12, 0.5)])
    dots = Points(at, np.zeros(12), 2, square=False)
    painter = QPainter(image)
    x, y = at[:, 0] * 48 + 6, np.full(12, 10.0)
    draw(painter, dots, x, y)
    draw_wrong(painter, dots, np.arange(12), x, y)
    painter.end()
    own = theme_before.color("negative").rgb()
    middle = [image.pixel(column, 10) for column in range(60)]
    assert sum(pixel == own for pixel in middle) >= 15
    assert any(pixel == QColor(theme_before.text).rgb() for pixel in middle)


@pytest.mark.parametrize("project", [spiral, iris])
def test_what_is_under_the_pointer_is_told_in_words(qtbot: QtBot, run: Run, project) -> None:  # type: ignore[no-untyped-def]
    view = shown(qtbot, run, project())
    assert run.info is not None
    prepared, points = run.info.prepared, view.canvas.points[1]
    view._hover(tuple(points.at[4]))
    answer, row = view.side.here.text().split("\n")
    told = prepared.task.classes[
        int(prepared.decode(np.array([view.canvas.values_at(*points.at[4])]))[0])
    ]
    assert answer.endswith(f", {told}")
    names = {prepared.task.classes[int(t)] for t in prepared.split.validation.targets}
    assert row.partition(": ")[2] in names
    assert row.startswith(("validation row", "training row"))
    view.canvas.show_train = view.canvas.show_validation = False
    view._hover(tuple(points.at[4]))
    assert "row" not in view.side.here.text()
    view._hover(None)
    assert view.side.here.text() == ""


def test_the_point_meant_is_the_nearest_one(qtbot: QtBot, run: Run) -> None:
    view = shown(qtbot, run, spiral())
    assert run.info is not None
    view.canvas.show_train = False
    points = view.canvas.points[1]
    for row in (0, 17, 99):
        found = nearest_point(view.canvas, *points.at[row])
        assert found is not None
        assert found[0] is points
        np.testing.assert_array_equal(points.at[found[1]], points.at[row])
    frame = view.canvas.frame
    assert nearest_point(view.canvas, frame.left, frame.bottom) is None
