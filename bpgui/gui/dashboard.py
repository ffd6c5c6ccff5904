"""The dashboard: how the run stands, told to everything that shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bpgui.gui.words import health, measures, settings, tips

if TYPE_CHECKING:
    from bpgui.gui.window import MainWindow


class Dashboard:
    """Run bar, scrubber and the inspector's facts, for one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._document, self._run = window.document, window.run

    def show(self) -> None:
        """Everything that tells how the run stands."""
        run, data = self._run, self._document.dataset
        bar, scrubber = self._window.run_bar, self._window.scrubber
        bar.show_running(run.running)
        bar.show_facts(**settings(self._document.project, None if data is None else len(data)))
        bar.show_heading("accuracy", "R²" if self._regression else "Accuracy")
        scrubber.show_moments(run.kept, run.standing.step, run.running)
        scrubber.show_fork(self._no_fork())
        self._window.inspector.set_running(run.project if run.standing.step else None)
        self.show_progress()

    def show_progress(self) -> None:
        """What changes with every batch, and nothing that costs the run its speed."""
        bar, standing = self._window.run_bar, self._run.standing
        findings = len(self._window.physician.findings)
        bar.show_health(health(standing, self.fatal, self._run.stale, findings))
        bar.show_facts(**measures(standing, self._regression))
        if self._run.info is not None and not self._run.info.prepared.scored:
            bar.show_facts(accuracy="–")
        if self._run.running:
            self._window.scrubber.show_step(standing.step)
        bar.show_tips(**tips(standing, self._regression))
        self.show_now()

    def show_now(self) -> None:
        """What is measured on the selected layers."""
        chosen = self._document.selection
        known = {id: self._window.tints.facts(self._document.check, id) for id in chosen}
        self._window.inspector.show_now(known)

    def toggle_health(self) -> None:
        """The dock that explains the pill, there and away again."""
        name = "problems" if self.fatal else "health"
        dock = self._window.docks[name]
        # A dock behind another's tab calls itself visible.
        if dock.isVisible() and not dock.visibleRegion().isEmpty():
            dock.hide()
        else:
            self._window.bring(name)

    # -- inside --------------------------------------------------------------------------------

    @property
    def fatal(self) -> int:
        """How many problems keep the diagram from being trained."""
        return sum(problem.fatal for problem in self._document.check.problems)

    @property
    def _regression(self) -> bool:
        data, info = self._document.dataset, self._run.info
        if info is not None and info.project == self._document.project:
            return not info.prepared.classifies
        return data is not None and data.task.kind == "regression"

    def _no_fork(self) -> str:
        """Why it cannot be gone on from here as another run; nothing if it can."""
        run = self._run
        if run.running:
            return "Pause to go on from here as another run"
        if run.info is None or not run.history.last:
            return "Once it has trained, go on here with other settings"
        if run.stale or run.standing.step < run.history.last:
            return ""
        return "Run goes on from here: go back first, or change something"
