"""The wiring: what passes between the parts of the window, all of it, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from bpgui.data.source import Source
from bpgui.engine import blas
from bpgui.engine.arrays import Array
from bpgui.engine.declaration import replace
from bpgui.gui import format
from bpgui.gui.batch import Batch, RunInfo
from bpgui.gui.call import Call
from bpgui.gui.dashboard import Dashboard
from bpgui.gui.dialogs import GradientCheck, Help
from bpgui.gui.microscope.microscope import Microscope
from bpgui.gui.notice import Cure
from bpgui.gui.runs.retreat import retreat
from bpgui.gui.speeds import in_short, in_words
from bpgui.gui.views.tensors import TensorView
from bpgui.gui.views.time import TimeView
from bpgui.gui.views.view import View
from bpgui.gui.workshop import questions
from bpgui.project.continuing import felt
from bpgui.project.error import ProjectError
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare

if TYPE_CHECKING:
    from bpgui.gui.window import MainWindow

STALE = "The project has changed since this run began: what you see of it is from before."


class Conductor(QObject):
    """Stands between the document, the run and what shows them, in the window's thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._document, self._run, self._pilot = window.document, window.run, window.pilot
        self._dashboard = Dashboard(window)
        #: The list of problems has come by itself.
        self._brought = False
        #: What was last said of how the run ended, which holds until it goes on or begins anew.
        self._of_run = ""
        #: The data for which a view that suits them has been brought forward.
        self._suited: Source | None = None
        self._connect()
        self._named()
        self._dashboard.show()
        self._limit(window.speeds.rate)

    def _connect(self) -> None:
        window, document, run, pilot = self._window, self._document, self._run, self._pilot
        document.changed.connect(self._edited)
        document.replaced.connect(self._replaced)
        document.selected.connect(self._selected)
        document.named.connect(self._named)
        document.renewed.connect(pilot.reset)
        window.inspector.know_weights(self._weights)
        run.restarted.connect(window.tints.restart)
        run.advanced.connect(window.tints.take)
        run.restarted.connect(window.neurons.restart)
        run.advanced.connect(window.neurons.take)
        run.restarted.connect(self._restarted)
        run.advanced.connect(self._advanced)
        run.state_changed.connect(self._state_changed)
        run.stale_changed.connect(self._stale_changed)
        window.canvas.message.connect(window.status)
        window.canvas.help_requested.connect(self._help)
        window.palette_panel.chosen.connect(window.canvas.add_layer)
        window.canvas.blocks_changed.connect(self._show_blocks)
        self._show_blocks()
        window.problems.go_to.connect(window.canvas.reveal)
        window.health.go_to.connect(window.canvas.reveal)
        window.health.cured.connect(self._cured)
        window.outline.go_to.connect(window.canvas.reveal)
        window.files.said.connect(window.say)
        document.reader.failed.connect(partial(window.say, "error"))
        window.exports.said.connect(window.say)
        bar = window.run_bar
        bar.run_toggled.connect(pilot.toggle)
        bar.step_requested.connect(pilot.step)
        bar.epoch_requested.connect(pilot.epoch)
        bar.reset_requested.connect(pilot.reset)
        bar.settings_clicked.connect(self._show_settings)
        window.files.imported.connect(lambda: self._show_settings("data"))
        bar.health_clicked.connect(self._dashboard.toggle_health)
        window.speeds.chosen.connect(self._limit)
        window.scrubber.sought.connect(run.go_to)
        window.scrubber.forked.connect(pilot.continue_here)
        for plots in window.views:
            if isinstance(plots, TimeView):
                plots.framed.connect(window.scrubber.align)
        window.runs_panel.resumed.connect(pilot.resume)
        pilot.refused.connect(self._refused)
        pilot.offered.connect(self._offered)
        window.librarian.said.connect(window.status)
        window.librarian.lost.connect(self._lost)
        for view in self._showing:
            view.picked.connect(window.canvas.reveal)
            view.watched.connect(run.watch)
            view.said.connect(window.status)
        for view in window.views:
            view.sampled.connect(self._look_at)
            window.canvas.unit_pointed.connect(view.look_into)

    @property
    def _showing(self) -> tuple[View | Microscope, ...]:
        return (*self._window.views, self._window.microscope)

    @Slot()
    def _show_blocks(self) -> None:
        """The palette offers what the canvas can add."""
        self._window.palette_panel.show_blocks(self._window.canvas.ready_blocks())

    # -- what the user asks for ----------------------------------------------------------------

    @Slot(float)
    def _limit(self, rate: float) -> None:
        self._run.limit(rate)
        self._window.run_bar.show_speed(in_short(rate), in_words(rate), limited=rate > 0)

    @Slot(str)
    def _show_settings(self, tab: str) -> None:
        self._window.docks["inspector"].show()
        self._window.inspector.show_project(tab)

    @Slot()
    def check_gradients(self) -> None:
        """Open the gradient check of the diagram as it stands."""
        project = self._document.project
        self._document.reader.read(
            (project.data.source,), lambda: prepare(project), self._show_check
        )

    def _show_check(self, prepared: Prepared) -> None:
        dialog = GradientCheck(prepared, self._window)
        dialog.picked.connect(self._window.canvas.reveal)
        dialog.show()

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self._window.say("error", sentence)
        dock = self._window.docks["problems"]
        self._brought |= not dock.isVisible()
        self._window.bring("problems")

    @Slot(str, object)
    def _offered(self, sentence: str, cure: Cure) -> None:
        self._say_of_run("info", sentence, cure)

    def _say_of_run(self, level: str, sentence: str, *cures: Cure) -> None:
        self._of_run = sentence
        self._window.notice.say(level, sentence, *cures)

    def _weights(self, node: int) -> Mapping[str, Array]:
        """The weights of a node as the run has them now, by parameter."""
        try:
            state, info = self._run.ask(questions.state), self._run.info
        except ProjectError as error:
            self._window.say("error", str(error))
            return {}
        if state is None or info is None:
            return {}
        found = zip(info.tensors, info.tensor_nodes, strict=True)
        return {name.rpartition("/")[2]: state.parameters[name] for name, id in found if id == node}

    @Slot(bool, int)
    def _look_at(self, validation: bool, row: int) -> None:
        """A row that was clicked is the sample wherever one is looked at."""
        self._window.microscope.stepper.sample.choose(validation, row)
        for view in self._window.views:
            if isinstance(view, TensorView):
                view.sample.choose(validation, row)
        part = "Validation" if validation else "Training"
        self._window.status(
            f"{part} row {format.count(row + 1)} is now the sample in Microscope and Tensors."
        )

    # -- what the document says ----------------------------------------------------------------

    @Slot(object, object)
    def _edited(self, before: Project, after: Project) -> None:
        self._window.notice.clear("error")
        # What was said last was about the diagram before.
        self._window.status("")
        if self._brought and not self._dashboard.fatal:
            # It came to say what was wrong, not to stay.
            self._brought = False
            self._window.docks["problems"].hide()
        if self._document.check.ok:
            self._run.propose(after)
        if self._window.notice.text == STALE:
            self._stale_changed(self._run.stale)
        self._window.librarian.compare()
        self._dashboard.show()

    @Slot()
    def _replaced(self) -> None:
        self._pilot.forget()
        self._suited = None
        self._show_facts(self._document.project)
        self._show_none()
        self._window.notice.hide()
        self._window.status("")
        if self._document.project.notes:
            self._window.inspector.show_project("notes")

    @Slot(object)
    def _selected(self, ids: frozenset[int]) -> None:
        for view in self._showing:
            view.select(ids)
        self._dashboard.show_now()

    @Slot()
    def _named(self) -> None:
        # Qt would leave the program out where the name of a file ends like it.
        self._window.setWindowTitle(f"{self._document.title}[*] — bpgui")
        self._mark()

    def _mark(self) -> None:
        self._window.setWindowModified(self._window.files.unsaved)

    @Slot(int)
    def _help(self, node: int) -> None:
        if node in self._document.graph.nodes:
            Help(self._document.graph.nodes[node].layer, self._window).show()

    # -- what the run says ---------------------------------------------------------------------

    @Slot(object)
    def _restarted(self, info: RunInfo) -> None:
        self._mark()
        self._show_facts(info.project)
        for view in self._showing:
            view.reset(info, self._run.history)
        if self._suited != info.project.data.source:
            self._suited = info.project.data.source
            self._window.show_suited(info)
        self._dashboard.show()
        self._pilot.made_ready(info)

    def _show_facts(self, project: Project) -> None:
        training = project.training
        self._window.facts(f"{training.precision}   1 {blas.name()} thread   seed {training.seed}")

    def _show_none(self) -> None:
        """There is no run: what was to be seen of the last one goes."""
        self._window.tints.restart(None)
        self._window.neurons.restart(None)
        for view in self._showing:
            view.reset(None, self._run.history)

    @Slot(object)
    def _advanced(self, batch: Batch) -> None:
        self._mark()
        for view in self._showing:
            view.add(batch)
        if self._run.running:
            if self._run.telling:
                self._dashboard.show_progress()
            return
        self._dashboard.show()
        self._pilot.advanced(batch)

    @Slot(str)
    def _state_changed(self, status: str) -> None:
        standing = self._run.standing
        notice = self._window.notice
        if status == "diverged":
            self._say_of_run("warning", standing.message, *self._ways_out(standing.step))
        elif status == "failed":
            if self._run.info is None:
                self._show_none()
            if not self._dashboard.fatal:  # else the canvas says it, where it can be mended
                self._say_of_run("error", standing.message, *self._for_a_report(standing.details))
        elif status == "finished":
            self._window.status(standing.message)
        elif status == "running":
            notice.clear("info", "warning", "error")
        elif status in ("preparing", "paused"):
            notice.take_back(self._of_run)
        if status in ("running", "paused"):
            self._window.status("")
        self._dashboard.show()

    def _for_a_report(self, details: str) -> list[Cure]:
        """Where a failure was not foreseen: what to send to whoever can mend it."""
        if not details:
            return []
        return [("Copy details", Call(QGuiApplication.clipboard().setText, details))]

    @Slot(bool)
    def _stale_changed(self, stale: bool) -> None:
        if stale:
            cures: list[Cure] = [("Reset", self._pilot.reset)]
            project = self._run.project
            if self._run.history.last and project and felt(project, self._document.project):
                cures.append(("Continue from here", self._pilot.continue_here))
            self._window.notice.say("info", STALE, *cures)
        else:
            self._window.notice.clear("info")

    def _ways_out(self, step: int) -> list[Cure]:
        """For a run that has diverged at this step: to one before the harm, or slower from the
        start."""
        rate = self._document.project.training.learning_rate / 10
        ways: list[Cure] = [(f"Begin anew at rate {rate:g}", lambda: self._slower(rate))]
        back = retreat(self._run.history, self._run.kept, step)
        if back is not None:
            ways.insert(0, (f"Back to step {format.count(back)}", lambda: self._run.go_to(back)))
        return ways

    def _slower(self, rate: float) -> None:
        project = self._document.project
        training = replace(project.training, learning_rate=rate)
        self._document.edit(dataclasses.replace(project, training=training), "Change learning rate")
        self._pilot.reset()

    @Slot(str)
    def _cured(self, label: str) -> None:
        """A change that needs a new run says so itself; what a run takes up as it goes may come
        too late for it."""
        if not self._run.stale and self._run.history.last:
            self._window.notice.say(
                "info",
                f"{label}: done. The run takes it up as it goes on from here.",
                ("Reset", self._pilot.reset),
                ("Undo", self._document.undo_stack.undo),
            )

    @Slot(str, object)
    def _lost(self, sentence: str, bring_back: Callable[[], None]) -> None:
        self._window.notice.say("info", sentence, ("Bring back", bring_back))
