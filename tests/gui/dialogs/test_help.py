"""The page of every kind of layer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.huber import Huber
from bpgui.gui.dialogs import Help


@pytest.mark.parametrize("kind", layers, ids=lambda kind: kind.kind())
def test_the_page_draws_every_equation(qtbot: QtBot, kind: type[Layer]) -> None:
    layer = kind()
    dialog = Help(layer)
    qtbot.addWidget(dialog)
    dialog.show()
    document = dialog.page.document()
    names = [f"formula:{n}" for n in range(dialog.page.toHtml().count("formula:"))]
    assert len(names) >= len(layer.equations.forward) + len(layer.equations.backward)
    for name in names:
        made = document.resource(QTextDocument.ResourceType.ImageResource, QUrl(name))
        assert made.width() > 1
    assert "\\" not in dialog.page.toPlainText() + dialog.page.accessibleDescription()


def test_the_page_of_a_loss_tells_of_the_function_it_has_chosen(qtbot: QtBot) -> None:
    dialog = Help(Loss(Huber()))
    qtbot.addWidget(dialog)
    text = dialog.page.toPlainText()
    assert text.splitlines()[1] == Huber.formula()
    assert "Function: Huber" in text
    assert "∂L/∂y" in dialog.page.accessibleDescription().replace(" ", "")
