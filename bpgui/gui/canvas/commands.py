"""What each command of the canvas does."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication

from bpgui.engine.composite import Composite, opened
from bpgui.engine.counted import counted
from bpgui.engine.frame import Frame
from bpgui.engine.framing import unframed
from bpgui.engine.graph import Graph, GraphError, Node, Position
from bpgui.gui.canvas import arranging, edits, summary
from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.copying import Copying
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.hands import Hands
from bpgui.gui.canvas.layout import arranged, tidied

Arrange = Callable[[Graph, Collection[int]], dict[int, Position]]


class Commands(QObject):
    """Acts on the selection. What cannot be done is said in a sentence."""

    def __init__(
        self,
        desk: Desk,
        hands: Hands,
        rename: Callable[[int], None],
        retitle: Callable[[int], None],
        help: Callable[[int], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._hands, self._help = desk, hands, help
        self._rename, self._retitle = rename, retitle
        self._copying = Copying(desk, hands.pointer_inside)

    # -- clipboard -----------------------------------------------------------------------------

    def cut(self) -> None:
        """Move the selection to the clipboard."""
        self._copying.cut()

    def copy(self) -> None:
        """Copy the selection to the clipboard."""
        self._copying.copy()

    def paste(self) -> None:
        """Add what is on the clipboard."""
        self._copying.paste()

    def paste_with_wires(self) -> None:
        """Add what is on the clipboard, wired to what the original was wired to."""
        self._copying.paste(with_wires=True)

    def duplicate(self) -> None:
        """Add a copy of the selection."""
        self._copying.duplicate()

    # -- editing -------------------------------------------------------------------------------

    def delete(self) -> None:
        """Remove the selected nodes and wires; wires past the nodes heal where shapes allow."""
        desk, nodes, wires = self._desk, self._desk.selection.nodes, self._desk.selection.wires
        if desk.selection.frames:
            self._delete_frames(desk.selection.frames)
            return
        if not nodes and not wires:
            desk.say(self.tr("Select a layer or a wire to delete it."))
            return
        after = edits.removed(desk.graph.disconnect(*wires), nodes, desk.document.check)
        what = (
            desk.names(nodes)
            if nodes
            else "wire"
            if len(wires) == 1
            else counted(len(wires), "wire")
        )
        desk.document.edit_graph(after, f"Delete {what}")

    def _delete_frames(self, frames: frozenset[int]) -> None:
        """Remove frames; what they hold stays."""
        graph, some = self._desk.graph, f"{len(frames)} frames"
        what = some if len(frames) > 1 else graph.frames[min(frames)].title
        self._desk.document.edit_graph(unframed(graph, frames), f"Remove frame {what}")

    def add(self) -> None:
        """Look for a layer to add: after the selected one while that leads nowhere, else here."""
        graph, chosen = self._desk.graph, self._desk.selection.nodes
        last = graph.nodes[min(chosen)] if len(chosen) == 1 else None
        if last is not None and (graph.outgoing[last.id] or not last.layer.has_output):
            last = None
        self._desk.search(Spot(self._hands.pointer(), behind=last))

    def rename(self) -> None:
        """Rename the selected node where it stands."""
        if frame := self._desk.frame():
            self._retitle(frame)
            return
        node = self._one(self.tr("Select one layer to rename it."))
        if node is not None:
            self._rename(node)

    def draw_wire(self) -> None:
        """Draw a wire from the selected node with the keyboard."""
        node = self._one(self.tr("Select the layer that the wire shall start from."))
        if node is not None:
            self._hands.start_wire(node)

    def unwire(self) -> None:
        """Remove every wire at the selected nodes."""
        desk, ids = self._desk, self._desk.selection.nodes
        wires = [e for e in desk.graph.edges if e.source in ids or e.target in ids]
        if not wires:
            desk.say(self.tr("Select a layer that has wires to remove them."))
            return
        desk.document.edit_graph(desk.graph.disconnect(*wires), f"Disconnect {desk.names(ids)}")

    def mend(self) -> None:
        """Apply the first cure that is offered for the selected nodes, or else for any."""
        problems = self._desk.document.check.problems
        chosen = self._desk.selection.nodes
        fixes = [p.fix for p in problems if p.fix and (p.node in chosen or not chosen)]
        if fixes:
            self._desk.mend(fixes[0])
        else:
            self._desk.say(self.tr("Nothing here has a cure to apply."))

    def mute(self) -> None:
        """Let the selected nodes pass their input on as it is; or let them be heard again."""
        desk, chosen = self._desk, self._desk.selection.nodes
        nodes = [desk.graph.nodes[id] for id in sorted(chosen)]
        ids = [node.id for node in nodes if node.can_be_muted]
        if not ids:
            desk.say(_why_not_muted(desk.graph, nodes))
            return
        muted = not all(desk.graph.nodes[id].muted for id in ids)
        what = desk.names(frozenset(ids))
        after = desk.graph.mute(ids, muted)
        desk.document.edit_graph(after, f"{'Mute' if muted else 'Unmute'} {what}")
        said = self.tr("{what} passes its input on: press M to hear it again.")
        if len(ids) > 1:
            said = self.tr("{what} pass their input on: press M to hear them again.")
        desk.say(said.format(what=what) if muted else "")

    def open_up(self) -> None:
        """Put the parts of a layer that is a small diagram itself in its place."""
        desk, node = self._desk, self._one(self.tr("Select a layer to open it up."))
        if node is None:
            return
        before, name = desk.graph, desk.graph.nodes[node].name
        wires = before.incoming[node]
        shape = desk.document.check.shapes.get(wires[0].source) if wires else None
        whole = node in desk.document.check.shapes
        if not isinstance(before.nodes[node].layer, Composite) or shape is None or not whole:
            said = self.tr(
                "{name} cannot be opened up: only a connected Transformer block and the like can."
            )
            desk.say(said.format(name=name))
            return
        after = opened(before, node, shape)
        parts = after.nodes.keys() - before.nodes.keys()
        desk.document.edit_graph(after.move(arranged(after, parts)), f"Open up {name}")
        desk.selection.only(parts)
        desk.view.follow()

    def copy_summary(self) -> None:
        """Put a table of all layers on the clipboard."""
        table = summary.rows(self._desk.graph, self._desk.document.check)
        QGuiApplication.clipboard().setText(summary.markdown(table))
        self._desk.say(self.tr("Copied the summary as Markdown."))

    def select_all(self) -> None:
        """Select every node."""
        self._desk.selection.only(self._desk.scene.level.within_reach)

    # -- places --------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Arrange the selected nodes, or all, in columns with few crossings."""
        level, everything = self._desk.scene.level, len(self._stops()) < 2
        stops = level.cards.nodes.keys() if everything else self._stops()
        if stops:
            after = self._desk.graph.move(level.moves(tidied(level, stops)))
            self._desk.document.edit_graph(after, "Tidy up")
        if everything:
            self._desk.view.fit()

    def align_row(self) -> None:
        """All selected nodes at one height."""
        self._arrange_selected(arranging.in_row, "Align in a row")

    def align_column(self) -> None:
        """All selected nodes below each other."""
        self._arrange_selected(arranging.in_column, "Align in a column")

    def distribute_across(self) -> None:
        """Equal steps from left to right."""
        self._arrange_selected(arranging.spread_across, "Distribute across")

    def distribute_down(self) -> None:
        """Equal steps from top to bottom."""
        self._arrange_selected(arranging.spread_down, "Distribute down")

    # -- looking -------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the selection, or everything."""
        self._desk.view.fit(self._desk.selection.nodes)

    def zoom_in(self) -> None:
        """One step nearer."""
        self._desk.view.zoom_by(1.25)

    def zoom_out(self) -> None:
        """One step away."""
        self._desk.view.zoom_by(0.8)

    def zoom_reset(self) -> None:
        """Back to 100 %."""
        self._desk.view.zoom_to(1.0)

    def help(self) -> None:
        """Open the page of the selected node's layer."""
        if frame := self._desk.frame():
            self._desk.say(_about(self._desk.graph.frames[frame]))
            return
        node = self._one(
            self.tr("Select a layer to read about it; all else is in Help > First Steps.")
        )
        if node is not None:
            self._help(node)

    # -- inside --------------------------------------------------------------------------------

    def _one(self, otherwise: str) -> int | None:
        """The node a command is about; says what to do where there is none."""
        node = self._hands.keyboard.here()
        if node is None:
            self._desk.say(otherwise)
        return node

    def _arrange_selected(self, arrange: Arrange, text: str) -> None:
        if len(self._stops()) < 2:
            self._desk.say(self.tr("Select two layers or more to line them up."))
        else:
            self._arrange(self._stops(), arrange, text)

    def _stops(self) -> set[int]:
        """The selected cards, those of groups among them."""
        level = self._desk.scene.level
        return {stop for id in self._desk.selection.nodes if (stop := level.stop(id))}

    def _arrange(self, stops: Collection[int], arrange: Arrange, text: str) -> None:
        level = self._desk.scene.level
        if stops:
            moves = level.moves(arrange(level.cards, stops))
            self._desk.document.edit_graph(self._desk.graph.move(moves), text)


def _why_not_muted(graph: Graph, nodes: list[Node]) -> str:
    try:
        graph.mute(node.id for node in nodes)
    except GraphError as error:
        return str(error)
    return QCoreApplication.translate("Commands", "Select a layer to mute it.")


def _about(frame: Frame) -> str:
    """What can be done with a frame, in a sentence."""
    if frame.collapsed:
        said = "{title} is a frame folded into one card: Enter goes inside, H unfolds it."
    else:
        said = "{title} holds layers together: H folds it into one card, Ctrl+Shift+G removes it."
    return QCoreApplication.translate("Commands", said).format(title=frame.title)
