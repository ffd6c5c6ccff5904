"""Loss and gradients over time: the right numbers, one axis, zoom, cursor, picking a row."""

from __future__ import annotations

from time import perf_counter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.engine.report import Evaluation, Report
from bpgui.gui.history import History
from bpgui.gui.run import Run
from bpgui.gui.views.bands.time_canvas import LONGEST
from bpgui.gui.views.time import TimeView
from tests.gui.projects import exploding, reach, ready, sine, spiral
from tests.gui.views.show import point, show


@pytest.fixture
def view(qtbot: QtBot, run: Run) -> TimeView:
    """A view of three epochs."""
    made = TimeView()
    ready(qtbot, run, spiral(epochs=3))
    show(qtbot, made, run, 800, 360)
    reach(qtbot, run, "finished", run.go)
    made.grab()
    return made


def move(view: TimeView, x: float, y: float) -> None:
    point(view.canvas, x, y)
    view.grab()


def test_the_curve_is_the_loss_of_every_step(view: TimeView, run: Run) -> None:
    view.loss.smoothing = 0.0
    view.canvas.stale()
    view.grab()
    training, validation = view.loss.curves
    losses = run.history.losses(0, 120, 1000).mean[:, 0]
    np.testing.assert_array_equal(training.values, losses)
    assert training.at.tolist() == list(range(1, 121))
    assert validation.values[-1] == run.standing.val_loss


def test_both_bands_have_the_same_steps_at_the_same_pixels(view: TimeView) -> None:
    loss, gradients = view.canvas.frame(view.loss), view.canvas.frame(view.heat)
    assert (loss.left(), loss.right()) == (gradients.left(), gradients.right())
    assert loss.bottom() < gradients.top()


def test_the_cursor_reads_the_exact_norm_of_the_row_under_it(
    view: TimeView, run: Run, qtbot: QtBot
) -> None:
    frame, scale = view.canvas.frame(view.heat), view.canvas.scale
    row = 2
    height = frame.height() / 4
    move(view, scale.pixel(50), frame.top() + (row + 0.5) * height)
    assert view.canvas.range.cursor == 50
    (reading,) = view.heat.readings(50, view.canvas.pointer)
    norm = 10 ** float(run.history.norms(0, 120, 1000).mean[49, row])
    assert reading.label == "Dense 2 W"
    assert float(reading.value) == pytest.approx(norm, rel=1e-3)


def test_the_legend_reads_the_loss_at_the_cursor(view: TimeView, run: Run, qtbot: QtBot) -> None:
    view.loss.smoothing = 0.0
    view.canvas.stale()
    view.grab()
    frame = view.canvas.frame(view.loss)
    move(view, view.canvas.scale.pixel(30), frame.center().y())
    training, _ = view.loss.readings(30, 0.0)
    loss = float(run.history.losses(0, 120, 1000).mean[29, 0])
    assert float(training.value) == pytest.approx(loss, rel=1e-2)
    move(view, 2, 2)
    assert view.canvas.range.cursor is None


def test_the_legend_says_which_loss_is_which(view: TimeView) -> None:
    assert [reading.label for reading in view._loss_legend.readings] == [
        "mini-batches",
        "validation",
    ]
    assert "of each mini-batch" in view._loss_legend.toolTip()
    view._units.choose(1)
    view.grab()
    assert [reading.label for reading in view._loss_legend.readings] == ["training", "validation"]
    assert "mini-batch" not in view._loss_legend.toolTip()


def test_the_validation_curve_is_told_by_a_disc_at_its_end(view: TimeView) -> None:
    training, validation = view._loss_legend.readings
    assert (training.disc, validation.disc) == (False, True)
    ends = view.loss._dots.data
    assert ends["x"].max() == view.loss.curves[1].at[-1]


def test_a_click_on_a_row_picks_its_node(view: TimeView, qtbot: QtBot) -> None:
    frame = view.canvas.frame(view.heat)
    with qtbot.waitSignal(view.picked) as picked:
        point = QPoint(round(frame.center().x()), round(frame.top() + frame.height() * 0.6))
        qtbot.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=point)
    assert picked.args == [3]


def test_the_selected_node_is_marked(view: TimeView) -> None:
    before = view.grab().toImage()
    view.select(frozenset({3}))
    assert view.grab().toImage() != before


def drag(qtbot: QtBot, view: TimeView, start: QPointF, end: QPointF) -> None:
    canvas, left = view.canvas, Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=start.toPoint())
    point(canvas, end.x(), end.y(), pressed=True)
    view.grab()
    qtbot.mouseRelease(canvas, left, pos=end.toPoint())
    view.grab()


def test_a_drag_zooms_both_bands_and_a_double_click_shows_all_again(
    view: TimeView, qtbot: QtBot
) -> None:
    frame, scale = view.canvas.frame(view.loss), view.canvas.scale
    y = frame.center().y()
    drag(qtbot, view, QPointF(scale.pixel(30), y), QPointF(scale.pixel(60), y))
    shown = view.canvas.range
    assert (shown.first, shown.last) == pytest.approx((30, 60), abs=0.5)
    assert not shown.follows
    qtbot.mouseDClick(view.canvas, Qt.MouseButton.LeftButton, pos=frame.center().toPoint())
    assert (shown.first, shown.last) == (0, 120)
    assert shown.follows


def test_a_high_box_zooms_the_loss_as_well(view: TimeView, qtbot: QtBot) -> None:
    frame, scale = view.canvas.frame(view.loss), view.canvas.scale
    before = view.loss._y
    top, bottom = frame.top() + frame.height() * 0.4, frame.top() + frame.height() * 0.8
    drag(qtbot, view, QPointF(scale.pixel(30), top), QPointF(scale.pixel(60), bottom))
    after = view.loss._y
    assert after.low == pytest.approx(before.value(round(bottom)), rel=0.02)
    assert after.high == pytest.approx(before.value(round(top)), rel=0.02)


def test_the_wheel_zooms_where_the_pointer_is(view: TimeView) -> None:
    scale = view.canvas.scale
    at = QPointF(scale.pixel(40), view.canvas.frame(view.loss).center().y())
    event = QWheelEvent(
        at,
        view.canvas.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.canvas, event)
    shown = view.canvas.range
    assert shown.last - shown.first == pytest.approx(120 * 0.64)
    assert view.canvas.scale.pixel(40) == pytest.approx(at.x())


def test_a_zoomed_view_stays_where_it_is_while_the_run_goes_on(
    view: TimeView, run: Run, qtbot: QtBot
) -> None:
    view.canvas.range.zoom(20, 40)
    reach(qtbot, run, "paused", run.epoch)
    assert (view.canvas.range.first, view.canvas.range.last) == (20, 40)
    view.canvas.show_all()
    assert view.canvas.range.last == 160


def test_keys_move_the_cursor_and_zoom(view: TimeView, qtbot: QtBot) -> None:
    qtbot.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.canvas.range.cursor == 119
    qtbot.keyClick(view.canvas, Qt.Key.Key_Plus)
    assert not view.canvas.range.follows
    qtbot.keyClick(view.canvas, Qt.Key.Key_Home)
    assert view.canvas.range.follows


def test_metrics_are_switched_by_name(view: TimeView, qtbot: QtBot, run: Run) -> None:
    for name, metric in (
        ("metric_accuracy", "accuracy"),
        ("metric_rate", "rate"),
        ("metric_loss", "loss"),
    ):
        button = view.findChild(QToolButton, name)
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        view.grab()
        assert view.loss.metric == metric
        assert view.loss.curves
    assert run.standing.val_accuracy is not None


def test_losses_are_those_of_all_rows_when_epochs_are_counted(view: TimeView, run: Run) -> None:
    view._units.choose(1)
    view.grab()
    training, validation = view.loss.curves
    seen = run.history.evaluations
    np.testing.assert_array_equal(training.values, seen.loss)
    np.testing.assert_array_equal(validation.values, seen.val_loss)
    assert training.at.tolist() == [0, 40, 80, 120]
    marks = view.canvas._stage.plots[-1].bottom.words
    assert marks == ["0", "1", "2", "epoch"]  # no room for 3 beside it
    view.canvas.range.point(60)
    assert view.canvas.counting.words(60) == "epoch 1.50"
    view._units.choose(0)
    view.grab()
    assert view.canvas._stage.plots[-1].bottom.words[-1] == "step"
    assert len(view.loss.curves[0].at) == 120


def test_accuracy_curves_end_at_the_run_s_standing(view: TimeView, run: Run) -> None:
    view.loss.show_metric("accuracy")
    view.canvas.stale()
    view.grab()
    training, validation = view.loss.curves
    assert training.value(None) == run.standing.accuracy
    assert validation.value(None) == run.standing.val_accuracy


def test_where_a_run_stands_that_has_gone_back_is_marked(
    view: TimeView, run: Run, qtbot: QtBot
) -> None:
    assert view.canvas.here is None
    reach(qtbot, run, "paused", run.epoch)
    step = run.kept[1]
    run.go_to(step)
    qtbot.waitUntil(lambda: view.canvas.here == step)
    assert run.kept[-1] == run.history.last > step
    run.go_to(run.kept[-1])
    qtbot.waitUntil(lambda: view.canvas.here is None)


def test_a_regression_has_r2_for_accuracy(qtbot: QtBot, run: Run) -> None:
    view = TimeView()
    ready(qtbot, run, sine())
    show(qtbot, view, run)
    button = view.findChild(QToolButton, "metric_accuracy")
    assert button is not None
    assert button.text() == "R²"


def test_a_diverged_run_is_marked_where_it_broke(qtbot: QtBot, run: Run) -> None:
    view = TimeView()
    ready(qtbot, run, exploding())
    show(qtbot, view, run)
    reach(qtbot, run, "diverged", run.go)
    view.grab()
    assert view.canvas.broken == run.history.last
    ready(qtbot, run, spiral())
    assert view.canvas.broken is None


def test_sixty_tensors_and_none_fit(qtbot: QtBot) -> None:
    view = TimeView()
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    for tensors in (60, 0):
        history = History(tensors)
        norms = np.abs(np.random.default_rng(0).normal(size=(50, tensors)))
        history.add(
            Report(1, 1, np.linspace(1, 0.1, 50), norms, 0.1, 0.1, Evaluation(50, 0.1, 1.0))
        )
        view.reset(None, history)
        view.refresh()
        assert not view.failed
        view.grab()


def on_screen(view: TimeView) -> QImage:
    """What has been painted, without having anything painted."""
    return view.screen().grabWindow(view.winId()).toImage()


def test_new_numbers_come_on_the_screen_by_themselves(
    view: TimeView, run: Run, qtbot: QtBot
) -> None:
    """No paint event is forced: the canvas itself sees to it that it is drawn."""
    before = on_screen(view)
    run.history.add(Report(121, 4, np.full(80, 3.0), np.ones((80, 4)), 0.1, 0.1, None))
    with qtbot.waitSignal(view.canvas.drawn):
        view.canvas.range.grow(200)
        view.canvas.stale()
    assert view.loss.curves[0].at[-1] == 200
    qtbot.waitUntil(lambda: on_screen(view) != before)


def test_the_last_step_of_a_run_is_shown(view: TimeView, run: Run, qtbot: QtBot) -> None:
    reach(qtbot, run, "paused", run.epoch)
    qtbot.waitUntil(lambda: view.loss.curves[0].at[-1] == 160)
    assert view.canvas.range.last == run.history.last == 160


def test_growing_leaves_nothing_of_the_picture_before(
    view: TimeView, run: Run, qtbot: QtBot
) -> None:
    """Only what has changed is painted anew, so nothing may stand where nothing is any more."""
    for _ in range(3):
        reach(qtbot, run, "paused", run.epoch)
    qtbot.waitUntil(lambda: view.loss.curves[0].at[-1] == 240)
    qtbot.waitUntil(lambda: on_screen(view) == view.grab().toImage())


def test_however_long_drawing_took_it_is_soon_done_again(view: TimeView) -> None:
    canvas = view.canvas
    # As the first time, when pyqtgraph is loaded on a busy machine.
    canvas._took, canvas._settled = 3.0, perf_counter()
    assert not canvas.due
    canvas._settled = perf_counter() - LONGEST
    assert canvas.due


def test_words_at_a_moment_lie_beside_the_axis_and_not_on_each_other(view: TimeView) -> None:
    view.canvas.broken, view.canvas.here = 1, 0
    view.canvas.stale()
    view.grab()
    stage = view.canvas._stage
    assert stage is not None
    left = view.canvas.frame(view.loss).left()
    broken, here = (stage.overlay._moments[name].items[1] for name in ("broken", "here"))
    assert min(broken.boundingRect().left(), here.boundingRect().left()) >= left
    assert not broken.boundingRect().intersects(here.boundingRect())
