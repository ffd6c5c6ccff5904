"""Training as a generator of reports: forward, loss, backward, update, until a limit is reached."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.check import Check
from bpgui.engine.evaluator import Abandon, Abandoned, Evaluator
from bpgui.engine.feeder import Feeder
from bpgui.engine.graph import Graph
from bpgui.engine.pace import Pace
from bpgui.engine.parameters import Parameters
from bpgui.engine.patience import Patience
from bpgui.engine.plan import Plan
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.state import State, StateError
from bpgui.engine.training import Training
from bpgui.engine.update import Update

#: Most steps in one report.
SPAN = 4096
#: Seconds between two copies of the state that a diverged run goes back to.
KEEP_EVERY = 0.25
#: The training rows are measured on at most this many of them (the first), so that an epoch stays
#: quick.
MEASURED = 5_000

#: Among the moments of a state: what the schedule remembers.
SCHEDULE = "schedule"

#: So many epochs are always evaluated: it is at the start that most happens.
FIRST_EPOCHS = 100

#: Accuracy (or R2) from outputs and targets, both rows-first.
Score = Callable[[Array, Array], float]


@dataclass(frozen=True)
class Rows:
    """Prepared rows: inputs x (rows, ...) and targets t (rows, outputs), float64.

    weights (rows,): what every row counts in the loss; None where all count alike.
    """

    x: Array
    t: Array
    weights: Array | None = None

    def __len__(self) -> int:
        return len(self.x)

    def first(self, most: int | None) -> Rows:
        """The first so many of them."""
        weights = None if self.weights is None else self.weights[:most]
        return Rows(self.x[:most], self.t[:most], weights)


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
        self.training = training
        self.parameters = Parameters(graph, check, training.precision)
        self.parameters.draw(training.seed)
        self.evaluator = Evaluator(graph, check, self.parameters)
        self.tensors = tuple(slot.tensor for slot in self.parameters.trained)
        self.tensor_nodes = tuple(slot.node for slot in self.parameters.trained)
        self.step = 0
        self.epoch = 0
        self._train, self._validation, self._score = train, validation, score
        self._shuffle = np.random.default_rng([training.seed, 1])
        self._noise = np.random.Generator(np.random.SFC64([training.seed, 2]))
        self._position = 0
        self._stats = np.zeros(1 + len(self.tensors), training.precision)
        self._log = np.zeros((SPAN, self._stats.size), training.precision)
        self._patience = Patience(self.parameters.values)
        self._seconds_a_step = 1e-4
        self._evaluate_every = 0.0
        #: Asked during the evaluations of epochs, unless something hangs on them.
        self.abandon: Abandon | None = None
        self._evaluation_seconds = 0.0
        self._evaluated_at = 0.0
        self._evaluation: Evaluation | None = None
        self._plans = self._compile()
        self._pace = Pace(training.schedule, len(self._plans), training.precision)
        self._update = Update(self.parameters, training, self._pace.rate, self._stats)
        self._feeder = Feeder(train.x, train.t, self._plans, training.precision, train.weights)
        self._steps = self._assemble()
        self._begin_epoch()
        self._kept = self.state()
        self._kept_at = time.perf_counter()

    # -- settings that may change while it runs ------------------------------------------------

    def retune(self, training: Training) -> None:
        """Take over the live settings; the others stay as the run began."""
        before, self.training = self.training, training
        parts = (training.regularizer, training.clipping)
        if parts != (before.regularizer, before.clipping):
            self._steps = self._assemble()
        self._pace.begin(training.learning_rate, self.epoch)
        self._keep()

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, schedule included."""
        return self._pace.at(self._position)

    # -- running -------------------------------------------------------------------------------

    def run(self, seconds: float = 0.005, evaluate_every: float = 0.0) -> Iterator[Report]:
        """Train until a limit is reached: reports of about `seconds` of work each.

        After the first hundred, an epoch that ends sooner than `evaluate_every` seconds after the
        last evaluation goes without one, unless a limit hangs on it: tiny networks end thousands of
        epochs a second. Nor do evaluations then take more than a tenth of the time.
        """
        self._evaluate_every = evaluate_every
        while True:
            report = self._span(self._count_for(seconds), limited=True)
            yield report
            if report.stopped is not None:
                return

    def make(self, steps: int) -> Iterator[Report]:
        """Exactly so many steps more, whatever the limits."""
        while steps > 0:
            report = self._span(min(steps, SPAN), limited=False)
            yield report
            if report.diverged:
                return
            steps -= len(report.losses)

    def make_epoch(self) -> Iterator[Report]:
        """The steps to the end of this epoch, and its evaluation, whatever the limits."""
        self._evaluate_every = 0.0
        yield from self.make(self.steps_per_epoch - self._position)

    @property
    def steps_per_epoch(self) -> int:
        """Mini-batches in one pass over the training rows."""
        return len(self._steps)

    def step_calls(self) -> tuple[Call, ...]:
        """The calls of one whole step, in order, for whoever measures them."""
        return tuple(self._steps[0])

    def _span(self, count: int, limited: bool) -> Report:
        """At most `count` steps, none beyond a limit, or beyond an epoch that is evaluated."""
        if limited:
            stopped = self._limit_reached()
            if stopped is not None:
                return self._report(self.step + 1, 0, 0.0, stopped=stopped)
            if self.training.steps:
                count = min(count, self.training.steps - self.step)
        keep = time.perf_counter() - self._kept_at > KEEP_EVERY
        before = self.state() if keep else self._kept
        first, begun = self.step + 1, time.perf_counter()
        made, due = 0, False
        while made < count and not due:
            made += self._make_steps(count - made, made)
            due = self._position == 0 and self._evaluation_due()
        seconds = time.perf_counter() - begun
        if self._evaluation is not None:
            seconds -= self._evaluation_seconds
        self._seconds_a_step = seconds / made
        if not np.isfinite(self._log[:made]).all():
            finite = np.isfinite(self._log[:made]).all(axis=1)
            return self._go_back(first, int(finite.argmin()), seconds)
        evaluation = self._due_evaluation() if due else None
        if keep:
            # Only now is it known that the loss of this state is finite.
            self._kept, self._kept_at = before, begun
        stopped = self._limit_reached(evaluation) if limited else None
        return self._report(first, made, seconds, evaluation=evaluation, stopped=stopped)

    def _make_steps(self, count: int, logged: int) -> int:
        """At most `count` steps, none beyond the end of the epoch: how many; `logged` are noted."""
        log, stats = self._log, self._stats
        steps = self._steps[self._position : self._position + count]
        with np.errstate(all="ignore"):
            for index, calls in enumerate(steps, logged):
                for call in calls:
                    call()
                log[index] = stats
        self.step += len(steps)
        self._position += len(steps)
        self._evaluation = None
        if self._position == self.steps_per_epoch:
            self.epoch += 1
            if self._watched():
                self._notice(self._timed_evaluation())
            self._begin_epoch()
        return len(steps)

    def _begin_epoch(self) -> None:
        self._position = 0
        self._feeder.arrange(self._shuffle.permutation(len(self._train)))
        self._pace.begin(self.training.learning_rate, self.epoch)

    def _watched(self) -> bool:
        """Whether something hangs on the loss after every epoch."""
        return self._pace.watches or self.training.patience > 0

    def _notice(self, evaluation: Evaluation) -> None:
        loss = evaluation.loss if evaluation.val_loss is None else evaluation.val_loss
        self._pace.notice(loss)
        if self.training.patience:
            self._patience.notice(loss, self.epoch)
        self._evaluation = evaluation

    def _evaluation_due(self) -> bool:
        if self.training.loss_threshold > 0 or self._last_reached():
            return True
        if self._watched():
            return True
        if not self._evaluate_every or self.epoch <= FIRST_EPOCHS:
            return True
        pause = max(self._evaluate_every, 10 * self._evaluation_seconds)
        return time.perf_counter() - self._evaluated_at >= pause

    def _due_evaluation(self) -> Evaluation | None:
        """That of the epoch that has ended; None where it was given up."""
        needed = self._last_reached() or self.training.loss_threshold > 0
        try:
            return self._evaluation or self._timed_evaluation(None if needed else self.abandon)
        except Abandoned:
            return None

    def _last_reached(self) -> bool:
        """Whether the last epoch, or the last step, is done."""
        return self.training.epochs == self.epoch or self.training.steps == self.step

    def _timed_evaluation(self, abandon: Abandon | None = None) -> Evaluation:
        begun = time.perf_counter()
        evaluation = self.evaluate(MEASURED, abandon)
        self._evaluated_at = time.perf_counter()
        self._evaluation_seconds = self._evaluated_at - begun
        return evaluation

    def _count_for(self, seconds: float) -> int:
        return max(1, min(SPAN, int(seconds / self._seconds_a_step)))

    def _limit_reached(self, evaluation: Evaluation | None = None) -> str | None:
        limits = self.training
        if limits.epochs and self.epoch >= limits.epochs:
            return f"Finished: {self.epoch:,} epochs are done."
        if limits.steps and self.step >= limits.steps:
            return f"Finished: {self.step:,} steps are done."
        if evaluation is not None and evaluation.loss < limits.loss_threshold:
            return f"Finished: the training loss fell below {limits.loss_threshold:g}."
        if limits.patience and self._patience.waited >= limits.patience:
            return self._out_of_patience(evaluation is not None and limits.best_weights)
        return None

    def _out_of_patience(self, go_back: bool) -> str:
        said = f"Finished: the loss has not fallen for {self._patience.waited:,} epochs."
        if not go_back:
            return said
        self._patience.give_back()
        return f"{said} The weights of epoch {self._patience.epoch:,} are back, the best so far."

    def _report(
        self,
        first: int,
        count: int,
        seconds: float,
        evaluation: Evaluation | None = None,
        stopped: str | None = None,
        diverged: bool = False,
    ) -> Report:
        log = self._log[:count]
        return Report(
            first=first,
            epoch=self.epoch,
            losses=log[:, 0].copy(),
            norms=np.sqrt(log[:, 1:]),
            learning_rate=self.learning_rate,
            seconds=seconds,
            evaluation=evaluation,
            stopped=stopped,
            diverged=diverged,
        )

    # -- measuring -----------------------------------------------------------------------------

    def evaluate(self, most: int | None = None, abandon: Abandon | None = None) -> Evaluation:
        """Loss and accuracy on the training rows (the first `most`) and the validation rows.

        Abandoned if `abandon`, asked now and then, says so.
        """
        loss, accuracy = self._measure(self._train.first(most), abandon)
        val_loss, val_accuracy = self._measure(self._validation, abandon)
        return Evaluation(self.step, loss or 0.0, accuracy or 0.0, val_loss, val_accuracy)

    def _measure(
        self, rows: Rows, abandon: Abandon | None = None
    ) -> tuple[float | None, float | None]:
        if not len(rows):
            return None, None
        outputs, loss = self.evaluator.answers(rows.x, rows.t, rows.weights, abandon)
        with np.errstate(all="ignore"):
            loss += self.training.regularizer.cost(self._update.weights)
            return loss, self._score(outputs, rows.t)

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
        return State(
            parameters=self.values(),
            moments=self._memory(),
            order=self._feeder.order.copy(),
            step=self.step,
            epoch=self.epoch,
            position=self._position,
            random=_pack([self._shuffle, self._noise]),
        )

    def restore(self, state: State) -> None:
        """Go on from a state of this network; StateError where it is another's."""
        self._fits(state)
        for slot in self.parameters.slots:
            slot.view(self.parameters.values)[...] = state.parameters[slot.tensor]
        for name, array in self._update.moments.items():
            array[...] = state.moments[name]
        self._pace.restore(state.moments.get(SCHEDULE))
        self._patience.restore(state.moments)
        self._feeder.arrange(state.order)
        self.step, self.epoch, self._position = state.step, state.epoch, state.position
        self._pace.begin(self.training.learning_rate, self.epoch)
        _unpack(state.random, [self._shuffle, self._noise])
        self._keep()

    def _memory(self) -> dict[str, Array]:
        """Copies of what optimiser, schedule and early stopping remember."""
        moments = {name: array.copy() for name, array in self._update.moments.items()}
        if self._pace.watches:
            moments[SCHEDULE] = self._pace.memory.copy()
        return {**moments, **self._patience.state()}

    def _fits(self, state: State) -> None:
        wanted = {slot.tensor: slot.declared.shape for slot in self.parameters.slots}
        if {name: array.shape for name, array in state.parameters.items()} != wanted:
            raise StateError("The saved weights belong to another diagram.")
        wanted = {name: array.shape for name, array in self._update.moments.items()}
        own = state.moments.keys() - {SCHEDULE, *Patience.NAMES}
        if {name: state.moments[name].shape for name in own} != wanted:
            raise StateError("The saved weights were trained with another optimiser.")
        if state.order.shape != self._feeder.order.shape or not np.array_equal(
            np.sort(state.order), np.arange(len(self._train))
        ):
            raise StateError("The saved weights were trained on other rows.")
        if not 0 <= state.position < self.steps_per_epoch or min(state.step, state.epoch) < 0:
            raise StateError("The saved weights were trained with another batch size.")

    def _keep(self) -> None:
        """Take this state as the one to go back to, unless it has gone bad already."""
        state = self.state()
        if state.finite():
            self._kept = state
        self._kept_at = time.perf_counter()

    def _go_back(self, first: int, good: int, seconds: float) -> Report:
        """Return to the last state whose loss was finite, after step `first + good` went bad."""
        bad = first + good
        losses, norms = self._log[:good, 0].copy(), np.sqrt(self._log[:good, 1:])
        self._replay(bad)
        name = self._first_bad()
        # The update of step bad - 1 did the harm: its own loss and gradient were still finite.
        self._replay(bad - 2)
        if not self.state().finite():
            self.restore(self._kept)
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

    def _replay(self, step: int) -> None:
        """Make the steps from the kept state to `step` again: the same seed, the same numbers."""
        self.restore(self._kept)
        while self.step < step:
            self._make_steps(min(step - self.step, SPAN), 0)

    def _first_bad(self) -> str:
        """What went bad in the step just made: back-propagation reaches the last tensor first."""
        if not np.isfinite(self._stats[0]):
            return "the loss"
        gradients = self.gradients()
        bad = [name for name, g in gradients.items() if not np.isfinite(g).all()]
        return f"the gradient of {bad[-1]}" if bad else "the size of a gradient"

    # -- compiling -----------------------------------------------------------------------------

    def _compile(self) -> list[Plan]:
        """A plan for full mini-batches, another for a shorter last; given for every mini-batch."""
        rows = len(self._train)
        batch = min(self.training.batch_size or rows, rows)
        sizes = [batch] * (rows // batch) + ([rows % batch] if rows % batch else [])
        plans = {size: self._plan(size) for size in set(sizes)}
        return [plans[size] for size in sizes]

    def _assemble(self) -> list[list[Call]]:
        """The calls of every step of an epoch: rate, rows, forward, backward, update."""
        update = self._update.calls(self.training)
        return [
            [*self._pace.calls(index), feed, *plan.forward, *plan.backward, *update]
            for index, (feed, plan) in enumerate(zip(self._feeder.calls, self._plans, strict=True))
        ]

    def _plan(self, batch: int) -> Plan:
        return Plan(
            self.graph,
            self.check,
            self.parameters,
            batch,
            training=True,
            rng=self._noise,
            loss=self._stats[:1].reshape(()),
            weighted=self._train.weights is not None,
        )


def _pack(generators: list[np.random.Generator]) -> str:
    states = [generator.bit_generator.state for generator in generators]
    return json.dumps(states, default=lambda value: [int(x) for x in value])


def _unpack(text: str, generators: list[np.random.Generator]) -> None:
    try:
        states = json.loads(text)
        for generator, state in zip(generators, states, strict=True):
            inner = state["state"]
            if isinstance(inner.get("state"), list):
                inner["state"] = np.array(inner["state"], dtype=np.uint64)
            generator.bit_generator.state = state
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StateError("The saved state of the random generators is damaged.") from error
