"""ONNX from the window: offered in the dialog, and refused in a sentence without the package."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from bpgui.gui.window import MainWindow
from tests.export.onnx_runs import answers
from tests.sentences import is_sentence

Open = Callable[..., MainWindow]


def trained(open_window: Open, qtbot: QtBot) -> MainWindow:
    window = open_window("xor")
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.standing.step > 0, timeout=20_000)
    return window


def test_the_dialog_offers_it(
    open_window: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = trained(open_window, qtbot)
    path, offered = tmp_path / "net", []

    def choose(*asked: str) -> tuple[str, str]:
        offered.extend(asked[-1].split(";;"))
        return str(path), "ONNX model (*.onnx)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.exports.ask_weights()
    assert "ONNX model (*.onnx)" in offered
    (answer,) = answers(onnx.load(tmp_path / "net.onnx"), np.zeros((1, 2))).values()
    assert answer.shape == (1, 1)


def test_without_the_package_it_says_so(
    open_window: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = trained(open_window, qtbot)
    monkeypatch.setitem(sys.modules, "onnx", None)
    window.exports.weights(tmp_path / "net.onnx")
    assert 'pip install "bpgui[onnx]"' in window.notice.text
    assert is_sentence(window.notice.text)
    assert list(tmp_path.iterdir()) == []
