"""The theme in force, and the news of its change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from bpgui.gui.theme.fonts import font
from bpgui.gui.theme.palette import DARK, LIGHT, Palette
from bpgui.gui.theme.stylesheet import stylesheet

Mode = Literal["dark", "light", "system"]
_SCHEMES = {
    "dark": Qt.ColorScheme.Dark,
    "light": Qt.ColorScheme.Light,
    "system": Qt.ColorScheme.Unknown,
}


class Changes(QObject):
    """The palette in force; `changed` carries a new one when the widgets already have it."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.palette = DARK
        self.mode: Mode = "dark"
        self._app: QApplication | None = None

    def dress(self, app: QApplication, mode: Mode) -> None:
        """Make `mode` the theme of the application."""
        self.mode = mode
        if self._app is not app:
            self._app = app
            app.setStyle("Fusion")
            app.setFont(font())
            app.styleHints().colorSchemeChanged.connect(self._scheme_changed)
        # Window frames and native dialogs follow where the platform can.
        app.styleHints().setColorScheme(_SCHEMES[mode])
        self._show(app, self._wanted(app))

    def _wanted(self, app: QApplication) -> Palette:
        """The palette of the mode; a desktop that does not say what it likes gets the dark one."""
        if self.mode != "system":
            return LIGHT if self.mode == "light" else DARK
        return LIGHT if self._scheme(app) == Qt.ColorScheme.Light else DARK

    @staticmethod
    def _scheme(app: QApplication) -> Qt.ColorScheme:
        """What the desktop says; Unknown without a desktop."""
        return app.styleHints().colorScheme()

    def _scheme_changed(self) -> None:
        if self._app is not None and self._wanted(self._app) is not self.palette:
            self._show(self._app, self._wanted(self._app))

    @contextmanager
    def lent(self, palette: Palette) -> Iterator[None]:
        """Everything in this palette for a moment in which nothing is painted on the screen."""
        before = self.palette
        if self._app is not None:
            self._show(self._app, palette)
        try:
            yield
        finally:
            if self._app is not None:
                self._show(self._app, before)

    def _show(self, app: QApplication, palette: Palette) -> None:
        self.palette = palette
        app.setPalette(qt_palette(palette))
        app.setStyleSheet(stylesheet(palette))
        self.changed.emit(palette)


changes = Changes()


def current() -> Palette:
    """The palette in force."""
    return changes.palette


def lent(palette: Palette) -> AbstractContextManager[None]:
    """Everything in another palette for a moment, as for a picture on white paper."""
    return changes.lent(palette)


def apply(app: QApplication, mode: Mode = "dark") -> None:
    """Dress the application: style, font, palette and stylesheet; "system" follows the desktop."""
    changes.dress(app, mode)


def qt_palette(palette: Palette) -> QPalette:
    """The same colours for whatever draws itself without the stylesheet."""
    made = QPalette()
    role = QPalette.ColorRole
    roles = {
        role.Window: "panel",
        role.Base: "field",
        role.AlternateBase: "raised",
        role.Button: "raised",
        role.ToolTipBase: "raised",
        role.WindowText: "text",
        role.Text: "text",
        role.ButtonText: "text",
        role.ToolTipText: "text",
        role.BrightText: "bad",
        role.PlaceholderText: "muted",
        role.Highlight: "accent_fill",
        role.HighlightedText: "on_accent",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Light: "hover",
        role.Midlight: "hover",
        role.Mid: "line",
        role.Dark: "line",
        role.Shadow: "window",
    }
    for qt_role, name in roles.items():
        made.setColor(qt_role, QColor(getattr(palette, name)))
    for qt_role in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        made.setColor(QPalette.ColorGroup.Disabled, qt_role, QColor(palette.disabled))
    return made
