"""Training as a generator of reports: forward, loss, backward, update, until a limit is reached."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Literal

import numpy as np

from bpgui.engine.anchor import Anchor
from bpgui.engine.arrays import Array, Call
from bpgui.engine.check import Check
from bpgui.engine.course import Course
from bpgui.engine.evaluator import Abandon, Abandoned, Evaluator
from bpgui.engine.graph import Edge, Graph
from bpgui.engine.limits import last_reached, limit_reached
from bpgui.engine.log import SPAN
from bpgui.engine.meter import Meter, Score
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.rows import Rows
from bpgui.engine.state import State
from bpgui.engine.training import Training

#: So many epochs are always evaluated: it is at the start that most happens.
FIRST_EPOCHS = 100
#: After which epochs a run is evaluated; see Trainer.run.
Evaluated = Literal["every", "some", "none"]


class Trainer:
    """One network in training. It knows no threads; whoever drives it asks for the next report."""

    def __init__(
        self,
        graph: Graph,
        check: Check,
        training: Training,
        train: Rows,
        validation: Rows,
        score: Score,
    ) -> None:
        """Draw the start weights and compile. ValueError where an initialiser cannot serve."""
        self.graph, self.check = graph, check
        self._course = Course(graph, check, training, train)
        self.parameters = self._course.parameters
        self.evaluator = Evaluator(graph, check, self.parameters)
        self.tensors = tuple(slot.tensor for slot in self.parameters.trained)
        self.tensor_nodes = tuple(slot.node for slot in self.parameters.trained)
        #: Asked during the evaluations of epochs, unless something hangs on them.
        self.abandon: Abandon | None = None
        #: A report spans at most so many steps; at most SPAN.
        self.most = SPAN
        self._meter = Meter(self._course, self.evaluator, train, validation, score)
        self._anchor = Anchor(self._course)
        self._seconds_a_step = 1e-4
        self._evaluate: Evaluated = "every"
        #: The evaluation of the epoch that ended with the last step, where it has been made.
        self._evaluation: Evaluation | None = None

    # -- where it stands -----------------------------------------------------------------------

    @property
    def training(self) -> Training:
        """The settings, as they are now."""
        return self._course.training

    @property
    def step(self) -> int:
        """Steps made."""
        return self._course.step

    @property
    def epoch(self) -> int:
        """Whole passes over the training rows."""
        return self._course.epoch

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches in one pass over the training rows."""
        return len(self._course)

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, schedule included."""
        return self._course.learning_rate

    def retune(self, training: Training) -> None:
        """Take over the live settings; the others stay as the run began."""
        self._course.retune(training)
        self._anchor.reset()

    # -- running -------------------------------------------------------------------------------

    def run(self, seconds: float = 0.005, evaluate: Evaluated = "every") -> Iterator[Report]:
        """Train until a limit is reached: reports of about `seconds` of work each.

        evaluate: after every epoch, after some, or after none, unless a limit hangs on it. "some"
        are the first hundred and then about one in a hundred of those that have been: tiny
        networks end thousands of epochs a second.
        """
        self._evaluate = evaluate
        while True:
            report = self._span(self._count_for(seconds), limited=True)
            yield report
            if report.stopped is not None:
                return

    def make(self, steps: int) -> Iterator[Report]:
        """Exactly so many steps more, whatever the limits."""
        while steps > 0:
            report = self._span(min(steps, self.most), limited=False)
            yield report
            if report.diverged:
                return
            steps -= len(report.losses)

    def make_epoch(self) -> Iterator[Report]:
        """The steps to the end of this epoch, and its evaluation, whatever the limits."""
        self._evaluate = "every"
        yield from self.make(self.steps_per_epoch - self._course.position)

    def step_calls(self) -> tuple[Call, ...]:
        """The calls of one whole step, in order, for whoever measures them."""
        return self._course.calls()

    # Numbers that are not finite are looked for in the log.
    @np.errstate(all="ignore")
    def _span(self, count: int, limited: bool) -> Report:
        """At most `count` steps, none beyond a limit, or beyond an epoch that is evaluated."""
        if limited:
            stopped = limit_reached(self._course)
            if stopped is not None:
                return self._report(self.step + 1, 0, 0.0, stopped=stopped)
            if self.training.steps:
                count = min(count, self.training.steps - self.step)
        self._anchor.take()
        first, begun = self.step + 1, time.perf_counter()
        made, due = 0, False
        while made < count and not due:
            made += self._make_steps(count - made, made, self._epochs_until_due())
            due = self._course.position == 0 and self._evaluation_due()
        self._course.settle()
        seconds = time.perf_counter() - begun
        if self._evaluation is not None:
            seconds -= self._meter.seconds
        self._seconds_a_step = seconds / made
        good = self._course.log.finite(made)
        if good < made:
            return self._go_back(first, good, seconds)
        evaluation = self._due_evaluation() if due else None
        self._anchor.keep()
        stopped = limit_reached(self._course, evaluation) if limited else None
        return self._report(first, made, seconds, evaluation=evaluation, stopped=stopped)

    def _make_steps(self, count: int, logged: int = 0, epochs: int = 1) -> int:
        """At most `count` steps, none beyond so many epochs: how many; see Course.make."""
        made = self._course.make(count, logged, epochs)
        self._evaluation = None
        if self._course.position == len(self._course):
            if self._course.watched:
                self._evaluation = self._meter.epoch()
                self._course.notice(_watched_loss(self._evaluation))
            self._course.begin_epoch()
        return made

    def _count_for(self, seconds: float) -> int:
        count = max(1, min(self.most, int(seconds / self._seconds_a_step)))
        # Whole epochs where they are short: then their steps are made in one go.
        behind = count - (self.steps_per_epoch - self._course.position)
        return count - behind % self.steps_per_epoch if behind > 0 else count

    def _go_back(self, first: int, good: int, seconds: float) -> Report:
        """Return to the last state whose loss was finite, after step `first + good` went bad."""
        bad, log = first + good, self._course.log
        losses, norms = log.losses(good), log.norms(good)
        self._anchor.replay(bad, self._make_steps)
        self._course.settle()
        name = self._first_bad()
        self._anchor.go_back(bad, self._make_steps)
        return Report(
            first=first,
            epoch=self.epoch,
            losses=losses,
            norms=norms,
            learning_rate=self.learning_rate,
            seconds=seconds,
            stopped=f"Diverged: {name} was no longer finite at step {bad:,}. The weights of step "
            f"{self.step:,} are kept; try a smaller learning rate than {self.learning_rate:g}.",
            diverged=True,
        )

    def _first_bad(self) -> str:
        """What went bad in the step just made: back-propagation reaches the last tensor first."""
        if not np.isfinite(self.parameters.loss):
            return "the loss"
        gradients = self.gradients()
        bad = [name for name, g in gradients.items() if not np.isfinite(g).all()]
        return f"the gradient of {bad[-1]}" if bad else "the size of a gradient"

    def _report(
        self,
        first: int,
        count: int,
        seconds: float,
        evaluation: Evaluation | None = None,
        stopped: str | None = None,
    ) -> Report:
        return Report(
            first=first,
            epoch=self.epoch,
            losses=self._course.log.losses(count),
            norms=self._course.log.norms(count),
            learning_rate=self.learning_rate,
            seconds=seconds,
            evaluation=evaluation,
            stopped=stopped,
        )

    def flows(self) -> dict[Edge, float]:
        """The L2 norm of the gradient on every wire in the last step; see Plan.flows."""
        return self._course.flows()

    # -- measuring -----------------------------------------------------------------------------

    def evaluate(self, most: int | None = None, abandon: Abandon | None = None) -> Evaluation:
        """Loss and accuracy on the training rows (the first `most`) and the validation rows.

        Abandoned if `abandon`, asked now and then, says so.
        """
        return self._meter.evaluate(most, abandon)

    def _evaluation_due(self) -> bool:
        if self.training.loss_threshold > 0 or last_reached(self._course) or self._course.watched:
            return True
        if self._evaluate == "some":
            return self.epoch % max(self.epoch // FIRST_EPOCHS, 1) == 0
        return self._evaluate == "every"

    def _epochs_until_due(self) -> int:
        """In how many epochs an evaluation may be due, but not before."""
        limits, done = self.training, self.epoch
        if self._evaluate == "every" or limits.loss_threshold > 0 or self._course.watched:
            return 1
        ahead = SPAN
        if self._evaluate == "some":
            each = max(done // FIRST_EPOCHS, 1)
            ahead = min(each - done % each, FIRST_EPOCHS * (each + 1) - done)
        return min(ahead, limits.epochs - done) if limits.epochs > done else ahead

    def _due_evaluation(self) -> Evaluation | None:
        """That of the epoch that has ended; None where it was given up."""
        needed = last_reached(self._course) or self.training.loss_threshold > 0
        try:
            return self._evaluation or self._meter.epoch(None if needed else self.abandon)
        except Abandoned:
            return None

    def predict(self, x: Array) -> Array:
        """Outputs (rows, ...) for prepared inputs (rows, ...)."""
        return self.evaluator.predict(x)

    def values(self) -> dict[str, Array]:
        """Copies of all parameters by tensor name, in their public shapes."""
        return self.parameters.copies()

    def gradients(self) -> dict[str, Array]:
        """Copies of the gradients of the last step by tensor name."""
        return self.parameters.gradients()

    # -- state ---------------------------------------------------------------------------------

    def state(self) -> State:
        """A copy of everything that decides how the run goes on."""
        return self._course.state()

    def restore(self, state: State) -> None:
        """Go on from a state of this network; StateError where it is another's."""
        self._course.restore(state)
        self._anchor.reset()


def _watched_loss(evaluation: Evaluation) -> float:
    """The loss that schedule and early stopping go by."""
    return evaluation.loss if evaluation.val_loss is None else evaluation.val_loss
