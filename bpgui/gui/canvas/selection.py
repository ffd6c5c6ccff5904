"""What is selected: nodes, shared by the whole window; wires and frames, known to the canvas."""

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
        self._frames: frozenset[int] = frozenset()
        document.selected.connect(self._selected)

    @property
    def nodes(self) -> frozenset[int]:
        """The selected nodes."""
        return self._document.selection

    @property
    def wires(self) -> frozenset[Edge]:
        """The selected wires."""
        return self._wires

    @property
    def frames(self) -> frozenset[int]:
        """The selected frames; what they hold is selected with them."""
        return self._frames

    def only(
        self,
        nodes: Iterable[int] = (),
        wires: Iterable[Edge] = (),
        frames: Iterable[int] = (),
    ) -> None:
        """Select these and nothing else; with a frame, all that it holds."""
        self._wires, self._frames = frozenset(wires), frozenset(frames)
        contents = self._document.graph.contents
        self._document.select(frozenset(nodes).union(*(contents[id] for id in self._frames)))
        self.show()

    def toggle(self, *nodes: int) -> None:
        """Add these nodes to the selection; take them away if all of them are in it."""
        chosen = frozenset(nodes)
        rest = self.nodes - chosen if chosen <= self.nodes else self.nodes | chosen
        self.only(rest, self._wires)

    def toggle_wire(self, edge: Edge) -> None:
        """Add this wire to the selection, or take it away."""
        self.only(self.nodes, self._wires ^ {edge})

    def show(self) -> None:
        """Mark what is selected, leaving out wires and frames that are gone, or no longer full."""
        self._wires &= self._scene.wires.keys()
        shown, contents = self._scene.around.frames, self._document.graph.contents
        self._frames = frozenset(
            id for id in self._frames if id in shown and contents[id] <= self.nodes
        )
        self._scene.select(self.nodes, self._wires, self._frames)
        self.changed.emit()

    def _selected(self, ids: object) -> None:
        self.show()
