"""A run with a thread of its own, ended with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from bpgui.gui.run import Run


@pytest.fixture
def run(qapp: QApplication) -> Iterator[Run]:
    """A run on which nothing has been asked yet."""
    made = Run()
    yield made
    made.close()
