"""The physician: a sick run is told on card, panel and pill, and a click cures it."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.batch import Batch

LEFT = Qt.MouseButton.LeftButton


def test_the_first_lesson_is_found_sick_and_can_be_cured(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window("L0")
    window.pilot.epoch()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=20_000)
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    assert window.physician.findings[0].rule == "Vanishing"
    assert "finding" in window.run_bar.pill.text()
    QTest.mouseClick(window.run_bar.pill, LEFT)
    assert window.docks["health"].isVisible()
    words = [
        label.text() for label in window.health.findChild(QFrame, "finding_0").findChildren(QLabel)
    ]
    assert words[0].startswith("Hidden 1: gradient over 1e")
    assert "Rule: rms(dL/dW of a layer) < 1/100 of that of a later layer" in words[-1]
    before = window.document.project
    QTest.mouseClick(window.health.findChild(QPushButton, "finding_0_cure_0"), LEFT)
    assert window.document.project != before
    assert window.document.undo_stack.undoText() == "Use He or Xavier start weights"
    window.document.undo_stack.undo()
    assert window.document.project == before


def test_a_healthy_run_is_called_healthy(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window("xor")
    with qtbot.waitSignal(window.physician.examined, timeout=20_000):
        QTest.mouseClick(window.run_bar.run_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.epoch > 3, timeout=20_000)
    assert window.physician.findings == ()
    if window.run.running:
        assert window.run_bar.pill.text() == "Healthy"


def test_a_live_cure_goes_on_with_the_run(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window("spiral")
    project = window.document.project
    slow = replace(project.training, optimizer="SGD", learning_rate=1e-9, epochs=0)
    window.document.edit(dataclasses.replace(project, training=slow), "Too slow")
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=20_000)
    window.pilot.toggle()
    qtbot.waitUntil(
        lambda: any(f.rule == "NotFalling" for f in window.physician.findings), timeout=30_000
    )
    finding = next(f for f in window.physician.findings if f.rule == "NotFalling")
    faster = next(cure for cure in finding.cures if cure.label.startswith("Use 10 times"))
    window.health._cure(faster)
    assert window.run.running
    assert not window.run.stale
    qtbot.waitUntil(lambda: window.run.standing.learning_rate == 1e-8, timeout=20_000)
    assert "takes it up as it goes on" in window.notice.text
    QTest.mouseClick(window.notice.findChild(QPushButton, "notice_action_1"), LEFT)
    assert window.document.project.training.learning_rate == 1e-9


def test_a_cure_that_has_been_given_is_offered_no_more(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window("L0")
    window.pilot.epoch()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=20_000)
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    window.docks["health"].show()
    offered = [cure.label for cure in window.health.findings[0].cures]
    assert offered[0] == "Use He or Xavier start weights"
    QTest.mouseClick(window.health.findChild(QPushButton, "finding_0_cure_0"), LEFT)
    assert [cure.label for cure in window.health.findings[0].cures] == offered[1:]
    window.document.undo_stack.undo()
    assert [cure.label for cure in window.health.findings[0].cures] == offered


def test_a_layer_that_is_put_in_gets_room(open_window, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
    window = open_window("L0")
    window.pilot.epoch()
    qtbot.waitUntil(lambda: window.run.standing.status == "paused", timeout=20_000)
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    cures = window.health.findings[0].cures
    (cure,) = [cure for cure in cures if cure.label == "Insert BatchNorm behind Hidden 1"]
    window.health._cure(cure)
    graph = window.document.graph
    assert graph.named("BatchNorm")
    for edge in graph.edges:
        assert graph.nodes[edge.target].at[0] - graph.nodes[edge.source].at[0] >= 200


def test_a_run_that_trains_is_examined_now_and_then_and_always_when_it_stands(  # type: ignore[no-untyped-def]
    open_window, qtbot: QtBot, monkeypatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr("bpgui.gui.tempo.perf_counter", lambda: now[0])
    window = open_window("xor")
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    seen: list[object] = []
    window.run.advanced.connect(lambda batch: seen.append(batch.pictures.get("vitals")))
    window.pilot.step()
    qtbot.waitUntil(lambda: any(seen) and window.run.settled, timeout=20_000)
    vitals = next(filter(None, seen))
    examined: list[object] = []
    window.physician.examined.connect(examined.append)
    now[0] += 10.0
    for status in ("running", "running", "running", "paused", "finished"):
        window.physician._take(Batch(1, status, pictures={"vitals": vitals}))
        now[0] += 0.1
    assert len(examined) == 3
