"""The pilot: the run as the user asks for it, whatever has to come first."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from bpgui.engine.declaration import replace
from bpgui.gui.batch import Batch, RunInfo
from bpgui.gui.document import Document
from bpgui.gui.librarian import Librarian
from bpgui.gui.limit import further
from bpgui.gui.notice import Cure
from bpgui.gui.run import Run
from bpgui.gui.workshop.host import Place
from bpgui.project.error import ProjectError

Action = Callable[[], None]


class Pilot(QObject):
    """Run, step, reset, continue: each with the project as it is seen.

    `refused(sentence)`: the diagram cannot be trained. `offered(sentence, Cure)`: the run is at its
    limit, and could go further.
    """

    refused = Signal(str)
    offered = Signal(str, object)

    def __init__(self, document: Document, run: Run, librarian: Librarian) -> None:
        super().__init__(run)
        self._document, self._run, self._librarian = document, run, librarian
        #: What to do with the run that is being made ready, once it is.
        self._then: Action | None = None
        #: What to do with the run as soon as it stands.
        self._once_still: Action | None = None

    # -- commands ------------------------------------------------------------------------------

    @Slot()
    def toggle(self) -> None:
        """Run or pause."""
        if self._run.running:
            self._run.pause()
        elif not self._at_its_limit():
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
            self._still(self._begin_anew)

    @Slot()
    def continue_here(self) -> None:
        """Go on from where it stands as another run, with the project as it is now."""
        if self._may_train():
            self._still(lambda: self._fork(self._run.go))

    @Slot()
    def new_seed(self) -> None:
        """Back to other first weights: those of the next seed."""
        project = self._document.project
        training = replace(project.training, seed=project.training.seed + 1)
        self._document.edit(dataclasses.replace(project, training=training), "New seed")
        self.reset()

    @Slot(int)
    def resume(self, number: int) -> None:
        """Go on with a past run."""
        self._then = None
        self._still(lambda: self._librarian.resume(number))

    def move(self, place: Place) -> None:
        """Train there from now on; a run that is going goes on there."""
        going = self._run.running
        self._run.place = place
        self._still(lambda: self._move(going))

    # -- what it waits for ---------------------------------------------------------------------

    def forget(self) -> None:
        """Another project has come: what was asked of the last one is not to be done."""
        self._then = self._once_still = None

    @Slot(object)
    def made_ready(self, info: RunInfo) -> None:
        """The run that it waited for stands there, and is shown."""
        if self._run.misplaced:
            self._move_run()
            return
        action, self._then = self._then, None
        if action is not None:
            action()

    @Slot(object)
    def advanced(self, batch: Batch) -> None:
        """A batch has come, and is shown."""
        if self._once_still is not None and not self._run.running:
            action, self._once_still = self._once_still, None
            action()

    # -- inside --------------------------------------------------------------------------------

    def _train(self, command: Action) -> None:
        """Do it with what is seen: a diagram that has changed since the run began starts anew."""
        if not self._may_train():
            return
        run = self._run
        if run.stale or run.standing.status == "failed":
            self._still(lambda: self._begin_anew(command))
        elif run.info is None:
            self._then = command
        elif run.standing.step < run.history.last:
            # It has gone back: what came after stays to be seen beside what comes now.
            self._fork(command)
        else:
            command()

    def _begin_anew(self, then: Action | None = None) -> None:
        self._librarian.keep()
        self._then = then
        self._run.reset(self._document.project)

    def _fork(self, then: Action) -> None:
        if self._run.info is not None and self._run.standing.status != "failed":
            self._then = then
            self._librarian.fork()

    def _move(self, going: bool) -> None:
        then = self._run.go if going else None
        if self._run.misplaced:
            self._then = then
            self._move_run()
        elif then is not None:
            then()

    def _move_run(self) -> None:
        try:
            self._run.move()
        except ProjectError as error:
            self._then = None
            self.offered.emit(str(error), ("Reset", self.reset))

    def _still(self, action: Action) -> None:
        """Do it now, or as soon as the run stands: then everything is known of it."""
        if self._run.running and not self._run.silent:
            self._once_still = action
            self._run.pause()
        else:
            action()

    def _may_train(self) -> bool:
        problems = [problem for problem in self._document.check.problems if problem.fatal]
        if problems:
            self.refused.emit(problems[0].message)
        return not problems

    def _at_its_limit(self) -> bool:
        """Whether it has made all the epochs or steps it was to make: then offer more."""
        run, project = self._run, self._document.project
        beyond = further(project.training, run.standing.epoch, run.standing.step)
        if beyond is None or run.stale or run.standing.status != "finished":
            return False
        words, training = beyond

        def go_on() -> None:
            self._document.edit(dataclasses.replace(project, training=training), "Train on")
            run.go()

        cure: Cure = (f"Train {words}", go_on)
        self.offered.emit(f"{run.standing.message} Reset begins anew.", cure)
        return True
