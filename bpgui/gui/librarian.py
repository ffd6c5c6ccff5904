"""The librarian: keeps runs that another one follows, lists them, and brings them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal, Slot

from bpgui.gui import format
from bpgui.gui.batch import Batch
from bpgui.gui.document import Document
from bpgui.gui.panels import RunsPanel
from bpgui.gui.run import Run
from bpgui.gui.runs.archive import Archive
from bpgui.gui.runs.past import Past
from bpgui.gui.runs.row import Row, of_past, of_present
from bpgui.gui.tempo import Tempo
from bpgui.gui.views.view import View
from bpgui.project.differences import diff

#: Seconds between two looks at the numbers of a run that trains.
LOOK = 0.25


class Librarian(QObject):
    """Stands between the run, the archive of past ones, their list and the plots.

    `said(sentence)` is for the status bar; `lost(sentence, bring back)` when runs were deleted.
    """

    said = Signal(str)
    lost = Signal(str, object)

    def __init__(
        self, document: Document, run: Run, panel: RunsPanel, views: Iterable[View]
    ) -> None:
        super().__init__(panel)
        self._document, self._run, self._panel = document, run, panel
        self._views = tuple(views)
        self.archive = Archive(self)
        self._tempo = Tempo(LOOK)
        self._changes: dict[int, list[str]] = {}
        archive = self.archive
        archive.changed.connect(self._show)
        archive.dropped.connect(self._dropped)
        document.replaced.connect(archive.clear)
        run.restarted.connect(self.compare)
        run.advanced.connect(self._advanced)
        panel.opened.connect(self._show)
        panel.renamed.connect(archive.rename)
        panel.shown.connect(archive.show)
        panel.settings_wanted.connect(self.take_settings)
        panel.deleted.connect(self._delete)
        panel.all_deleted.connect(self._delete_all)

    # -- keeping -------------------------------------------------------------------------------

    def keep(self) -> Past | None:
        """Keep the present run, which another one is about to follow. It should stand."""
        run = self._run
        if run.info is None or run.trained is None:
            return None
        kept = self.archive.keep(
            run.trained,
            run.history,
            run.newest,
            run.info.prepared.classifies,
            run.ended,
            run.info.first_step,
        )
        if kept is not None:
            self.said.emit(f"{kept.name} is kept: compare it under Runs.")
        return kept

    def fork(self) -> None:
        """Go on from where the run stands with the project as it is; what was stays beside it."""
        step, name = self._run.standing.step, self.archive.present
        self.keep()
        self.archive.origin = f"step {format.count(step)} of {name}"
        self._run.fork(self._document.project)

    @Slot(int)
    def take_settings(self, number: int) -> None:
        """Make the project what it was for this run, as an edit."""
        past = self.archive.past(number)
        self._document.once_read(
            past.project.data.source,
            lambda: self._document.edit(past.project, f"Settings of {past.name}"),
        )

    def resume(self, number: int) -> None:
        """Go on with a past run; the present one takes its place among them."""
        past = self.archive.past(number)
        self._document.once_read(past.project.data.source, lambda: self._go_on_with(past))

    def _go_on_with(self, past: Past) -> None:
        self.keep()
        self._document.edit(past.project, f"Settings of {past.name}")
        self.archive.origin = f"step {format.count(past.steps)} of {past.name}"
        self._run.reset(past.project, past.state, past.history)

    # -- deleting ------------------------------------------------------------------------------

    def _delete(self, number: int) -> None:
        name = self.archive.past(number).name
        self._lose(f"{name} was deleted.", lambda: self.archive.delete(number))

    def _delete_all(self) -> None:
        many = len(self.archive.pasts)
        self._lose(f"{many} past runs were deleted.", self.archive.delete_all)

    def _lose(self, sentence: str, delete: Callable[[], None]) -> None:
        before = self.archive.pasts
        delete()
        self.lost.emit(sentence, lambda: self.archive.bring_back(before))

    @Slot(object)
    def _dropped(self, past: Past) -> None:
        self.said.emit(f"{past.name} had to make room for newer runs.")

    # -- showing -------------------------------------------------------------------------------

    @Slot()
    def compare(self, *_: object) -> None:
        """Say what sets every run apart from the project as it stands now."""
        self._changes = {}
        self._show()

    def _show(self) -> None:
        pasts = self.archive.pasts
        rows = [of_past(past, self._differences(past)) for past in reversed(pasts)]
        self._panel.show_rows([self._present(), *rows])
        for view in self._views:
            view.compare(self.archive.visible)

    def _differences(self, past: Past) -> list[str]:
        if past.number not in self._changes:
            self._changes[past.number] = diff(past.project, self._document.project)
        return self._changes[past.number]

    def _present(self) -> Row:
        run, archive = self._run, self.archive
        classifies = run.info is None or run.info.prepared.classifies
        changes = [] if run.project is None else diff(run.project, self._document.project)
        return of_present(archive.present, archive.origin, run.standing, classifies, changes)

    @Slot(object)
    def _advanced(self, batch: Batch) -> None:
        if self._panel.isVisible() and (not self._run.running or self._tempo.due()):
            self._panel.show_present(self._present())
