"""The fixtures of conftest.py fail the tests they are there to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

BAD_TESTS = """
import threading
from PySide6.QtCore import QThread, QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept = []

def test_window(qapp):
    kept.append(QWidget())
    kept[-1].show()

def test_qthread(qapp):
    kept.append(QThread())
    kept[-1].start()

def test_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()

def test_slot(qtbot):
    def slot():
        raise RuntimeError("from a slot")
    QTimer.singleShot(0, slot)
    qtbot.wait(1)

def test_qt_warning(qtbot):
    qWarning("said by Qt")

def test_clean(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    thread = QThread()
    thread.start()
    thread.quit()
    thread.wait()
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of BAD_TESTS under our conftest and our configuration."""
    folder = tmp_path_factory.mktemp("bad")
    shutil.copy(HERE / "conftest.py", folder)
    (folder / "test_bad.py").write_text(BAD_TESTS)
    config = str(HERE.parent / "pyproject.toml")
    command = [sys.executable, "-m", "pytest", "-c", config, "--rootdir", str(folder), str(folder)]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTEST_ADDOPTS": "", "COLUMNS": "200"},
    ).stdout


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("test_window", "the test left windows open: [\"QWidget ''\"]"),
        ("test_qthread", "the test left a QThread running"),
        ("test_thread", "the test left threads running"),
        ("test_slot", "RuntimeError: from a slot"),
        ("test_qt_warning", "QtWarningMsg: said by Qt"),
    ],
)
def test_reckoning(report: str, name: str, complaint: str) -> None:
    assert complaint in report
    lines = report.splitlines()
    assert any(line.startswith(("FAILED", "ERROR")) and name in line for line in lines), report


def test_a_clean_test_passes(report: str) -> None:
    assert "2 failed, 4 passed, 3 errors" in report
    assert "test_clean" not in report.partition("short test summary info")[2]
