"""Files from strangers in the window: one sentence each, and what is open stays as it is."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from bpgui.gui.views.outcome.confusion import ConfusionCanvas
from bpgui.gui.window import MainWindow
from bpgui.project.examples import load_example
from bpgui.project.file import save
from bpgui.project.picture import with_project
from tests.project.test_picture import PNG, carrying
from tests.sentences import is_sentence

Open = Callable[[str], MainWindow]

FILES = {
    "nothing.bpgui": b"",
    "weights.safetensors": b"\xff" * 8 + b"{}",
    "table.npz": b"PK\x03\x04" + bytes(100),
    "deep.png": carrying(zlib.compress(b"[" * 100_000)),
    "bomb.png": carrying(zlib.compress(bytes(40_000_000))),
    "entities.svg": b'<!DOCTYPE a [<!ENTITY b "&b;&b;">]><svg>&b;</svg>',
    "columns.csv": b"1," * 20_000 + b"1\n",
    "quote.csv": b'a,b\n"1,2\n' + b"3,4\n" * 40_000,
    "binary.csv": bytes(1_000),
    "same.csv": b"a,b\n1,x\n2,x\n",
    "<h1>two\nlines<img src=x> \u202e" + "y" * 150 + ".bpgui": b"no zip",
}


def test_what_cannot_be_opened_is_told_and_changes_nothing(
    open_window: Open, tmp_path: Path
) -> None:
    window = open_window("xor")
    before, wide = window.document.project, window.minimumSizeHint().width()
    for name, content in FILES.items():
        path = tmp_path / name
        path.write_bytes(content)
        window.notice.hide()
        window.files.open_path(path)
        said = window.notice.text
        assert is_sentence(said[:1].upper() + said[1:]), name  # it may begin with a file's name
        assert said.isprintable()
        assert len(said) < 300
        assert window.document.project is before
        assert window.minimumSizeHint().width() == wide
    assert window.run.standing.status == "ready"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("name", ["pipe.bpgui", "pipe.png", "pipe.csv"])
def test_a_pipe_without_end_is_not_waited_for(open_window: Open, tmp_path: Path, name: str) -> None:
    window = open_window("xor")
    os.mkfifo(tmp_path / name)
    window.files.open_path(tmp_path / name)
    assert is_sentence(window.notice.text.capitalize())


def test_a_picture_of_another_project_opens_as_that_project(
    open_window: Open, tmp_path: Path
) -> None:
    window = open_window("xor")
    (tmp_path / "a.png").write_bytes(with_project(PNG, load_example("iris")))
    window.files.open_path(tmp_path / "a.png")
    assert window.document.project == load_example("iris")


def test_names_in_the_list_of_recent_files_are_plain(open_window: Open, tmp_path: Path) -> None:
    window = open_window("xor")
    path = tmp_path / "a&b <b>c.bpgui"
    save(path, load_example("xor"))
    window.files.open_path(path)
    menu = window.findChild(QMenu, "recent_menu")
    assert menu is not None
    menu.aboutToShow.emit()
    assert menu.actions()[0].text() == "a&&b <b>c.bpgui"
    assert "a&amp;b &lt;b&gt;c.bpgui" in menu.actions()[0].toolTip()


def test_the_names_of_classes_are_plain(qtbot: QtBot) -> None:
    confusion = ConfusionCanvas()
    qtbot.addWidget(confusion)
    confusion.resize(600, 400)
    confusion.show_classes(("<h1>a</h1>", "b"))
    confusion.show_counts(np.array([[3, 1], [0, 4]]))
    confusion.show()
    qtbot.mouseMove(confusion, confusion._rect(0, 1).center().toPoint())
    assert "&lt;h1&gt;a" in confusion.toolTip()
