"""What the commands for frames and groups do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from bpgui.atomic import why_not
from bpgui.engine.frame import COLORS, Frame
from bpgui.engine.framing import common, exactly, framed, newest, unframed, with_frame
from bpgui.engine.graph import GraphError
from bpgui.gui.canvas import shelf
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.level import plugs_of
from bpgui.gui.canvas.room import parted


class Framing:
    """Acts on the selection. What cannot be done is said in a sentence."""

    def __init__(
        self,
        desk: Desk,
        retitle: Callable[[int, object], None],
        blocks_changed: Callable[[], None],
    ) -> None:
        self._desk, self._retitle, self._blocks_changed = desk, retitle, blocks_changed

    def frame(self) -> None:
        """Put a frame around the selected nodes, and let the user name it."""
        gesture = object()
        made = self._made(collapsed=False, gesture=gesture)
        if made:
            self._desk.selection.only(frames=[made])
            self._retitle(made, gesture)

    def unframe(self) -> None:
        """Remove the frame that is selected, or the innermost around what is."""
        desk, frame = self._desk, self._meant()
        if not frame:
            desk.say(_tr("Select a frame, or a layer in one, to remove the frame."))
            return
        held, title = desk.graph.contents[frame], desk.graph.frames[frame].title
        desk.document.edit_graph(unframed(desk.graph, [frame]), f"Remove frame {title}")
        desk.selection.only(held)

    def collapse(self) -> None:
        """Make one card of the frame that is selected, or of the selected nodes; or expand it."""
        frame = self._frame_to_fold()
        if frame:
            self._fold(self._desk.graph.frames[frame])
        elif len(self._desk.selection.nodes) > 1:
            self._made(collapsed=True)
        else:
            self._desk.say(_tr("Select a frame, or two layers or more, to collapse them."))

    def go_in(self) -> None:
        """Look inside the frame that is selected."""
        frame = self._desk.frame() or exactly(self._desk.graph, self._desk.selection.nodes)
        if frame:
            self._desk.document.enter(frame)
        else:
            self._desk.say(_tr("Select a group or a frame to go inside."))

    def go_out(self) -> None:
        """From inside a frame to what is around it."""
        if self._desk.document.inside:
            self._desk.go_out()
        else:
            self._desk.say(_tr("This is all of the diagram already."))

    def next_color(self) -> None:
        """Give the frame that is selected the next colour."""
        self.recolor("")

    def recolor(self, color: str) -> None:
        """Give the frame that is selected this colour; the next one for none."""
        frame = self._meant()
        if not frame:
            self._desk.say(_tr("Select a frame, or a layer in one, to colour the frame."))
            return
        before = self._desk.graph.frames[frame]
        color = color or COLORS[(COLORS.index(before.color) + 1) % len(COLORS)]
        after = with_frame(self._desk.graph, dataclasses.replace(before, color=color))
        self._desk.document.edit_graph(after, f"Colour {before.title} {color}")

    def save_block(self) -> None:
        """Keep the frame that is selected as a block, to be added anywhere, in any project."""
        desk, frame = self._desk, self._meant()
        if not frame:
            desk.say(_tr("Select a frame or a group to save it as a block."))
            return
        inlets, _ = plugs_of(desk.graph, desk.graph.contents[frame])
        sources = (e.source for node, _ in inlets for e in desk.graph.incoming[node])
        usual = (desk.document.check.shapes.get(source) for source in sources)
        title = desk.graph.frames[frame].title
        try:
            shelf.save(desk.graph, frame, next(usual, None))
        except shelf.ShelfError as error:
            desk.say(str(error))
        except OSError as error:
            desk.say(why_not(error, shelf.folder() / f"{title}.json"))
        else:
            self._blocks_changed()
            said = _tr("Saved {title} as a block: press Tab and type its name to add it.")
            desk.say(said.format(title=title))

    def forget_block(self, label: str) -> None:
        """Throw a block away that was saved."""
        try:
            shelf.forget(label)
        except OSError as error:
            self._desk.say(why_not(error, shelf.folder() / f"{label}.json"))
        else:
            self._blocks_changed()
            self._desk.say(_tr("Forgot the block {label}.").format(label=label))

    # -- inside --------------------------------------------------------------------------------

    def _made(self, collapsed: bool, gesture: object = None) -> int:
        """Make a frame around the selection; its id, or 0 where that cannot be."""
        desk, ids = self._desk, self._desk.selection.nodes
        try:
            after = framed(desk.graph, ids, collapsed=collapsed)
        except GraphError as error:
            desk.say(str(error))
            return 0
        verb = "Collapse" if collapsed else "Frame"
        made = newest(after).id
        desk.document.edit_graph(after, f"{verb} {desk.names(ids)}", gesture)
        return made

    def _meant(self) -> int:
        """The frame selected, or the innermost one around the selection."""
        desk, chosen = self._desk, self._desk.selection.nodes
        found = desk.frame() or exactly(desk.graph, chosen) or common(desk.graph, chosen)
        return 0 if found == desk.document.inside else found

    def _frame_to_fold(self) -> int:
        desk, chosen = self._desk, self._desk.selection.nodes
        found = desk.frame() or exactly(desk.graph, chosen)
        if not found and len(chosen) == 1:
            found = common(desk.graph, chosen)
        return 0 if found == desk.document.inside else found

    def _fold(self, frame: Frame) -> None:
        desk, held = self._desk, self._desk.graph.contents[frame.id]
        after = with_frame(desk.graph, dataclasses.replace(frame, collapsed=not frame.collapsed))
        if frame.collapsed:
            after = parted(after, frame.id, desk.document.inside)
        verb = "Expand" if frame.collapsed else "Collapse"
        desk.document.edit_graph(after, f"{verb} {frame.title}")
        desk.selection.only(held, frames=[frame.id] if frame.collapsed else [])
        desk.view.follow()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Framing", text)
