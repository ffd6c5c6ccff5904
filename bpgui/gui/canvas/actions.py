"""The commands of the canvas, for its shortcuts and for the menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.canvas import edits
from bpgui.gui.canvas.desk import Desk

_NONE: tuple[str, ...] = ()


class Actions:
    """Every command by its name. Shortcuts work while the canvas has the keyboard."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        self._desk, self._owner = desk, owner
        self.by_name: dict[str, QAction] = {}
        tr = owner.tr
        self._add("delete", tr("Delete"), self.delete, ("Delete", "Backspace"), "delete")
        self._add("select_all", tr("Select All"), self.select_all, ("Ctrl+A",))
        self._add("fit", tr("Fit"), self.fit, ("F",), "fit")
        self._add("zoom_reset", tr("Zoom to 100 %"), self.zoom_reset, ("Ctrl+0",))
        self._add("zoom_in", tr("Zoom In"), self.zoom_in, ("Ctrl++", "Ctrl+="), "zoom")
        self._add("zoom_out", tr("Zoom Out"), self.zoom_out, ("Ctrl+-",), "zoom_out")

    def _add(
        self,
        name: str,
        text: str,
        slot: Callable[[], None],
        keys: tuple[str, ...] = _NONE,
        icon: str = "",
    ) -> QAction:
        action = QAction(text, self._owner)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if icon:
            action.setIcon(theme.icon(icon))
        action.triggered.connect(slot)
        self._owner.addAction(action)
        self.by_name[name] = action
        return action

    # -- commands ------------------------------------------------------------------------------

    def delete(self) -> None:
        """Remove the selected nodes and wires; wires past the nodes heal where shapes allow."""
        desk, nodes, wires = self._desk, self._desk.selection.nodes, self._desk.selection.wires
        if not nodes and not wires:
            desk.say(self._owner.tr("Select a layer or a wire to delete it."))
            return
        after = edits.removed(desk.graph.disconnect(*wires), nodes, desk.document.check)
        desk.document.edit_graph(after, f"Delete {desk.names(nodes)}" if nodes else "Delete wire")

    def select_all(self) -> None:
        """Select every node."""
        self._desk.selection.only(self._desk.graph.nodes)

    def fit(self) -> None:
        """Show the selection, or everything."""
        self._desk.view.fit(self._desk.selection.nodes)

    def zoom_reset(self) -> None:
        """Back to 100 %."""
        self._desk.view.zoom_to(1.0)

    def zoom_in(self) -> None:
        """One step nearer."""
        self._desk.view.zoom_by(1.25)

    def zoom_out(self) -> None:
        """One step away."""
        self._desk.view.zoom_by(0.8)
