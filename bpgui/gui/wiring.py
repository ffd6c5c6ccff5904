"""The wiring: what passes between the parts of the window, all of it, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from bpgui.engine.declaration import replace
from bpgui.gui.batch import Batch, RunInfo
from bpgui.gui.dialogs import GradientCheck, Help
from bpgui.gui.microscope import Microscope
from bpgui.gui.views import View
from bpgui.gui.words import health, measures, settings, tips
from bpgui.project.project import Project

if TYPE_CHECKING:
    from bpgui.gui.window import MainWindow


class Conductor(QObject):
    """Stands between the document, the run and what shows them, in the window's thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document, self._run = window.document, window.run
        #: What to do with the run that is being made ready, once it is.
        self._then: Callable[[], None] | None = None
        self._connect()
        self._named()
        self._show_standing()

    def _connect(self) -> None:
        window, document, run = self._window, self._document, self._run
        document.changed.connect(self._edited)
        document.replaced.connect(self._replaced)
        document.selected.connect(self._selected)
        document.named.connect(self._named)
        run.restarted.connect(window.tints.restart)
        run.advanced.connect(window.tints.take)
        run.restarted.connect(self._restarted)
        run.advanced.connect(self._advanced)
        run.state_changed.connect(self._state_changed)
        run.stale_changed.connect(self._stale_changed)
        window.canvas.message.connect(window.status)
        window.canvas.help_requested.connect(self._help)
        window.palette_panel.chosen.connect(window.canvas.add_layer)
        window.problems.go_to.connect(window.canvas.reveal)
        window.health.go_to.connect(window.canvas.reveal)
        window.outline.go_to.connect(window.canvas.reveal)
        window.files.said.connect(window.say)
        window.exports.said.connect(window.say)
        bar = window.run_bar
        bar.run_toggled.connect(self.toggle)
        bar.step_requested.connect(self.step)
        bar.epoch_requested.connect(self.epoch)
        bar.reset_requested.connect(self.reset)
        bar.health_clicked.connect(self._show_health)
        window.scrubber.sought.connect(run.go_to)
        for view in self._showing:
            view.picked.connect(window.canvas.reveal)
            view.watched.connect(run.watch)
            view.said.connect(window.status)

    @property
    def _showing(self) -> tuple[View | Microscope, ...]:
        return (*self._window.views, self._window.microscope)

    # -- the run, as the user asks for it ------------------------------------------------------

    @Slot()
    def toggle(self) -> None:
        """Run or pause."""
        if self._run.running:
            self._run.pause()
        else:
            self._train(self._run.go)

    @Slot()
    def step(self) -> None:
        """One mini-batch."""
        self._train(self._run.step)

    @Slot()
    def epoch(self) -> None:
        """To the end of the epoch."""
        self._train(self._run.epoch)

    @Slot()
    def reset(self) -> None:
        """Back to the first weights, with the diagram as it stands."""
        if self._may_train():
            self._then = None
            self._run.reset(self._document.project)

    @Slot()
    def new_seed(self) -> None:
        """Back to other first weights: those of the next seed."""
        project = self._document.project
        training = replace(project.training, seed=project.training.seed + 1)
        self._document.edit(dataclasses.replace(project, training=training), "New seed")
        self.reset()

    @Slot()
    def check_gradients(self) -> None:
        """Open the gradient check of the diagram as it stands."""
        dialog = GradientCheck(self._document.project, self._window)
        dialog.picked.connect(self._window.canvas.reveal)
        dialog.show()

    def _train(self, command: Callable[[], None]) -> None:
        """Do it with what is seen: a diagram that has changed since the run began starts anew."""
        if not self._may_train():
            return
        if self._run.stale or self._run.standing.status == "failed":
            self._then = command
            self._run.reset(self._document.project)
        elif self._run.info is None:
            self._then = command
        else:
            command()

    def _may_train(self) -> bool:
        problems = [problem for problem in self._document.check.problems if problem.fatal]
        if not problems:
            return True
        self._window.say("error", problems[0].message)
        self._window.docks["problems"].show()
        return False

    # -- what the document says ----------------------------------------------------------------

    @Slot(object, object)
    def _edited(self, before: Project, after: Project) -> None:
        self._window.notice.clear("error")
        if self._document.check.ok:
            self._run.propose(after)
        self._show_standing()

    @Slot()
    def _replaced(self) -> None:
        self._then = None
        self._window.notice.hide()
        self._window.status(self._document.project.notes.partition("\n")[0])

    @Slot(object)
    def _selected(self, ids: frozenset[int]) -> None:
        for view in self._showing:
            view.select(ids)
        self._show_now()

    @Slot()
    def _named(self) -> None:
        self._window.setWindowTitle(f"{self._document.title}[*]")
        self._window.setWindowModified(self._document.dirty)

    @Slot(int)
    def _help(self, node: int) -> None:
        if node in self._document.graph.nodes:
            Help(self._document.graph.nodes[node].layer, self._window).show()

    # -- what the run says ---------------------------------------------------------------------

    @Slot(object)
    def _restarted(self, info: RunInfo) -> None:
        training = info.project.training
        self._window.facts(f"{training.precision}   1 BLAS thread   seed {training.seed}")
        for view in self._showing:
            view.reset(info, self._run.history)
        self._show_standing()
        if self._then is not None:
            command, self._then = self._then, None
            command()

    @Slot(object)
    def _advanced(self, batch: Batch) -> None:
        for view in self._showing:
            view.add(batch)
        if self._run.running:
            self._show_progress()
        else:
            self._show_standing()

    @Slot(str)
    def _state_changed(self, status: str) -> None:
        standing = self._run.standing
        notice = self._window.notice
        if status == "diverged":
            notice.say("warning", standing.message)
        elif status == "failed":
            notice.say("error", standing.message)
        elif status == "finished":
            self._window.status(standing.message)
        elif status == "running":
            notice.clear("warning", "error")
        self._show_standing()

    @Slot(bool)
    def _stale_changed(self, stale: bool) -> None:
        if stale:
            self._window.notice.say(
                "info",
                "The project has changed since this run began: what you see of it is from before.",
                "Reset",
                self.reset,
            )
        else:
            self._window.notice.clear("info")

    # -- what is shown -------------------------------------------------------------------------

    @Slot()
    def _show_health(self) -> None:
        """The dock that explains the pill, there and away again."""
        dock = self._window.docks["problems" if self._fatal else "health"]
        dock.setVisible(not dock.isVisible())

    @property
    def _fatal(self) -> int:
        return sum(problem.fatal for problem in self._document.check.problems)

    def _show_now(self) -> None:
        chosen = self._document.selection
        known = {id: self._window.tints.facts(self._document.check, id) for id in chosen}
        self._window.inspector.show_now(known)

    def _show_standing(self) -> None:
        """Everything that tells how the run stands."""
        bar, data = self._window.run_bar, self._document.dataset
        bar.show_running(self._run.running)
        bar.show_facts(**settings(self._document.project, None if data is None else len(data)))
        bar.show_heading("accuracy", "R²" if self._regression else "Accuracy")
        self._window.scrubber.show_moments(
            self._run.kept, self._run.standing.step, self._run.running
        )
        project = self._run.project if self._run.standing.step else None
        self._window.inspector.set_running(project)
        self._show_progress()

    def _show_progress(self) -> None:
        """What changes with every batch, and nothing that costs the run its speed."""
        bar, standing = self._window.run_bar, self._run.standing
        findings = len(self._window.physician.findings)
        bar.show_health(health(standing, self._fatal, self._run.stale, findings))
        bar.show_facts(**measures(standing, self._regression))
        bar.show_tips(**tips(standing, self._regression))
        self._show_now()

    @property
    def _regression(self) -> bool:
        data, info = self._document.dataset, self._run.info
        if info is not None and info.project == self._document.project:
            return not info.prepared.classifies
        return data is not None and data.task.kind == "regression"
