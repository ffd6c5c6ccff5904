"""Keepsakes: the picture of a view and its numbers, for files and the clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from PySide6.QtCore import QIODevice, QSaveFile, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.gui.views.kit.photograph import photograph
from bpgui.gui.views.kit.table import Table


class Keepsake(QWidget):
    """A widget whose `content` can be saved, and its numbers; a menu offers both.

    said(sentence): what has come of it, for the status bar.
    """

    title: ClassVar[str] = ""

    said = Signal(str)

    content: QWidget

    @property
    def speaking(self) -> bool:
        """Whether there are words in the place of the content."""
        raise NotImplementedError

    def tables(self) -> Iterator[Table]:
        """The numbers it shows."""
        return iter(())

    def actions_here(self, menu: QMenu) -> None:
        """Add the view's own entries to its menu."""

    def picture(self, scale: float = 2.0, on_white: bool = False) -> QImage:
        """The content, `scale` dots a pixel, in the theme in force or as it is on white paper."""
        if not on_white or not theme.current().is_dark:
            return photograph(self.content, scale)
        with theme.lent(theme.LIGHT):
            return photograph(self.content, scale)

    def save_picture(self, path: str, on_white: bool = False) -> None:
        """Write the picture as PNG, whole or not at all."""
        file = QSaveFile(path)
        if file.open(QIODevice.OpenModeFlag.WriteOnly):
            self.picture(on_white=on_white).save(file, "PNG")  # type: ignore[call-overload]
        self._close(file, path)

    def save_table(self, table: Table, path: str) -> None:
        """Write numbers as CSV, whole or not at all."""
        file = QSaveFile(path)
        if file.open(QIODevice.OpenModeFlag.WriteOnly):
            file.write(table.text().encode())
        self._close(file, path)

    def _close(self, file: QSaveFile, path: str) -> None:
        if file.commit():
            self.said.emit(f"Saved {path}.")
        else:
            self.said.emit(f"{path} could not be written: {file.errorString()}.")

    # -- the menu ------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with this view."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self.speaking:
            self.actions_here(menu)
            if menu.actions():
                menu.addSeparator()
        copy = menu.addAction(theme.icon("copy"), "Copy picture", self._copy_picture)
        copy.setObjectName("copy_picture")
        self._offer_pictures(menu)
        for table in self.tables():
            action = menu.addAction(
                theme.icon("export"), f"Save {table.name} as CSV…", Call(self._ask_table, table)
            )
            action.setObjectName(f"save_{table.name.replace(' ', '_')}")
        for action in menu.actions():
            action.setEnabled(not self.speaking or action.isSeparator())
        return menu

    def _offer_pictures(self, menu: QMenu) -> None:
        icon = theme.icon("picture")
        save = menu.addAction(icon, "Save picture as PNG…", Call(self._ask_picture, False))
        save.setObjectName("save_picture")
        if theme.current().is_dark:
            words = "Save picture on white as PNG…"
            white = menu.addAction(icon, words, Call(self._ask_picture, True))
            white.setObjectName("save_picture_on_white")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def _copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(self.picture())
        self.said.emit("The picture is on the clipboard.")

    def _ask_picture(self, on_white: bool) -> None:
        path = self._ask_path(self.title, "PNG picture (*.png)", ".png")
        if path:
            self.save_picture(path, on_white)

    def _ask_table(self, table: Table) -> None:
        path = self._ask_path(table.name, "CSV table (*.csv)", ".csv")
        if path:
            self.save_table(table, path)

    def _ask_path(self, name: str, filter: str, ending: str) -> str:
        suggested = f"{name.lower().replace(' ', '-')}{ending}"
        path, _ = QFileDialog.getSaveFileName(self, f"Save {name}", suggested, filter)
        return path if not path or path.endswith(ending) else path + ending
