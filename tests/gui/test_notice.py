"""The notice: whatever is to be said, it stands there in plain words and in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bpgui.gui.notice import MOST, Notice


def told(qtbot: QtBot, sentence: str) -> Notice:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.say("error", sentence)
    return notice


def test_it_says_what_it_is_told(qtbot: QtBot) -> None:
    assert told(qtbot, "There is no file my.bpgui.").text == "There is no file my.bpgui."


def test_markup_is_shown_as_it_is_written(qtbot: QtBot) -> None:
    notice = told(qtbot, "There is no file <h1>my</h1>.bpgui.")
    words = notice.findChild(QLabel, "notice_text")
    assert words is not None
    assert words.textFormat() == Qt.TextFormat.PlainText
    assert words.text() == notice.text


def test_a_word_without_end_widens_no_window(qtbot: QtBot) -> None:
    narrow = told(qtbot, "Short.").minimumSizeHint().width()
    notice = told(qtbot, f"There is no file {'x' * 100_000}.")
    assert notice.minimumSizeHint().width() == narrow
    assert len(notice.text) == MOST
    notice.resize(500, 20)
    assert notice.heightForWidth(500) > notice.fontMetrics().height() * 4
