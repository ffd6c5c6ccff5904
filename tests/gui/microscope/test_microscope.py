"""The microscope: the numbers of one sample, walked through by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from bpgui.engine.trace import Paths, Term
from bpgui.gui import theme
from bpgui.gui.batch import Batch, Failure
from bpgui.gui.history import History
from bpgui.gui.microscope.microscope import Microscope
from bpgui.gui.microscope.page import Spoken
from bpgui.gui.microscope.probe import Look, TraceProbe, Weight
from bpgui.gui.microscope.scene import HINT, Subject, compose
from bpgui.gui.microscope.table import HEAD
from bpgui.gui.run import Run
from bpgui.project.examples import gallery, load_example
from bpgui.project.project import Project
from tests.gui.projects import exploding, reach, ready, sine, spiral

Open = Callable[..., Microscope]


@pytest.fixture
def look_at(qtbot: QtBot, run: Run) -> Open:
    """Puts a run of a project under a microscope, and waits until there is something to see."""

    def make(project: Project | str, width: int = 620, height: int = 330) -> Microscope:
        ready(qtbot, run, load_example(project) if isinstance(project, str) else project)
        made = Microscope()
        qtbot.addWidget(made)
        made.watched.connect(run.watch)
        run.restarted.connect(lambda info: made.reset(info, run.history))
        run.advanced.connect(made.add)
        made.resize(width, height)
        made.show()
        made.reset(run.info, run.history)
        wait_for(qtbot, made, lambda look: True)
        return made

    return make


def wait_for(qtbot: QtBot, made: Microscope, what: Callable[[Look], bool]) -> Look:
    """The look that answers a question."""
    qtbot.waitUntil(lambda: made.look is not None and what(made.look), timeout=10_000)
    assert made.look is not None
    return made.look


def shown(made: Microscope, symbol: str) -> np.ndarray:
    """The numbers of a table on the sheet."""
    for laid in made.sheet.tables:
        if laid.table.grid.term.symbol == symbol:
            return laid.table.grid.term.value
    raise AssertionError(f"no table of {symbol}")


def click(qtbot: QtBot, made: Microscope, symbol: str, index: tuple[int, ...]) -> None:
    """Click a number on the sheet."""
    at = spot(made, symbol, index)
    qtbot.mouseClick(made.sheet, Qt.MouseButton.LeftButton, pos=at.toPoint())


def spot(made: Microscope, symbol: str, index: tuple[int, ...]) -> QPointF:
    """The middle of a cell on the sheet."""
    for laid in made.sheet.tables:
        if laid.table.grid.term.symbol == symbol:
            rect = laid.table.rect_of(index)
            assert rect is not None
            return laid.at + rect.center()
    raise AssertionError(f"no table of {symbol}")


def node(made: Microscope, name: str) -> int:
    """The id of a node."""
    assert made.look is not None
    return made.look.trace.sample.graph.named(name).id


DW = r"\frac{\partial L}{\partial W}"


# -- walking -----------------------------------------------------------------------------------


def test_the_lesson_by_hand_is_walked_through_with_its_numbers(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    seen: list[tuple[str, str, list[float]]] = []
    while True:
        step = made.step
        if step.result is not None and step.result.symbol in ("z", "a", "L", r"\delta", DW):
            values = shown(made, step.result.symbol)
            seen.append((step.phase, made.stage.words[0], [float(v) for v in values.ravel()]))
        if not made.stepper.moves["next"].isEnabled():
            break
        qtbot.mouseClick(made.stepper.moves["next"], Qt.MouseButton.LeftButton)
    expected = [
        ("forward", "Hidden 1", [0.31, 0.82]),
        ("forward", "Hidden 1", [0.57688526, 0.69423634]),
        ("forward", "Hidden 2", [1.42863239, 2.02516818]),
        ("forward", "Hidden 2", [0.80668814, 0.88341435]),
        ("forward", "Output", [1.12173412, 2.10544773]),
        ("forward", "Output", [0.75431024, 0.89143154]),
        ("loss", "Loss", [0.03607528510662207]),
        ("backward", "Output", [-0.04553278, -0.0105074]),
        ("backward", "Output", [-0.03673075, -0.04022431, -0.0084762, -0.00928239]),
        ("backward", "Hidden 2", [-0.00486108, -0.00458134]),
        ("backward", "Hidden 2", [-0.00280429, -0.00337474, -0.00264291, -0.00318053]),
        ("backward", "Hidden 1", [-0.00172518, -0.00199843]),
        ("backward", "Hidden 1", [-0.00086259, -0.00034504, -0.00099921, -0.00039969]),
    ]
    assert [entry[:2] for entry in seen] == [entry[:2] for entry in expected]
    for (_, _, found), (_, _, wanted) in zip(seen, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=0, atol=5e-9)


def test_keys_walk_and_the_canvas_is_told(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    told: list[int] = []
    made.picked.connect(told.append)
    assert not told
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert (made.step.equation, told) == ("z = W x + b", [node(made, "Hidden 1")])
    qtbot.keyClick(made, Qt.Key.Key_End)
    assert made.position.at == len(made.position.steps) - 1
    assert not made.stepper.moves["next"].isEnabled()
    qtbot.keyClick(made, Qt.Key.Key_Right)
    assert made.position.at == len(made.position.steps) - 1
    qtbot.keyClick(made, Qt.Key.Key_Left)
    qtbot.keyClick(made, Qt.Key.Key_Home)
    assert made.position.at == 0
    assert not made.stepper.moves["previous"].isEnabled()
    for key, phase in zip("1234", ("forward", "loss", "backward", "update"), strict=True):
        qtbot.keyClick(made, key)
        assert made.step.phase == phase
    assert told[-3:] == [node(made, name) for name in ("Loss", "Loss", "Hidden 1")]


def test_a_phase_button_goes_to_its_first_step(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("spiral")
    for phase in ("update", "backward", "forward", "loss"):
        button = made.findChild(object, f"microscope_{phase}")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert made.step.phase == phase
        assert button.isChecked()
        first = next(s for s in made.position.steps if s.phase == phase)
        assert made.step is first


def test_the_rail_goes_to_any_step_and_names_it(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    rail = made.stage.rail
    places = rail.places()
    assert len(places) == len(made.position.steps)
    assert all(a.right() <= b.left() + 1e-6 for a, b in pairwise(places))
    assert places[-1].right() <= rail.width() + 1
    qtbot.mouseClick(rail, Qt.MouseButton.LeftButton, pos=places[9].center().toPoint())
    assert made.position.at == 9
    at = places[9].center().toPoint()
    QApplication.sendEvent(rail, QHelpEvent(QEvent.Type.ToolTip, at, rail.mapToGlobal(at)))
    assert QToolTip.text() == "Backward, Output: δ = ∂L/∂a ⊙ f′(z)"


def test_a_selected_node_is_gone_to_in_the_same_phase(look_at: Open) -> None:
    made = look_at("L2")
    told: list[int] = []
    made.picked.connect(told.append)
    made.go_to_phase("backward")
    told.clear()
    made.select(frozenset({node(made, "Hidden 1")}))
    assert (made.step.phase, made.stage.words[0]) == ("backward", "Hidden 1")
    made.go_to_phase("update")
    told.clear()
    # An Input has no update.
    made.select(frozenset({node(made, "Input")}))
    assert (made.step.phase, made.stage.words[0]) == ("forward", "Input")
    assert not told
    before = made.position.at
    made.select(frozenset())
    made.select(frozenset({1, 2}))
    made.select(frozenset({99}))
    assert made.position.at == before


# -- one number --------------------------------------------------------------------------------


def test_a_number_of_the_result_is_worked_out(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    made.go_to(1)
    subject = made.sheet.subject
    assert subject is not None
    (line,) = subject.lines
    assert line.latex() == (
        r"z_{1} = W_{11}\, x_{1} + W_{12}\, x_{2} + b_{1} = "
        r"0.1 \cdot 0.5 + 0.3 \cdot 0.2 + 0.2 = 0.31"
    )
    click(qtbot, made, "z", (1,))
    assert made.sheet.subject is not None
    (line,) = made.sheet.subject.lines
    assert line.name == "z_{2}"
    made_of = {(term.symbol, index) for term, index in line.entries}
    assert made_of == {("W", (1, 0)), ("x", (0,)), ("W", (1, 1)), ("x", (1,)), ("b", (1,))}
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert made.position.entry == (0,)
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert made.position.entry == (1,)


def test_a_first_number_that_is_zero_is_passed_over(look_at: Open) -> None:
    made = look_at("digits")
    made.go_to_phase("backward")
    assert made.position.entry is not None
    dy = made.step.term(r"\frac{\partial L}{\partial y}").value
    assert dy[made.position.entry] == dy[dy != 0][0]


def test_a_weight_is_taken_apart_and_closed_again(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    made.select(frozenset({node(made, "Hidden 1")}))
    made.go_to(1)
    click(qtbot, made, "W", (0, 1))
    look = wait_for(qtbot, made, lambda look: look.paths is not None)
    assert look.paths is not None
    assert look.asked.weight == Weight(node(made, "Hidden 1"), "weight", (0, 1))
    assert look.paths.gradient == pytest.approx(-0.00034504, abs=5e-9)
    assert len(look.paths.paths) == 4
    assert made.sheet.section is not None
    assert "The 4 paths from it to the loss, largest first" in drawn(made)
    # At another node there is no talk of it; it waits at its own.
    made.go_to(4)
    assert made.sheet.section is None
    made.go_to(2)
    assert made.sheet.section is not None
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.sheet.section is None
    assert made.probe() == TraceProbe()
    made.go_to(1)
    for _ in range(2):
        click(qtbot, made, "W", (0, 1))
        qtbot.waitUntil(lambda: made.look is not None and made.look.asked == made.probe())
    assert made.weight is None


def drawn(made: Microscope) -> list[str]:
    """The words on the sheet."""
    return [item.text for item in made.sheet._page.drawn if hasattr(item, "text")]


def test_enter_takes_the_weight_at_hand_apart(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("spiral")
    gradient = next(
        i for i, s in enumerate(made.position.steps) if s.result and s.result.symbol == DW
    )
    made.go_to(gradient)
    qtbot.keyClick(made, Qt.Key.Key_Down)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    look = wait_for(qtbot, made, lambda look: look.paths is not None)
    assert look.paths is not None
    assert look.paths.index == made.position.entry
    made.go_to(0)
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert made.weight == look.asked.weight


def test_a_network_too_large_for_every_way_says_so(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("spiral")
    look = made.look
    assert look is not None
    bare = Paths(node(made, "Hidden 1"), "weight", (0, 0), "W", 0.1, -0.25, (), (), 0, 0.0)
    page = compose(Subject(look.trace, made.step, None, bare), 600, 300)
    assert any("too large" in getattr(item, "text", "") for item in page.drawn)


# -- samples -----------------------------------------------------------------------------------


def test_another_row_and_the_validation_rows(qtbot: QtBot, look_at: Open, run: Run) -> None:
    made = look_at("spiral")
    assert run.info is not None
    prepared = run.info.prepared
    made.stepper.sample.number.setValue(7)
    look = wait_for(qtbot, made, lambda look: look.asked.row == 6)
    np.testing.assert_allclose(shown(made, "x"), prepared.train.x[6])
    made.stepper.sample.part.setCurrentIndex(1)
    wait_for(qtbot, made, lambda look: look.asked.validation)
    np.testing.assert_allclose(shown(made, "x"), prepared.validation.x[6])
    assert made.stepper.sample.number.maximum() == len(prepared.validation)
    names = prepared.task.classes
    assert made.stepper.target.text().startswith(f"Target {names[0]}") or (
        made.stepper.target.text().startswith(f"Target {names[1]}")
    )
    assert look.step == 0


def test_targets_that_are_numbers_stand_beside_the_answer(look_at: Open) -> None:
    made = look_at(sine())
    assert made.look is not None
    verdict = next(iter(made.look.trace.sample.verdicts.values()))
    target, answer = made.stepper.target.text().split("\n")
    assert float(target.split()[1]) == pytest.approx(float(verdict.t[0]), rel=1e-3)
    assert float(answer.split()[1]) == pytest.approx(float(verdict.y[0]), rel=1e-3)


def test_without_validation_rows_there_is_nothing_to_choose(look_at: Open) -> None:
    made = look_at("L2")
    assert made.stepper.sample.part.count() == 1
    assert made.stepper.sample.number.maximum() == 1
    assert made.stepper.target.text() == ""


# -- the run -----------------------------------------------------------------------------------


def test_a_step_of_training_shows_new_numbers_at_the_same_place(
    qtbot: QtBot, look_at: Open, run: Run
) -> None:
    made = look_at("L2")
    made.go_to(3)
    made.position.entry = (1,)
    expected = made.position.steps[-1].terms[0].value
    assert made.stage.words[3] == "Before training"
    run.step()
    look = wait_for(qtbot, made, lambda look: look.step == 1)
    assert made.stage.words[3] == "After step 1"
    assert (made.position.at, made.position.entry) == (3, (1,))
    assert made.position.steps is look.trace.steps
    # The update announced has been made.
    np.testing.assert_array_equal(made.look.trace.find("forward", 4, "b"), expected)  # type: ignore[union-attr]


def test_while_it_trains_it_asks_for_a_pause_and_is_gentle(
    qtbot: QtBot, look_at: Open, run: Run
) -> None:
    made = look_at(spiral())
    seen: list[int] = []
    take = made._take
    made._take = lambda look: (seen.append(look.step), take(look))  # type: ignore[method-assign, assignment, func-returns-value]
    reach(qtbot, run, "running", run.go)
    qtbot.waitUntil(lambda: "pause to look closely" in made.stage.words[3], timeout=60_000)
    qtbot.waitUntil(lambda: len(seen) > 1 and seen[-1] > 0, timeout=60_000)
    reach(qtbot, run, "paused", run.pause)
    wait_for(qtbot, made, lambda look: look.step == run.standing.step)
    assert "pause" not in made.stage.words[3]


def test_pictures_that_come_too_fast_are_let_go(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    assert made.look is not None
    assert made.info is not None
    looks = [Look(made.look.asked, made.look.trace, None, step) for step in (5, 6)]
    for look in looks:
        made.add(Batch(made.info.id, "running", pictures={"microscope": look}))
    assert made.look.step == 0
    for look in looks:
        made.add(Batch(made.info.id, "paused", pictures={"microscope": look}))
        assert made.look is look
    # An answer to another question is not for it.
    other = Look(TraceProbe(row=3), made.look.trace, None, 9)
    made.add(Batch(made.info.id, "paused", pictures={"microscope": other}))
    assert made.look.step == 6


def test_hidden_it_asks_for_nothing(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    asked: list[Any] = []
    made.watched.connect(lambda key, probe: asked.append((key, probe)))
    made.hide()
    assert asked == [("microscope", None)]
    made.show()
    assert asked[-1] == ("microscope", TraceProbe())


def test_another_run_keeps_the_place_where_there_is_one(
    qtbot: QtBot, look_at: Open, run: Run
) -> None:
    made = look_at("L2")
    made.go_to(8)
    equation = made.step.equation
    reach(qtbot, run, "ready", lambda: run.reset(load_example("L2")))
    wait_for(qtbot, made, lambda look: True)
    assert (made.position.at, made.step.equation) == (8, equation)
    made.choose_entry(made.step.result or Term("", np.zeros(1), "x"), (0,))
    reach(qtbot, run, "ready", lambda: run.reset(spiral()))
    wait_for(qtbot, made, lambda look: len(look.trace.sample.passages) == 3)
    assert made.step in made.position.steps


def test_a_weight_of_another_network_is_forgotten(qtbot: QtBot, look_at: Open, run: Run) -> None:
    made = look_at("spiral")
    made.weight = Weight(node(made, "Hidden 1"), "weight", (7, 1))
    made._ask()
    wait_for(qtbot, made, lambda look: look.paths is not None)
    reach(qtbot, run, "ready", lambda: run.reset(spiral()))
    wait_for(qtbot, made, lambda look: look.asked.weight is None)
    assert made.weight is None


def test_a_diverged_run_can_still_be_looked_at(qtbot: QtBot, look_at: Open, run: Run) -> None:
    made = look_at(exploding())
    reach(qtbot, run, "diverged", run.go)
    wait_for(qtbot, made, lambda look: made.status == "diverged")
    for step in range(len(made.position.steps)):
        made.go_to(step)
        made.grab()


# -- words -------------------------------------------------------------------------------------


def test_with_nothing_to_see_it_says_what_to_do(qtbot: QtBot) -> None:
    made = Microscope()
    qtbot.addWidget(made)
    made.show()
    assert made.message.isVisible()
    assert "as soon as the network is ready" in made.message.words
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_1):
        qtbot.keyClick(made, key)
    made.select(frozenset({1}))
    made.go("next")
    made.reset(None, History())
    assert made.message.isVisible()


def test_what_cannot_be_traced_is_said(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    assert made.info is not None
    failure = Failure("This picture could not be made (ValueError: no).")
    made.add(Batch(made.info.id, "paused", pictures={"microscope": failure}))
    assert made.message.isVisible()
    assert "ValueError: no" in made.message.words


def test_numbers_are_told_in_full_and_go_to_the_clipboard(qtbot: QtBot, look_at: Open) -> None:
    made = look_at("L2")
    made.go_to(2)
    at = spot(made, "a", (0,)).toPoint()
    QApplication.sendEvent(
        made.sheet, QHelpEvent(QEvent.Type.ToolTip, at, made.sheet.mapToGlobal(at))
    )
    assert QToolTip.text() == "a_1 = 0.5768852611320463"
    menu = made.sheet.menu(QPointF(at))
    entries = {action.objectName(): action for action in menu.actions()}
    said: list[str] = []
    made.said.connect(said.append)
    entries["copy_number"].trigger()
    assert QApplication.clipboard().text() == "0.5768852611320463"
    entries["copy_table"].trigger()
    assert QApplication.clipboard().text() == "0.5768852611320463\n0.6942363401080305"
    entries["copy_step"].trigger()
    assert QApplication.clipboard().text().splitlines()[0] == "a = f(z)"
    assert said == ["Copied."] * 3
    elsewhere = made.sheet.menu(QPointF(1, 1))
    assert [action.objectName() for action in elsewhere.actions()] == ["copy_step"]


def test_screen_readers_get_the_step_in_words(look_at: Open) -> None:
    made = look_at("L2")
    made.go_to(1)
    words = made.sheet.accessibleDescription().splitlines()
    assert words[0] == "z = Wx + b"
    assert "W [2 × 2]: 0.1, 0.3, 0.4, 0.6" in words
    assert words[-1].startswith("z_1 = W_11 x_1 + W_12 x_2 + b_1 = 0.1 · 0.5")


# -- large arrays, all sizes -------------------------------------------------------------------


def test_the_wheel_moves_the_window_on_a_large_table_and_not_the_rest(
    qtbot: QtBot, look_at: Open
) -> None:
    made = look_at("digits")
    made.go_to(1)
    laid = next(t for t in made.sheet.tables if t.table.grid.term.symbol == "W")
    assert laid.table.elided
    at = laid.at + QPointF(10, 40)
    wheel(made, at, -120)
    window = laid.table.window
    assert (window.row, window.column) == (3, 0)
    wheel(made, at, -120, Qt.KeyboardModifier.ShiftModifier)
    assert (window.row, window.column) == (3, 3)
    # Coming back, the place is as it was left.
    made.go_to(5)
    made.go_to(1)
    laid = next(t for t in made.sheet.tables if t.table.grid.term.symbol == "W")
    assert (laid.table.window.row, laid.table.window.column) == (3, 3)
    # An entry chosen by key is brought into sight, with what it is made of.
    for _ in range(20):
        qtbot.keyClick(made, Qt.Key.Key_Down)
    laid = next(t for t in made.sheet.tables if t.table.grid.term.symbol == "W")
    assert laid.table.window.row <= 20 < laid.table.window.row + laid.table.shown_rows


def wheel(made: Microscope, at: QPointF, delta: int, keys: Any = None) -> None:
    """Turn the wheel over a place on the sheet."""
    event = QWheelEvent(
        at, made.sheet.mapToGlobal(at), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
        keys or Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(made.sheet, event)


@pytest.mark.parametrize("example", [e.name for e in gallery()])
def test_every_step_of_every_example_can_be_drawn(look_at: Open, example: str) -> None:
    made = look_at(example)
    steps = made.position.steps
    for width, height in ((620, 330), (380, 180), (1500, 900)):
        made.resize(width, height)
        for step in range(0, len(steps), max(1, len(steps) // 8)):
            made.go_to(step)
            made.grab()
            tables = made.sheet.tables
            assert tables
            for one, two in pairwise(tables):
                assert not one.rect.intersects(two.rect), made.step.equation
            assert all(made.sheet.rect().toRectF().contains(laid.rect) for laid in tables)


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_both_themes_and_a_change_between_them(
    qtbot: QtBot, qapp: QApplication, look_at: Open, mode: Any
) -> None:
    made = look_at("L2")
    made.go_to(1)
    before = made.grab().toImage()
    theme.apply(qapp, mode)
    other = made.grab().toImage()
    theme.apply(qapp, "light" if mode == "dark" else "dark")
    assert made.grab().toImage() != other
    assert before.size() == other.size()


@pytest.mark.parametrize("example", ["spiral", "iris", "digits"])
def test_in_a_small_window_an_equation_stays_on_one_line(look_at: Open, example: str) -> None:
    made = look_at(example)
    for _ in made.position.steps:
        if made.sheet.subject is not None and len(made.step.parts) > 2:
            made.sheet.lay_out(366, 190)
            tables = made.sheet.tables[: sum(p.term is not None for p in made.step.parts)]
            middles = {round(laid.at.y() + HEAD + laid.table.body.height() / 2) for laid in tables}
            assert len(middles) == 1, made.step.equation
        made.go("next")


def test_what_can_be_done_with_numbers_is_told(look_at: Open) -> None:
    made = look_at("L2")
    made.go("next")
    told = [item.text for item in made.sheet._page.drawn if isinstance(item, Spoken)]
    assert HINT in told
