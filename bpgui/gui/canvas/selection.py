"""What is selected: nodes, shared by the whole window, and wires, known to the canvas only."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from bpgui.engine.graph import Edge
from bpgui.gui.canvas.scene import Scene
from bpgui.gui.document import Document


class Selection(QObject):
    """The selected nodes and wires, shown in the scene."""

    changed = Signal()

    def __init__(self, document: Document, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._scene = document, scene
        self._wires: frozenset[Edge] = frozenset()
        document.selected.connect(self._selected)

    @property
    def nodes(self) -> frozenset[int]:
        """The selected nodes."""
        return self._document.selection

    @property
    def wires(self) -> frozenset[Edge]:
        """The selected wires."""
        return self._wires

    def only(self, nodes: Iterable[int] = (), wires: Iterable[Edge] = ()) -> None:
        """Select these and nothing else."""
        self._wires = frozenset(wires)
        self._document.select(nodes)
        self.show()

    def toggle(self, node: int) -> None:
        """Add this node to the selection, or take it away."""
        self.only(self.nodes ^ {node}, self._wires)

    def toggle_wire(self, edge: Edge) -> None:
        """Add this wire to the selection, or take it away."""
        self.only(self.nodes, self._wires ^ {edge})

    def show(self) -> None:
        """Mark what is selected, leaving out wires that are gone."""
        self._wires &= self._scene.wires.keys()
        self._scene.select(self.nodes, self._wires)
        self.changed.emit()

    def _selected(self, ids: object) -> None:
        self.show()
