"""New, open, save: between the document and the disk, and never without asking."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from bpgui.data.sources.table_file import SUFFIXES, TableFile
from bpgui.engine.declaration import replace
from bpgui.engine.state import State
from bpgui.gui.document import Document
from bpgui.gui.format import count
from bpgui.gui.run import Run
from bpgui.gui.workshop import questions
from bpgui.project import file as project_file
from bpgui.project import picture
from bpgui.project.adapt import with_data
from bpgui.project.error import ProjectError
from bpgui.project.examples import load_example
from bpgui.project.project import Project
from bpgui.project.starter import blank
from bpgui.project.weights import carried

FILTER = f"bpgui projects (*{project_file.SUFFIX})"
PICTURES = "Pictures of diagrams ({})".format(" ".join(f"*{end}" for end in picture.SUFFIXES))
MOST_RECENT = 8
_PATTERNS = " ".join(f"*{suffix}" for suffix in SUFFIXES)


class Files(QObject):
    """Opens and saves the document. `said(level, sentence)` tells: "info" or "error"."""

    said = Signal(str, str)
    recent_changed = Signal()
    #: A table has been taken for the project's data.
    imported = Signal()

    def __init__(self, document: Document, run: Run, window: QWidget, settings: QSettings) -> None:
        super().__init__(window)
        self._document, self._run, self._window, self._settings = document, run, window, settings

    # -- opening -------------------------------------------------------------------------------

    def new(self) -> None:
        """An empty diagram with its two ends, after asking about unsaved edits."""
        self._bring(blank(), None)

    def open(self) -> None:
        """Ask which project to open."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Open project", self._folder(), f"{FILTER};;{PICTURES}"
        )
        if path:
            self.open_path(Path(path))

    def import_data(self) -> None:
        """Ask which table to learn from."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Import data", self._folder(), f"Tables ({_PATTERNS});;All files (*)"
        )
        if path:
            self.learn_from(Path(path))

    def learn_from(self, path: Path) -> None:
        """Let the open project learn from a table; where that fails, it stays as it is."""
        project = self._document.project
        sources = (TableFile(path=str(path.absolute())), project.data.source)

        def take(after: Project) -> None:
            if self._document.project is project:
                self._take(path, after)
            else:
                self.learn_from(path)  # changed meanwhile; the table is at hand by now

        self._document.reader.read(sources, lambda: _learning_from(path, project), take)

    def _take(self, path: Path, after: Project) -> None:
        if self._document.path is None:
            # What the example said of itself holds no longer.
            after = dataclasses.replace(after, notes="")
        self._document.edit(after, f"Learn from {path.name}")
        self._document.renew()
        if self._document.path is None:
            self._document.rename(path.stem)
        self.imported.emit()
        rows = self._document.dataset
        many = 0 if rows is None else len(rows)
        self.said.emit("info", f"{path.name}: {count(many)} rows. The Data tab says more.")

    def open_path(self, path: Path) -> None:
        """Open a project, or learn from a table; where that fails, what is open stays."""
        if path.suffix.casefold() in SUFFIXES:
            self.learn_from(path)
            return
        if path.suffix.casefold() in picture.SUFFIXES:
            self._open_picture(path)
            return
        try:
            project, state = project_file.load(path)
        except ProjectError as error:
            self._forget(path)
            self.said.emit("error", str(error))
            return
        self._bring(project, path, state)

    def _open_picture(self, path: Path) -> None:
        """Open the project that a picture carries, as an untitled one."""
        try:
            project = picture.load(path)
        except ProjectError as error:
            self.said.emit("error", str(error))
            return
        self._bring(project, None, name=path.stem)

    def open_example(self, name: str) -> None:
        """Open an example of the gallery as an untitled project."""
        self._bring(load_example(name), None, name=name)

    def _bring(
        self,
        project: Project,
        path: Path | None,
        state: State | None = None,
        name: str = "untitled",
    ) -> None:
        """Show this project, once its rows are at hand, after asking about unsaved edits."""

        def show() -> None:
            if self.may_leave():
                self._document.replace(project, path, name)
                self._run.reset(project, state)
                if path is not None:
                    self._remember(path)

        self._document.once_read(project.data.source, show)

    # -- saving --------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save to the document's file, or ask for one; whether it is saved now."""
        if self._document.path is None:
            return self.save_as()
        return self._save(self._document.path)

    def save_as(self) -> bool:
        """Ask for a file and save to it; whether it is saved now."""
        start = (
            self._document.path
            or Path(self._folder()) / f"{self._document.title}{project_file.SUFFIX}"
        )
        path, _ = QFileDialog.getSaveFileName(self._window, "Save project", str(start), FILTER)
        if not path:
            return False
        chosen = Path(path)
        return self._save(chosen if chosen.suffix else chosen.with_suffix(project_file.SUFFIX))

    def _save(self, path: Path) -> bool:
        try:
            state = self._state()
            project_file.save(path, self._document.project, state)
        except ProjectError as error:
            self.said.emit("error", str(error))
            return False
        self._run.saved = self._run.history.last if state is None else state.step
        self._document.saved(path)
        self._remember(path)
        trained = self._run.standing.step > 0
        left_out = " without weights: they belong to the diagram before its last changes"
        self.said.emit("info", f"Saved {path.name}{left_out if trained and not state else ''}.")
        return True

    def _state(self) -> State | None:
        """The training state to save: none before the first step, or when it fits no longer."""
        run = self._run
        if run.project is None or run.stale or not run.standing.step:
            return None
        state = run.ask(questions.state)
        if state is None or run.info is None:
            return None
        return carried(state, run.info.prepared.graph, self._document.graph)

    @property
    def unsaved(self) -> bool:
        """Whether the document has edits that are not in its file, or its run has weights that are
        not. What never had a file is only a try: its weights are not asked about."""
        has_file = self._document.path is not None
        return self._document.dirty or (has_file and self._run.ahead)

    def may_leave(self) -> bool:
        """Whether what is open may go: it is saved, or the user said so."""
        if not self.unsaved:
            return True
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setObjectName("save_changes")
        box.setIcon(QMessageBox.Icon.Question)
        title, steps = self._document.title, self._run.standing.step
        box.setText(f"Save the changes to {title}?")
        box.setInformativeText("They are lost otherwise.")
        if not self._document.dirty:
            box.setText(f"Save the weights of {title}?")
            box.setInformativeText(
                f"It has been trained since it was saved, and stands at step {count(steps)}. "
                "The file has the weights from before."
            )
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    # -- recent files --------------------------------------------------------------------------

    def recent(self) -> list[Path]:
        """The projects opened or saved last, newest first."""
        stored = self._settings.value("recent", [], type=list)
        texts = stored if isinstance(stored, list) else []
        return [Path(text) for text in texts if isinstance(text, str)]

    def _remember(self, path: Path) -> None:
        path = path.absolute()
        kept = [path, *(other for other in self.recent() if other != path)]
        self._store(kept[:MOST_RECENT])

    def _forget(self, path: Path) -> None:
        self._store([other for other in self.recent() if other != path.absolute()])

    def _store(self, paths: list[Path]) -> None:
        self._settings.setValue("recent", [str(path) for path in paths])
        self.recent_changed.emit()

    def _folder(self) -> str:
        if self._document.path is not None:
            return str(self._document.path.parent)
        return str(next((path.parent for path in self.recent()), Path.home()))


def _learning_from(path: Path, project: Project) -> Project:
    """The project with this table for its data; DataError where there is none."""
    source = TableFile.found(path)
    source.load()
    return with_data(project, replace(project.data, source=source))
