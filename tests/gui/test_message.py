"""Words in the place of what cannot be shown."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from bpgui.gui.message import Message


@pytest.mark.parametrize("icon", ["", "chart", "error"])
def test_it_says_what_it_is_told_below_an_icon_if_there_is_one(qtbot: QtBot, icon: str) -> None:
    message = Message("nothing")
    qtbot.addWidget(message)
    message.say("No steps yet", "Press Run.", icon)
    message.show()
    picture, *words = message.findChildren(QLabel)
    assert [label.text() for label in words] == ["No steps yet", "Press Run."]
    assert picture.isVisible() == (not picture.pixmap().isNull()) == bool(icon)
    assert message.words == message.accessibleName() == "No steps yet. Press Run."
    assert message.objectName() == "nothing"
