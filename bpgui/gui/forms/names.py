"""Settings that are names out of a list: typed, or ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolButton

from bpgui.engine.declaration import Declaration
from bpgui.engine.fields import Names
from bpgui.gui.forms.text import TextEditor


class NamesEditor(TextEditor):
    """The names as a line of text, and a button with all there are to choose from."""

    def __init__(self, spec: Names) -> None:
        self._names = spec
        self._owner: Declaration | None = None
        self._choose = QToolButton()
        self._choose.setObjectName("choose_names")
        self._choose.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._choose.setToolTip("Choose from the columns")
        self._choose.setAccessibleName("Choose from the columns")
        super().__init__(spec, self._choose)
        self.line.setPlaceholderText(spec.nothing)
        self._menu = _Ticked(self._choose) if spec.many else QMenu(self._choose)
        self._menu.setObjectName("names_menu")
        self._menu.aboutToShow.connect(self._fill)
        self._menu.aboutToHide.connect(self.finished)
        self._choose.setMenu(self._menu)

    def set_owners(self, declarations: Sequence[Declaration]) -> None:
        self._owner = declarations[0] if len(declarations) == 1 else None

    def _chosen(self) -> list[str]:
        return [name.casefold() for name in self._names.split(self.line.text())]

    def _fill(self) -> None:
        self._menu.clear()
        offered = self._names.offered(self._owner) if self._owner is not None else ()
        chosen = self._chosen()
        for name in offered:
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name.casefold() in chosen)
            action.triggered.connect(self._ticked)
        if not offered:
            self._menu.addAction("There is no table to choose from").setEnabled(False)

    def _ticked(self, ticked: bool) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        if self._names.many:
            ticks = [a.data() for a in self._menu.actions() if a.isChecked()]
            self._take(self._names.join(ticks))
        else:
            self._take(self._names.join([action.data()]) if ticked else "")

    def _take(self, listed: str) -> None:
        self.set_value(listed)
        self.enter(listed)


class _Ticked(QMenu):
    """A menu that stays open while one ticks what is in it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action in self.actions() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)
