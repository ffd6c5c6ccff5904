"""A table that takes long to read: the window goes on meanwhile, and says what it waits for."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from bpgui.data.progress import tell
from bpgui.data.sources import table_file
from bpgui.data.sources.table_file import TableFile
from bpgui.data.table import Table, read_table
from bpgui.gui.dialogs import GradientCheck
from bpgui.gui.window import MainWindow
from bpgui.project import file as project_file
from bpgui.project.adapt import with_data
from bpgui.project.examples import load_example
from tests.gui.dropping import drop_file

Open = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


class Gate:
    """Tables are read up to 40 %, and no further until it is opened."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self._opened = threading.Event()

    def open(self) -> None:
        self._opened.set()

    def shut(self) -> None:
        self._opened.clear()

    def pass_by(self, path: Path) -> Table:
        self.read.append(path.name)
        while not self._opened.wait(0.002):
            tell(0.4)
        return read_table(path)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    made = Gate()
    forget()
    monkeypatch.setattr(table_file, "SLOW", 0)
    monkeypatch.setattr(table_file, "read_table", made.pass_by)
    yield made
    made.open()
    forget()


def forget() -> None:
    """As if no table had been read yet."""
    for kept in (table_file._read, table_file._names, table_file._load):
        kept.cache_clear()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path / "flats.csv")


def written(path: Path) -> Path:
    rows = "".join(f"{20 + n};{n % 4};{'yes' if n % 3 else 'no'}\n" for n in range(90))
    path.write_text("area;floor;balcony\n" + rows)
    return path


def begin(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    """Drop it, and wait until the window says that it is being read."""
    assert drop_file(window, path)
    waits(qtbot, window, path.name)


def waits(qtbot: QtBot, window: MainWindow, name: str) -> None:
    bar = window.waiting.findChild(QProgressBar, "waiting_bar")
    qtbot.waitUntil(
        lambda: window.waiting.text == f"Reading {name}…" and bar.value() == 40, timeout=20_000
    )


def ends(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.document.reader.busy, timeout=20_000)
    assert window.waiting.text == ""


def cancel(window: MainWindow) -> None:
    QTest.mouseClick(window.waiting.findChild(QPushButton, "waiting_cancel"), LEFT)


def source_of(window: MainWindow) -> object:
    return window.document.project.data.source


def test_the_window_goes_on_while_a_table_is_read(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    before = window.document.project
    begin(qtbot, window, table)
    QTest.mouseClick(window.run_bar.step_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step == 1, timeout=20_000)
    assert window.document.project is before
    gate.open()
    ends(qtbot, window)
    assert source_of(window) == TableFile(path=str(table), target="balcony")
    assert window.run_bar.fact("data") == "flats.csv, 90 rows"
    assert window.document.title == "flats"
    assert window.document.undo_stack.count() == 1


def test_what_is_given_up_leaves_everything_as_it_is(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    before = window.document.project
    begin(qtbot, window, table)
    cancel(window)
    assert window.waiting.text == ""
    gate.open()
    window.document.reader.close()
    qtbot.waitUntil(lambda: window.document.reader._errand is None, timeout=20_000)
    assert window.document.project is before
    assert window.notice.text == ""


def test_what_is_drawn_meanwhile_stays(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    begin(qtbot, window, table)
    first = window.document.graph.order[1]
    window.document.edit_graph(window.document.graph.rename(first, "Mine"), "Rename")
    gate.open()
    ends(qtbot, window)
    assert window.document.graph.nodes[first].name == "Mine"
    assert isinstance(source_of(window), TableFile)
    assert gate.read == ["flats.csv"]


@pytest.mark.parametrize("leave", ["new", "undo", "another table"])
def test_nothing_arrives_once_one_has_moved_on(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path, leave: str
) -> None:
    window = open_window()
    window.document.edit(dataclasses.replace(window.document.project, notes="mine"), "Write")
    begin(qtbot, window, table)
    if leave == "new":
        window.document.undo_stack.setClean()
        window.action("new").trigger()
    elif leave == "undo":
        window.document.undo()
    else:
        begin(qtbot, window, written(table.with_name("other.csv")))
    gate.open()
    ends(qtbot, window)
    window.document.reader.close()
    qtbot.waitUntil(lambda: window.document.reader._errand is None, timeout=20_000)
    if leave == "another table":
        assert source_of(window) == TableFile(
            path=str(table.with_name("other.csv")), target="balcony"
        )
        assert window.document.undo_stack.count() == 2
    else:
        assert not isinstance(source_of(window), TableFile)


def test_what_is_wrong_with_a_table_is_said_and_kept(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    before = window.document.project
    table.write_text("area;balcony\n1;yes\n2\n")
    said = "Line 3 of flats.csv has 1 cell where line 1 has 2: every line needs as many."
    for _ in range(2):
        window.notice.hide()
        assert drop_file(window, table)
        gate.open()
        ends(qtbot, window)
        assert window.notice.text == said
    assert window.document.project is before
    assert gate.read == ["flats.csv"]


def test_a_table_that_has_not_changed_is_read_once(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    gate.open()
    window = open_window()
    for _ in range(2):
        drop_file(window, table)
        ends(qtbot, window)
        window.document.undo()
        ends(qtbot, window)
        window.document.redo()
        ends(qtbot, window)
        assert isinstance(source_of(window), TableFile)
    assert gate.read == ["flats.csv"]
    table.write_text(table.read_text() + "7;1;no\n")
    drop_file(window, table)
    ends(qtbot, window)
    assert gate.read == ["flats.csv", "flats.csv"]


def with_table(window: MainWindow, qtbot: QtBot, gate: Gate, table: Path) -> None:
    """The window learns from the table, and has forgotten what is in it."""
    gate.open()
    drop_file(window, table)
    ends(qtbot, window)
    gate.shut()
    forget()


@pytest.mark.parametrize("given_up", [False, True])
def test_a_setting_is_shown_at_once_and_taken_once_it_is_read(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path, given_up: bool
) -> None:
    window = open_window()
    with_table(window, qtbot, gate, table)
    form = window.inspector.project_page.data
    line = form.findChild(QLineEdit, "field_data_source_target")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "floor")
    QTest.keyClick(line, Qt.Key.Key_Return)
    waits(qtbot, window, "flats.csv")
    first = window.document.graph.order[1]
    window.document.edit_graph(window.document.graph.rename(first, "Mine"), "Rename")
    assert form.findChild(QLineEdit, "field_data_source_target").text() == "floor"
    assert source_of(window).target == "balcony"  # type: ignore[attr-defined]
    if given_up:
        cancel(window)
    gate.open()
    ends(qtbot, window)
    wanted = "balcony" if given_up else "floor"
    assert source_of(window).target == wanted  # type: ignore[attr-defined]
    assert form.findChild(QLineEdit, "field_data_source_target").text() == wanted
    assert window.document.graph.nodes[first].name == "Mine"
    if not given_up:
        assert window.document.dataset is not None
        assert window.document.dataset.task.classes == ("0", "1", "2", "3")
        assert window.document.undo_stack.undoText() == "Change data set"


@pytest.mark.parametrize("given_up", [False, True])
def test_undo_waits_for_rows_that_are_forgotten(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path, given_up: bool
) -> None:
    window = open_window()
    with_table(window, qtbot, gate, table)
    learnt = window.document.project
    window.document.edit(load_example("xor"), "Another")
    window.docks["steps"].show()
    window.findChild(QAction, "undo").trigger()
    waits(qtbot, window, "flats.csv")
    assert window.document.undo_stack.index() == 2
    if given_up:
        cancel(window)
    gate.open()
    ends(qtbot, window)
    assert (window.document.project is learnt) == (not given_up)
    assert window.document.undo_stack.index() == (2 if given_up else 1)


@pytest.fixture
def saved(table: Path, tmp_path: Path, gate: Gate) -> Path:
    """A project that learns from the table."""
    project, path = load_example("spiral"), tmp_path / "flats.bpgui"
    gate.open()
    source = TableFile.found(table)
    data = dataclasses.replace(project.data, source=source)
    project_file.save(path, with_data(project, data), None)
    gate.shut()
    forget()
    return path


def test_a_project_is_shown_once_its_table_is_read(
    open_window: Open, qtbot: QtBot, gate: Gate, saved: Path
) -> None:
    window = open_window()
    window.files.open_path(saved)
    waits(qtbot, window, "flats.csv")
    assert window.document.title == "spiral"
    cancel(window)
    window.files.open_path(saved)
    gate.open()
    ends(qtbot, window)
    assert window.document.title == "flats.bpgui"
    assert window.files.recent() == [saved]
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=20_000)


def test_a_project_without_its_table_is_shown_with_the_reason(
    open_window: Open, qtbot: QtBot, gate: Gate, saved: Path, table: Path
) -> None:
    window = open_window()
    table.write_text("area;balcony\n1;yes\n2\n")
    gate.open()
    window.files.open_path(saved)
    ends(qtbot, window)
    assert window.document.title == "flats.bpgui"
    assert window.document.check.problems[0].message.startswith("Line 3 of flats.csv has 1 cell")


def test_the_gradient_check_waits_for_the_rows(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    with_table(window, qtbot, gate, table)
    window.action("check_gradients").trigger()
    waits(qtbot, window, "flats.csv")
    gate.open()
    ends(qtbot, window)
    dialog = window.findChild(GradientCheck)
    qtbot.waitUntil(lambda: dialog.finished_checking, timeout=20_000)
    dialog.close()


def test_a_window_is_closed_while_a_table_is_read(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    begin(qtbot, window, table)
    window.close()
    assert not window.isVisible()
    assert not [thread for thread in threading.enumerate() if thread.name == "errand"]


def test_a_window_is_closed_while_a_run_waits_for_its_rows(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    with_table(window, qtbot, gate, table)
    read = len(gate.read)
    window.pilot.reset()
    qtbot.waitUntil(lambda: len(gate.read) > read, timeout=20_000)
    window.document.undo_stack.setClean()  # nobody is there to be asked
    window.close()
    assert window.run.closed


def test_a_run_that_waits_for_its_rows_makes_room_for_another(
    open_window: Open, qtbot: QtBot, gate: Gate, table: Path
) -> None:
    window = open_window()
    with_table(window, qtbot, gate, table)
    read = len(gate.read)
    window.pilot.reset()
    qtbot.waitUntil(lambda: len(gate.read) > read, timeout=20_000)
    window.document.undo_stack.setClean()
    window.files.open_example("xor")
    qtbot.waitUntil(lambda: window.run.standing.status == "ready", timeout=20_000)
    assert window.run.info is not None
    assert window.run.info.project == load_example("xor")
