"""The application: Qt, its settings and its look, and the one window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from bpgui.gui import theme
from bpgui.gui.window import MainWindow
from bpgui.project.error import ProjectError
from bpgui.project.examples import load_example

FIRST = "spiral"


def run(path: str | None) -> int:
    """Show the window, with a project or an example (example:NAME) or the first one; the exit code."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("bpgui")
    app.setApplicationDisplayName("bpgui")
    app.setOrganizationName("bpgui")
    app.setDesktopFileName("bpgui")
    app.setWindowIcon(theme.app_icon())
    settings = QSettings("bpgui", "bpgui")
    theme.apply(app, stored_theme(settings))
    window = MainWindow(load_example(FIRST), settings)
    window.show()
    if path is not None:
        # Once the window stands: what cannot be opened is told there.
        QTimer.singleShot(0, window, lambda: _open(window, path))
    return app.exec()


def stored_theme(settings: QSettings) -> theme.Mode:
    """The theme chosen last; the desktop's where none was."""
    mode = settings.value("theme", "system", type=str)
    return mode if mode in ("dark", "light") else "system"  # type: ignore[return-value]


def _open(window: MainWindow, path: str) -> None:
    if path.startswith("example:"):
        try:
            window.files.open_example(path.removeprefix("example:"))
        except ProjectError as error:
            window.say("error", str(error))
    else:
        window.files.open_path(Path(path))
