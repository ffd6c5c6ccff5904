"""The bench: one run in training, with the states that it has been in."""

from __future__ import annotations

from collections.abc import Callable

from bpgui.engine.checkpoints import Checkpoints
from bpgui.engine.evaluator import Abandoned
from bpgui.engine.report import Evaluation
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.gui.batch import Job, RunInfo
from bpgui.project.continuing import continued
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start


class Bench:
    """A trainer, the rows it reads, and its checkpoints. It knows no threads."""

    def __init__(
        self, trainer: Trainer, prepared: Prepared, checkpoints: Checkpoints | None = None
    ) -> None:
        self.trainer, self.prepared = trainer, prepared
        self._checkpoints = Checkpoints() if checkpoints is None else checkpoints

    @classmethod
    def of(cls, job: Job) -> Bench:
        """A fresh one; ProjectError where the project cannot be trained, StateError where the
        job's state is of another network."""
        prepared = prepare(job.project)
        trainer = start(job.project, prepared=prepared)
        if job.state is not None:
            trainer.restore(job.state)
        past = Checkpoints()
        for state in job.past:
            past.add(state)
        return cls(trainer, prepared, past)

    def forked(self, project: Project) -> Bench:
        """Another that goes on from here with this project; what fits of the past is its past."""
        prepared = prepare(project)
        trainer = start(project, prepared=prepared)
        before, fresh = self.prepared.project, trainer.state()
        past = Checkpoints()
        for state in self._checkpoints:
            if state.step < self.trainer.step:
                past.add(continued(state, before, project, fresh))
        trainer.restore(continued(self.trainer.state(), before, project, fresh))
        return Bench(trainer, prepared, past)

    def info(self, run: int) -> RunInfo:
        """What is known of it before its next step."""
        values = self.trainer.values()
        shapes = tuple(values[name].shape for name in self.trainer.tensors)
        return RunInfo(
            run,
            self.prepared.project,
            self.prepared,
            self.trainer.tensors,
            self.trainer.tensor_nodes,
            shapes,
            self.trainer.step,
        )

    # -- checkpoints ---------------------------------------------------------------------------

    @property
    def kept(self) -> tuple[int, ...]:
        """The steps that can be gone to."""
        return self._checkpoints.steps

    @property
    def past(self) -> tuple[State, ...]:
        """The states that can be gone to."""
        return tuple(self._checkpoints)

    @property
    def keeping_due(self) -> bool:
        """Whether its state is worth a checkpoint."""
        return self._checkpoints.due(self.trainer.step)

    @property
    def at_the_front(self) -> bool:
        """Whether it has come further than any checkpoint."""
        return self.trainer.step > (self.kept[-1] if self.kept else -1)

    def keep(self) -> None:
        """Make a checkpoint of its state."""
        self._checkpoints.add(self.trainer.state())

    def go_to(self, step: int) -> None:
        """Be as it was at a kept step, or the one before."""
        self.trainer.restore(self._checkpoints.before(step))

    def begin(self) -> None:
        """It trains on from here: forget the future it had."""
        self._checkpoints.cut(self.trainer.step)

    # -- measuring -----------------------------------------------------------------------------

    def state(self) -> State:
        """A copy of everything that decides how it goes on."""
        return self.trainer.state()

    def evaluate(self, abandon: Callable[[], bool]) -> Evaluation | None:
        """All rows measured now; None where somebody could not wait for it."""
        try:
            return self.trainer.evaluate(abandon=abandon)
        except Abandoned:
            return None
