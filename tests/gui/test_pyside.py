"""The installed PySide6 is not the one that loses references."""

from __future__ import annotations

import subprocess
import sys

# PySide6 6.12 on Python 3.11 dies of this within a second; shorter programs seem to work.
LOOP = """
from PySide6.QtCore import QObject
for _ in range(20_000):
    QObject().parent()
print("alive")
"""


def test_pyside_keeps_its_references() -> None:
    run = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout.strip()) == (0, "alive"), run.stderr[-500:]
