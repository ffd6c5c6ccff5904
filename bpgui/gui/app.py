"""The application: Qt, its settings and its look, and the one window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from bpgui.gui import theme
from bpgui.gui.settings import stored_theme
from bpgui.gui.views.kit import ink
from bpgui.gui.window import MainWindow
from bpgui.gui.workshop.shift import SWITCH_INTERVAL
from bpgui.project.error import ProjectError
from bpgui.project.examples import load_example

FIRST = "spiral"


def run(path: str | None) -> int:
    """Show the window with a project, an example (example:NAME) or the first; the exit code."""
    # Whatever else is at work, the window has not long to wait for the interpreter.
    sys.setswitchinterval(SWITCH_INTERVAL)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("bpgui")
    app.setApplicationDisplayName("bpgui")
    app.setOrganizationName("bpgui")
    app.setDesktopFileName("bpgui")
    app.setWindowIcon(theme.app_icon())
    settings = QSettings("bpgui", "bpgui")
    theme.apply(app, stored_theme(settings))
    window = MainWindow(load_example(FIRST), settings, FIRST)
    window.show()
    # Loaded once the window stands, and before the first curve needs it.
    QTimer.singleShot(0, window, ink.pyqtgraph)
    if path is not None:
        # Once the window stands: what cannot be opened is told there.
        QTimer.singleShot(0, window, lambda: _open(window, path))
    return app.exec()


def _open(window: MainWindow, path: str) -> None:
    if path.startswith("example:"):
        try:
            window.files.open_example(path.removeprefix("example:"))
        except ProjectError as error:
            window.say("error", str(error))
    else:
        window.files.open_path(Path(path))
