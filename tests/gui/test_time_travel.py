"""Back through the training: everything that is shown follows, and what comes after is the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from bpgui.gui.views.decision import DecisionView
from bpgui.project.session import start
from tests.gui.projects import trainer_of


def trained(open_window, qtbot: QtBot, steps: int):  # type: ignore[no-untyped-def]
    window = open_window()
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.step >= steps, timeout=30_000)
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    return window


def test_the_slider_goes_to_a_kept_step_and_the_weights_follow(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = trained(open_window, qtbot, 2_000)
    slider = window.findChild(QSlider, "scrubber_slider")
    assert slider.isEnabled()
    last = window.run.standing.step
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: window.run.standing.step == 0, timeout=20_000)
    trainer = trainer_of(window.run)
    values = trainer.values()
    first = start(window.document.project).values()
    for name, value in first.items():
        np.testing.assert_array_equal(values[name], value)
    QTest.keyClick(slider, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: window.run.standing.step == window.run.kept[-1], timeout=20_000)
    assert window.run.kept[-1] <= last
    assert window.run.history.last == last


def test_going_on_from_an_earlier_step_repeats_the_run_exactly(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = trained(open_window, qtbot, 2_000)
    middle = window.run.kept[len(window.run.kept) // 2]
    window.run.go_to(middle)
    qtbot.waitUntil(lambda: window.run.standing.step == middle, timeout=20_000)
    batches: list[object] = []
    window.run.advanced.connect(batches.append)
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.step > middle + 500, timeout=30_000)
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    seen = np.concatenate([r.losses for b in batches for r in b.reports])  # type: ignore[attr-defined]
    alone = np.concatenate(
        [r.losses for r in start(window.document.project).make(middle + len(seen))]
    )
    np.testing.assert_array_equal(seen, alone[middle:])


def test_the_colours_of_the_diagram_follow(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = trained(open_window, qtbot, 2_000)
    middle = window.run.kept[len(window.run.kept) // 2]
    window.run.go_to(middle)
    qtbot.waitUntil(lambda: window.run.standing.step == middle, timeout=20_000)
    alone = start(window.document.project)
    list(alone.make(middle))
    squares = dict.fromkeys(alone.tensor_nodes, 0.0)
    for node, gradient in zip(alone.tensor_nodes, alone.gradients().values(), strict=True):
        squares[node] += float((gradient**2).sum())
    assert window.tints.norms.keys() == squares.keys()
    for node, square in squares.items():
        np.testing.assert_allclose(window.tints.norms[node], np.sqrt(square), rtol=1e-4)
    window.run.go_to(0)
    qtbot.waitUntil(lambda: window.run.standing.step == 0, timeout=20_000)
    assert window.tints.norms == {}


def test_while_it_trains_the_scrubber_says_to_pause(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.step > 100, timeout=30_000)
    slider = window.findChild(QSlider, "scrubber_slider")
    assert not slider.isEnabled()
    assert "Pause" in slider.toolTip()


def test_the_slider_has_its_steps_where_the_plots_have_them(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = trained(open_window, qtbot, 2_000)
    slider = window.findChild(QSlider, "scrubber_slider")
    canvas = next(view for view in window.views if view.name == "time").canvas
    middle = window.run.kept[len(window.run.kept) // 2]

    def alike() -> bool:
        ends = (0, middle, window.run.kept[-1])
        return all(
            abs(
                slider.mapTo(window, QPoint(0, 0)).x()
                + slider.place(step)
                - canvas.mapTo(window, QPoint(0, 0)).x()
                - canvas.scale.pixel(step)
            )
            < 0.5
            for step in ends
        )

    qtbot.waitUntil(alike, timeout=5_000)
    canvas.range.zoom(500, 1500)
    canvas.stale()
    qtbot.waitUntil(lambda: slider.place(500) > 0 and alike(), timeout=5_000)


def test_what_is_read_beside_the_decision_is_what_the_run_bar_says(open_window, qtbot) -> None:  # type: ignore[no-untyped-def]
    window = open_window()
    decision = next(view for view in window.views if isinstance(view, DecisionView))
    qtbot.waitUntil(decision.isVisible)
    pairs: list[tuple[str, str]] = []

    def note(_batch: object) -> None:
        if window.run.telling:
            pairs.append((window.run_bar.fact("accuracy"), decision.side._score.text()))

    window.run.advanced.connect(note)
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.step >= 3_000, timeout=30_000)
    window.pilot.toggle()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=30_000)
    qtbot.waitUntil(lambda: window.run.settled, timeout=30_000)
    end = pairs[-1]
    assert len(set(pairs)) > 1
    window.run.go_to(0)
    qtbot.waitUntil(lambda: window.run.standing.step == 0 and window.run.settled, timeout=20_000)
    assert pairs[-1] != end
    for bar, beside in pairs:
        assert bar == beside
    seen = window.run.history.present
    train, validation = round(400 * (1 - seen.accuracy)), round(100 * (1 - seen.val_accuracy))
    words = f"training: {train} of 400 wrong, validation: {validation} of 100 wrong"
    assert decision.side._errors.text().startswith(words)
