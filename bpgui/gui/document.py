"""The project being edited: its undo history, its selection, its file, its problems."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from bpgui.data import DataError, Dataset, Source
from bpgui.engine.check import Check, Problem, check
from bpgui.engine.framing import moved_into
from bpgui.engine.graph import Graph
from bpgui.gui.reader import Reader
from bpgui.project.project import Project
from bpgui.project.remarks import remarks


class Document(QObject):
    """One project, edited by whole values: every edit is (before, after), and undo is the way back.

    Signals carry values: `changed(before, after)` for every edit, undo and redo; `replaced()` when
    another project has come in its place; `selected(ids)`; `entered(frame)` when one looks inside
    another frame (0: at all of it); `named()` when path or dirty mark changed; `renewed()` when the
    file of the data holds other rows, though no setting is another.
    """

    changed = Signal(object, object)
    replaced = Signal()
    selected = Signal(object)
    entered = Signal(int)
    named = Signal()
    renewed = Signal()

    def __init__(
        self, project: Project, parent: QObject | None = None, name: str = "untitled"
    ) -> None:
        super().__init__(parent)
        self._project = project
        self._path: Path | None = None
        self._name = name
        self._selection: frozenset[int] = frozenset()
        self._inside = 0
        #: On its way through several steps at once, of which only the last is told.
        self._travels = False
        self._check: tuple[Project, Check] | None = None
        self._source: Source | None = None
        self._dataset: Dataset | None = None
        self._complaint = ""
        #: Reads what an edit brings along: no project is shown before its rows are at hand.
        self.reader = Reader(self)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._clean_changed)

    @property
    def project(self) -> Project:
        """The project as it stands."""
        return self._project

    @property
    def graph(self) -> Graph:
        """Its diagram."""
        return self._project.graph

    @property
    def check(self) -> Check:
        """Shapes and problems of the diagram as it stands, worked out once per change."""
        known = self._check
        if known is None or known[0] is not self._project:
            data = self.dataset
            last = None if known is None else known[1]
            found = check(self.graph, data.task if data is not None else None, last)
            if data is None:
                complaint = Problem(None, None, self._complaint)
                found = dataclasses.replace(found, problems=(complaint, *found.problems))
            elif odd := tuple(remarks(self._project, data)):
                found = dataclasses.replace(found, problems=(*found.problems, *odd))
            known = (self._project, found)
            self._check = known
        return known[1]

    @property
    def dataset(self) -> Dataset | None:
        """All rows of the chosen data set, unsplit and unscaled; None where it cannot be loaded."""
        source = self._project.data.source
        if self._source != source:
            try:
                self._source, self._dataset, self._complaint = source, source.load(), ""
            except DataError as error:
                self._source, self._dataset, self._complaint = source, None, str(error)
        return self._dataset

    def renew(self) -> None:
        """Take the rows as they are in their file now, if they are others than before."""
        before, self._source = self.dataset, None
        if self.dataset is not before:
            self._check = None
            self.changed.emit(self._project, self._project)
            self.renewed.emit()

    # -- edits ---------------------------------------------------------------------------------

    def edit(self, after: Project, text: str, gesture: object = None) -> None:
        """Make `after` the project, as one undo step called `text`.

        Edits that follow each other under the same `gesture` (any object with an identity: one per
        drag, one per run of key presses) become one step.
        """
        if after != self._project:
            self.undo_stack.push(_Edit(self, self._project, after, text, gesture))

    def edit_graph(self, after: Graph, text: str, gesture: object = None) -> None:
        """Make `after` the diagram, as one undo step; what is new in it is in the frame entered."""
        if self._inside in after.frames:
            new = after.nodes.keys() - self.graph.nodes.keys()
            outside = new - after.contents[self._inside]
            after = moved_into(after, outside, self._inside) if outside else after
        self.edit(dataclasses.replace(self._project, graph=after), text, gesture)

    def once_read(self, source: Source, then: Callable[[], None]) -> None:
        """Do this as soon as the rows of a data set are at hand, or why there are none: at once, or
        when they have been read. What was being read before is given up."""
        if source.slow and source != self._project.data.source:
            self.reader.read((source,), lambda: _try_to_load(source), lambda _: then())
        else:
            self.reader.cancel()
            then()

    def undo(self) -> None:
        """Go back by one step."""
        self.go_to(self.undo_stack.index() - 1)

    def redo(self) -> None:
        """Go forward by one step."""
        self.go_to(self.undo_stack.index() + 1)

    def go_to(self, step: int) -> None:
        """Undo or redo until so many steps are done, as one change; nothing, if the project has
        changed otherwise before the rows it had then have been read."""
        now = self._project
        there = self._after(step)
        if there is not None:
            source = there.data.source
            self.once_read(source, lambda: self._travel(step) if self._project is now else None)

    def _after(self, step: int) -> Project | None:
        """The project as it is when so many steps are done; None where there are not so many."""
        stack = self.undo_stack
        if not 0 <= step <= stack.count():
            return None
        command = stack.command(max(step - 1, 0))
        if not isinstance(command, _Edit):
            return None
        return command.after if step else command.before

    def _travel(self, step: int) -> None:
        before = self._project
        self._travels = True
        self.undo_stack.setIndex(step)
        self._travels = False
        after, self._project = self._project, before
        if after is not before:
            self._put(after)

    def select(self, ids: Iterable[int]) -> None:
        """Make these nodes the selection; ids that do not exist are left out."""
        chosen = frozenset(id for id in ids if id in self.graph.nodes)
        if chosen != self._selection:
            self._selection = chosen
            self.selected.emit(chosen)

    @property
    def selection(self) -> frozenset[int]:
        """The selected nodes."""
        return self._selection

    def enter(self, frame: int) -> None:
        """Look inside a frame; 0 for the whole diagram. Nothing is selected then."""
        if frame != self._inside and (frame in self.graph.frames or not frame):
            self.select(())
            self._inside = frame
            self.entered.emit(frame)

    @property
    def inside(self) -> int:
        """The frame one looks inside of; 0 for the whole diagram."""
        return self._inside

    # -- file ----------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """The file it was opened from or saved to."""
        return self._path

    @property
    def title(self) -> str:
        """The name for the title bar."""
        return self._path.name if self._path else self._name

    @property
    def dirty(self) -> bool:
        """Whether there are edits that are not in the file."""
        return not self.undo_stack.isClean()

    def replace(self, project: Project, path: Path | None, name: str = "untitled") -> None:
        """Put another project in its place, with an empty history; `name` until it has a file.

        What was being read for the one before is given up.
        """
        self.reader.cancel()
        self.select(())
        self._inside = 0
        self._project, self._path, self._name = project, path, name
        self.undo_stack.clear()
        self.replaced.emit()
        self.named.emit()

    def rename(self, name: str) -> None:
        """Call it so until it has a file."""
        self._name = name
        self.named.emit()

    def saved(self, path: Path) -> None:
        """Note that the project as it stands is in this file."""
        self._path = path
        self.undo_stack.setClean()
        self.named.emit()

    def _put(self, after: Project) -> None:
        if self._travels:
            self._project = after
            return
        before, self._project = self._project, after
        chosen = self._selection
        # Whoever hears of the change may ask for the selection: it holds nodes that exist.
        self._selection = frozenset(id for id in chosen if id in self.graph.nodes)
        inside = self._inside
        around = before.graph.frames_around(inside) if inside in before.graph.frames else ()
        self._inside = next((id for id in around if id in self.graph.frames), 0)
        self.changed.emit(before, after)
        if self._inside != inside:
            self.entered.emit(self._inside)
        if self._selection != chosen:
            self.selected.emit(self._selection)

    def _clean_changed(self, clean: bool) -> None:
        self.named.emit()


class _Edit(QUndoCommand):
    """The one undo command: what was, what is."""

    def __init__(
        self, document: Document, before: Project, after: Project, text: str, gesture: object
    ) -> None:
        super().__init__(text)
        self._document, self.before, self.after, self._gesture = document, before, after, gesture

    def redo(self) -> None:
        self._document._put(self.after)

    def undo(self) -> None:
        self._document._put(self.before)

    def id(self) -> int:
        return -1 if self._gesture is None else 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._gesture is not self._gesture:
            return False
        self.after = other.after
        self.setObsolete(self.before == self.after)
        return True


def _try_to_load(source: Source) -> None:
    with suppress(DataError):  # the document says why, once it is asked for the rows
        source.load()
