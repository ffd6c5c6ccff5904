"""Cut, copy, paste and duplicate."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from bpgui.engine.counted import counted
from bpgui.engine.framing import part_of
from bpgui.engine.graph import Graph, Position
from bpgui.gui.canvas import clipboard, edits
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.geometry import CARD, SNAP, snapped

#: What is pasted onto itself moves aside by this much.
_ASIDE = 4 * SNAP


class Copying:
    """Between the selection, the system's clipboard, and the diagram."""

    def __init__(self, desk: Desk, pointer: Callable[[], QPointF | None]) -> None:
        self._desk, self._pointer = desk, pointer

    def copy(self) -> bool:
        """Put the selected nodes on the clipboard as text; whether there were any."""
        ids = self._desk.selection.nodes
        if not ids:
            self._desk.say(_tr("Select a layer to copy it."))
            return False
        QGuiApplication.clipboard().setText(clipboard.to_text(self._desk.graph, ids))
        self._desk.say(_tr("Copied {what}.").format(what=self._desk.names(ids)))
        return True

    def cut(self) -> None:
        """Copy the selected nodes, then remove them."""
        ids, what = self._desk.selection.nodes, self._desk.names(self._desk.selection.nodes)
        if self.copy():
            after = edits.removed(self._desk.graph, ids, self._desk.document.check)
            self._desk.document.edit_graph(after, f"Cut {what}")
            self._desk.say(_tr("Cut {what}.").format(what=what))

    def paste(self, with_wires: bool = False) -> None:
        """Add what the clipboard holds at the pointer; `with_wires`, fed as the original was."""
        try:
            part = clipboard.from_text(QGuiApplication.clipboard().text())
        except clipboard.PasteError as error:
            self._desk.say(str(error))
            return
        graph, by = self._desk.graph, self._landing(part.graph)
        after, ids = clipboard.merged(graph, part.graph, by)
        if with_wires:
            after = clipboard.rewired(after, part.incoming, ids)
        self._desk.document.edit_graph(after, f"Paste {counted(len(ids), 'layer')}")
        self._desk.selection.only(ids.values())

    def duplicate(self) -> None:
        """Add copies of the selected nodes below them, with the wires among them."""
        ids, graph = self._desk.selection.nodes, self._desk.graph
        if not ids:
            self._desk.say(_tr("Select a layer to duplicate it."))
            return
        height = _extent(part_of(graph, ids)).height()
        by = snapped((0.0, height + 3 * SNAP))
        after, made = clipboard.merged(graph, part_of(graph, ids), by)
        self._desk.document.edit_graph(after, f"Duplicate {self._desk.names(ids)}")
        self._desk.selection.only(made.values())
        self._desk.view.keep_in_sight(self._desk.scene.extent(made.values()))

    def _landing(self, part: Graph) -> Position:
        """How far pasted nodes move: to the pointer over the canvas, and off what is there."""
        room, pointer = _extent(part), self._pointer()
        by = (0.0, 0.0)
        if pointer is not None:
            by = (pointer.x() - room.center().x(), pointer.y() - room.center().y())
        elif not self._desk.view.visible().intersects(room):
            middle = self._desk.view.visible().center()
            by = (middle.x() - room.center().x(), middle.y() - room.center().y())
        by = snapped(by)
        taken = {node.at for node in self._desk.graph.nodes.values()}
        first = next(iter(part.nodes.values())).at
        while (first[0] + by[0], first[1] + by[1]) in taken:
            by = (by[0] + _ASIDE, by[1] + _ASIDE)
        return by


def _extent(graph: Graph) -> QRectF:
    room = QRectF()
    for node in graph.nodes.values():
        room = room.united(CARD.translated(*node.at))
    return room


def _tr(text: str) -> str:
    return QCoreApplication.translate("Copying", text)
