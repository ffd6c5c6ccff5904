"""Programs from the window: the ending of the filter, and both files in what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from bpgui.gui.window import MainWindow
from tests.sentences import is_sentence

Open = Callable[..., MainWindow]
PYTORCH = "PyTorch program (*_pytorch.py)"


@pytest.fixture
def window(open_window: Open, qtbot: QtBot) -> MainWindow:
    """A window whose network has been trained for a step."""
    window = open_window("xor")
    window.pilot.step()
    qtbot.waitUntil(lambda: window.run.standing.step > 0, timeout=20_000)
    return window


@pytest.mark.parametrize("typed", ["net", "net.py", "net_pytorch.py"])
def test_a_bare_name_gets_the_ending_that_is_chosen(
    window: MainWindow, typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []
    told: list[str] = []
    window.exports.said.connect(lambda level, sentence: told.append(sentence))

    def choose(*asked: str) -> tuple[str, str]:
        offered.extend(asked[-1].split(";;"))
        return str(tmp_path / typed), PYTORCH

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    window.exports.ask_weights()
    assert PYTORCH in offered
    assert "Keras program (*_keras.py)" in offered
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net_pytorch.npz", "net_pytorch.py"]
    (said,) = told
    assert said.startswith("Exported net_pytorch.py and net_pytorch.npz, which belong together")
    assert is_sentence(said)


@pytest.mark.parametrize(
    "answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.Cancel]
)
def test_what_the_dialog_could_not_ask_is_asked(
    window: MainWindow,
    answer: QMessageBox.StandardButton,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = tmp_path / "net_pytorch.py"
    there.write_text("mine", encoding="utf-8")
    asked: list[str] = []

    def ask(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return answer

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "net"), PYTORCH))
    monkeypatch.setattr(QMessageBox, "exec", ask)
    window.exports.ask_weights()
    assert asked == ["net_pytorch.py is there already. Replace it?"]
    replaced = answer == QMessageBox.StandardButton.Yes
    assert (there.read_text(encoding="utf-8") != "mine") == replaced
    assert there.with_suffix(".npz").exists() == replaced


def test_the_suggested_name_takes_the_ending_that_is_chosen(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(window.exports), "_suggested", lambda *_: str(tmp_path / "xor.npz"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (asked[2], PYTORCH))
    window.exports.ask_weights()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["xor_pytorch.npz", "xor_pytorch.py"]


def test_an_ending_that_tells_no_format(window: MainWindow, tmp_path: Path) -> None:
    window.exports.weights(tmp_path / "net.py")
    assert ".py is no known format (known: .npz" in window.notice.text
    assert is_sentence(window.notice.text)
    assert list(tmp_path.iterdir()) == []
