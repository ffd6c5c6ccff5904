"""What every test gets: a quiet machine, no screen, and a reckoning of what it left behind."""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from bpgui.gui import preflight

# Read when NumPy and Qt are first imported: one BLAS thread, and no need of a display.
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if _complaint := preflight.complaint():
    sys.exit(_complaint)

# Timing is the benchmarks' business, and a failure must be the same one for everybody.
hypothesis.settings.register_profile(
    "bpgui",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("bpgui")


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test that ends with a Python thread of its own still running."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    # A QThread that ran Python shows up as a dummy; no_qthread_left judges those.
    left = [thread for thread in left if not isinstance(thread, threading._DummyThread)]
    assert not left, f"the test left threads running: {left}"


@pytest.fixture(autouse=True)
def no_qthread_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that ends with a QThread still running: alive at exit, it aborts the process."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QThread

    started: list[weakref.ref[QThread]] = []
    original = QThread.start

    def start(thread: QThread, *priority: Any) -> None:
        started.append(weakref.ref(thread))
        original(thread, *priority)

    QThread.start = start  # type: ignore[method-assign]
    try:
        yield
    finally:
        QThread.start = original  # type: ignore[method-assign]
    left = [thread for ref in started if (thread := ref()) is not None and _runs(thread)]
    for thread in left:
        thread.quit()
        thread.wait(2000)
    assert not left, f"the test left a QThread running: {left}"


@pytest.fixture(autouse=True)
def no_window_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that ends with a window of its own on the screen (give it to qtbot.addWidget)."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    def visible() -> list[Any]:
        return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]

    before = visible()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in visible() if widget not in before]
    for widget in left:
        widget.close()
    names = [f"{type(widget).__name__} {widget.objectName()!r}" for widget in left]
    assert not left, f"the test left windows open: {names}"


def _runs(thread: Any) -> bool:
    from shiboken6 import isValid

    return isValid(thread) and thread.isRunning()


def pytest_report_header() -> str:
    """Name the versions that matter when a run differs between machines."""
    from importlib.metadata import version

    names = ("numpy", "PySide6-Essentials", "pyqtgraph")
    found = [f"Python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in names)]
    return f"bpgui on {', '.join(found)}"
