"""A table of one's own, from the desktop into the network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.data import Standardise
from bpgui.data.sources.table_file import TableFile
from bpgui.gui.window import MainWindow
from tests.gui.dropping import drop_file

Open = Callable[..., MainWindow]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "flats.csv"
    rows = "".join(f"street {n};{20 + n};{n % 4};{'yes' if n % 3 else 'no'}\n" for n in range(90))
    path.write_text("address;area;floor;balcony\n" + rows)
    return path


def test_a_table_dropped_on_the_window_is_learnt_from(
    open_window: Open, qtbot: QtBot, table: Path
) -> None:
    window = open_window()
    assert drop_file(window, table)
    project = window.document.project
    assert project.data.source == TableFile(path=str(table), target="balcony", leave_out="address")
    assert window.document.title == "flats"
    assert project.notes == ""
    assert project.data.scaler == Standardise()
    assert window.document.check.ok
    assert window.document.dataset is not None
    assert window.document.dataset.task.classes == ("no", "yes")
    assert window.inspector.project_page.currentIndex() == 1
    assert window.run_bar.fact("data") == "flats.csv, 90 rows"
    QTest.mouseClick(window.run_bar.step_button, LEFT)
    qtbot.waitUntil(lambda: window.run.standing.step == 1, timeout=20_000)
    window.document.undo_stack.undo()
    assert window.run_bar.fact("data").startswith("Spiral")


def test_a_view_that_has_something_to_show_of_a_wide_table_comes_forward(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    assert window.tabs.tabText(window.tabs.currentIndex()) == "Decision"
    path = tmp_path / "wide.csv"
    names = ",".join(f"p{k}" for k in range(40))
    rows = "".join(",".join(str(n * k % 17) for k in range(40)) + f",{n % 2}\n" for n in range(60))
    path.write_text(f"{names},class\n{rows}")
    assert drop_file(window, path)
    source = window.document.project.data.source
    qtbot.waitUntil(
        lambda: window.run.info is not None and window.run.info.project.data.source == source,
        timeout=20_000,
    )
    assert window.tabs.tabText(window.tabs.currentIndex()) == "Results"


def test_what_is_no_table_leaves_everything_as_it_is(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    before = window.document.project
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x80\x02}q\x00.")
    assert drop_file(window, bad)
    assert window.notice.text == "bad.csv is not a table of text: save it as .csv first."
    assert window.document.project is before
    assert not drop_file(window, tmp_path / "film.mp4")


def test_a_table_that_has_changed_is_learnt_from_anew(
    open_window: Open, qtbot: QtBot, table: Path
) -> None:
    window = open_window()
    window.files.learn_from(table)
    project = window.document.project
    qtbot.waitUntil(lambda: window.run.settled, timeout=20_000)
    window.run.step(50)
    qtbot.waitUntil(lambda: window.run.standing.step == 50 and window.run.settled, timeout=20_000)
    window.files.learn_from(table)  # nothing has changed
    assert window.run.standing.step == 50
    table.write_text(table.read_text() + "street 90;110;2;no\n")
    assert drop_file(window, table)
    assert window.document.project is project
    assert window.run_bar.fact("data") == "flats.csv, 91 rows"
    qtbot.waitUntil(lambda: window.run.info is not None and window.run.settled, timeout=20_000)
    split = window.run.info.prepared.split
    assert len(split.train) + len(split.validation) == 91
    assert [past.name for past in window.librarian.archive.pasts] == ["run 1"]


def test_a_file_is_chosen_in_the_data_tab(
    open_window: Open, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    monkeypatch.setattr(
        QFileDialog, "getOpenFileName", staticmethod(lambda *_: (str(table), "Tables"))
    )
    window.action("import_data").trigger()
    form = window.inspector.project_page.data
    line = form.findChild(QLineEdit, "field_data_source_path")
    assert line is not None
    assert line.text() == str(table)
    QTest.keyClicks(line, "x")
    assert "could not be read" in window.inspector.project_page._summary.text()
    QTest.mouseClick(form.findChild(QToolButton, "choose_file_data_source_path"), LEFT)
    assert window.document.dataset is not None
    assert "90 rows" in window.inspector.project_page._summary.text()


def test_columns_are_ticked_in_the_data_tab(open_window: Open, table: Path) -> None:
    window = open_window()
    window.files.learn_from(table)
    form = window.inspector.project_page.data
    asked = form.findChild(QToolButton, "choose_names_data_source_leave_out")
    menu = asked.menu()
    menu.popup(asked.mapToGlobal(QPoint(0, 0)))
    assert [action.text() for action in menu.actions()] == ["address", "area", "floor", "balcony"]
    assert [action.isChecked() for action in menu.actions()] == [True, False, False, False]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[2]).center())
    assert menu.isVisible()
    assert window.document.project.data.source.leave_out == "address, floor"
    assert window.document.dataset.task.features == ("area",)
    menu.close()
    target = form.findChild(QToolButton, "choose_names_data_source_target").menu()
    target.popup(asked.mapToGlobal(QPoint(0, 0)))
    QTest.mouseClick(target, LEFT, pos=target.actionGeometry(target.actions()[1]).center())
    assert not target.isVisible()
    assert window.document.project.data.source.target == "area"
    assert "To predict: area." in window.inspector.project_page._summary.text()
    window.document.undo_stack.undo()
    assert window.document.project.data.source.target == "balcony"


def test_a_project_with_a_file_keeps_its_name_and_notes(
    open_window: Open, table: Path, tmp_path: Path
) -> None:
    window = open_window()
    notes = window.document.project.notes
    assert notes
    window.document.saved(tmp_path / "mine.bpgui")
    window.files.learn_from(table)
    assert window.document.title == "mine.bpgui"
    assert window.document.project.notes == notes


def test_a_click_on_what_is_chosen_leads_to_where_it_is_chosen(open_window: Open) -> None:
    window = open_window()
    window.document.select(window.document.graph.order[:1])
    for name, tab in (("data", 1), ("optimizer", 0)):
        fact = window.run_bar.findChild(type(window.run_bar._facts[name]), f"fact_{name}")
        QTest.mouseClick(fact, LEFT)
        assert not window.document.selection
        assert window.inspector.project_page.currentIndex() == tab
