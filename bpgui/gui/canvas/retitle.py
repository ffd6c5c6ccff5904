"""Giving a frame another title where it stands."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QRectF

from bpgui.engine.framing import with_frame
from bpgui.engine.graph import clean_name
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.frame_item import BAR
from bpgui.gui.canvas.in_place import InPlace
from bpgui.gui.canvas.rename import NAME


class Retitle(InPlace):
    """A line over the title of a frame, or the name of a group."""

    def __init__(self, desk: Desk, frame: int, gesture: object = None) -> None:
        self._frame, self._gesture = frame, gesture
        super().__init__(desk, desk.graph.frames[frame].title)
        self.setObjectName("canvas_retitle")
        self.setAccessibleName(self.tr("Title of the frame"))

    def box(self) -> QRectF | None:
        around = self.desk.scene.around
        if self._frame in around.groups:
            return NAME.translated(around.groups[self._frame].pos())
        if self._frame not in around.frames:
            return None
        rect = around.frames[self._frame].rect
        return QRectF(rect.left() + 4, rect.top() + 2, min(rect.width() - 8, 260), BAR - 4)

    def apply(self, typed: str) -> None:
        frame = self.desk.graph.frames[self._frame]
        if not clean_name(typed):
            said = self.tr("A frame needs a title: it is called {title}.")
            self.desk.say(said.format(title=frame.title))
            return
        after = with_frame(self.desk.graph, dataclasses.replace(frame, title=typed))
        self.desk.document.edit_graph(after, f"Rename {frame.title}", self._gesture)
