"""What every view does, whichever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bpgui.gui import theme
from bpgui.gui.batch import Batch
from bpgui.gui.history import History
from bpgui.gui.run import Run
from bpgui.gui.views.view import View, known
from tests.gui.projects import exploding, reach, ready, spiral
from tests.gui.views.show import show

each = pytest.mark.parametrize("kind", known(), ids=lambda kind: kind.name)


def colors(image: QImage) -> int:
    """How many different colours a picture has."""
    step = max(image.width() // 80, 1)
    return len(
        {
            image.pixel(x, y)
            for x in range(0, image.width(), step)
            for y in range(0, image.height(), 3)
        }
    )


@each
def test_it_has_a_name_a_title_and_words_before_there_is_a_run(
    kind: type[View], qtbot: QtBot
) -> None:
    view = kind()
    qtbot.addWidget(view)
    assert view.objectName() == f"{kind.name}_view"
    assert view.accessibleName() == kind.title != ""
    assert view.speaking
    assert view.words.strip(". ")


@each
def test_it_shows_a_run_in_both_themes(kind: type[View], qtbot: QtBot, run: Run) -> None:
    view = kind()
    ready(qtbot, run, spiral(epochs=30))
    show(qtbot, view, run)
    reach(qtbot, run, "finished", run.go)
    qtbot.waitUntil(lambda: not view.speaking, timeout=10_000)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    pictures = []
    for mode in ("light", "dark"):
        theme.apply(app, mode)  # type: ignore[arg-type]
        picture = view.picture(1.0)
        assert colors(picture) > 8
        panel = QColor(theme.current().panel).rgb()
        assert panel in {picture.pixel(x, y) for x in range(0, 640, 3) for y in range(0, 320, 5)}
        pictures.append(picture)
    assert pictures[0] != pictures[1]
    assert not view.speaking


@each
def test_it_survives_any_size_and_a_diverged_run(kind: type[View], qtbot: QtBot, run: Run) -> None:
    view = kind()
    ready(qtbot, run, exploding())
    show(qtbot, view, run)
    reach(qtbot, run, "diverged", run.go)
    for size in (QSize(60, 40), QSize(200, 1000), QSize(1600, 160)):
        view.resize(size)
        view.grab()
    assert not view.failed


@each
def test_it_comes_back_to_words_with_a_run_that_has_not_begun(
    kind: type[View], qtbot: QtBot, run: Run
) -> None:
    view = kind()
    show(qtbot, view, run)
    view.reset(None, History())
    assert view.speaking


@each
def test_hidden_it_asks_for_no_picture_and_shown_it_catches_up(
    kind: type[View], qtbot: QtBot, run: Run
) -> None:
    view = kind()
    ready(qtbot, run, spiral())
    show(qtbot, view, run)
    asked: list[object] = []
    view.watched.connect(lambda key, probe: asked.append(probe))
    view.hide()
    assert asked in ([], [None])
    reach(qtbot, run, "paused", run.epoch)
    with qtbot.waitExposed(view):
        view.show()
    qtbot.waitUntil(lambda: not view.speaking, timeout=10_000)


@each
def test_what_goes_wrong_in_it_is_shown_in_its_own_place(
    kind: type[View], qtbot: QtBot, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = kind()
    ready(qtbot, run, spiral())
    show(qtbot, view, run)

    def breaks(batch: Batch) -> None:
        raise RuntimeError("no paint left")

    monkeypatch.setattr(view, "take", breaks)
    reach(qtbot, run, "paused", run.step)
    assert view.failed
    assert "no paint left" in view.words
    monkeypatch.undo()
    ready(qtbot, run, spiral())
    assert not view.failed


@each
def test_its_picture_and_numbers_go_to_files(
    kind: type[View], qtbot: QtBot, run: Run, tmp_path: Path
) -> None:
    view = kind()
    ready(qtbot, run, spiral(epochs=2))
    show(qtbot, view, run)
    reach(qtbot, run, "finished", run.go)
    qtbot.waitUntil(lambda: not view.speaking, timeout=10_000)
    path = str(tmp_path / "view.png")
    with qtbot.waitSignal(view.said) as said:
        view.save_picture(path)
    assert path in said.args[0]
    assert QImage(path).size() == view.content.size() * 2
    for table in view.tables():
        view.save_table(table, str(tmp_path / "table.csv"))
        head, *rows = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
        assert rows, table.name
        assert {len(row.split(",")) for row in rows} == {len(head.split(","))}


@each
def test_a_file_that_cannot_be_written_is_told(
    kind: type[View], qtbot: QtBot, run: Run, tmp_path: Path
) -> None:
    view = kind()
    show(qtbot, view, run)
    with qtbot.waitSignal(view.said) as said:
        view.save_picture(str(tmp_path / "nowhere" / "view.png"))
    assert "could not be written" in said.args[0]


@each
def test_its_menu_offers_what_can_be_saved(kind: type[View], qtbot: QtBot, run: Run) -> None:
    view = kind()
    ready(qtbot, run, spiral(epochs=1))
    show(qtbot, view, run)
    reach(qtbot, run, "finished", run.go)
    qtbot.waitUntil(lambda: not view.speaking, timeout=10_000)
    menu = view.menu()
    names = {action.objectName() for action in menu.actions() if action.isEnabled()}
    assert {"copy_picture", "save_picture"} <= names
    menu.close()
