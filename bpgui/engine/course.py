"""The course of a run: its steps, one after the other, and all that decides how they go on."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.check import Check
from bpgui.engine.feeder import Feeder
from bpgui.engine.gait import Gait
from bpgui.engine.graph import Edge, Graph
from bpgui.engine.log import SPAN, Log
from bpgui.engine.pace import SCHEDULE, Pace
from bpgui.engine.parameters import Parameters
from bpgui.engine.patience import Patience
from bpgui.engine.plan import Plan
from bpgui.engine.randomness import Randomness
from bpgui.engine.rows import Rows
from bpgui.engine.state import State, StateError
from bpgui.engine.training import Training
from bpgui.engine.update import Update


class Course:
    """Where a run stands: after `step` steps, `epoch` epochs and `position` steps of the next.

    The same seed, the same rows and the same settings give the same course, bit for bit.
    """

    def __init__(self, graph: Graph, check: Check, training: Training, rows: Rows) -> None:
        """Draw the start weights and compile. ValueError where an initialiser cannot serve."""
        self.training = training
        self.parameters = Parameters(graph, check, training.precision)
        self.parameters.draw(training.seed)
        self.log = Log(len(self.parameters.trained), training.precision)
        self.patience = Patience(self.parameters.values)
        self.step = self.epoch = self.position = 0
        #: The plan that made the last step; None where that step is another's.
        self._newest: Plan | None = None
        self._randomness = Randomness(training.seed)
        self._plans = self._compile(graph, check, rows)
        self._pace = Pace(training.schedule, len(self._plans), training.precision)
        self._feeder = Feeder(rows.x, rows.t, self._plans, rows.weights)
        self._update = Update(self.parameters, training, self._pace.descent)
        self._gait = self._assemble()
        self.begin_epoch()

    # -- steps ---------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Mini-batches in one pass over the training rows."""
        return len(self._plans)

    def make(self, count: int, logged: int, epochs: int = 1) -> int:
        """At most `count` steps, none beyond the log or the end of so many epochs: how many.

        `logged` lines of the log are taken; the lines of these steps are sure to be filled after
        `settle`. After the last step of the last epoch it is for the caller to begin the next one,
        as it is to say what becomes of floating-point errors.
        """
        made, count, steps = 0, min(count, SPAN - logged), len(self._plans)
        while made < count and epochs:
            if self.position == steps:
                self.begin_epoch()
            start = self.position
            self.position = min(start + count - made, steps)
            self._gait.make(start, self.position, logged + made)
            made += self.position - start
            if self.position == steps:
                self.epoch += 1
                epochs -= 1
        self.step += made
        self._newest = self._plans[self.position - 1] if made else self._newest
        return made

    def settle(self) -> None:
        """Have all lines of the log filled that have been taken, and loss and gradient be those of
        the last step."""
        self._gait.settle()

    def begin_epoch(self) -> None:
        """Draw the next order of the rows, and work out the learning rates."""
        self.position = 0
        self._feeder.arrange(self._randomness.order(len(self._feeder.order)))
        self._pace.begin(self.training.learning_rate, self.epoch)

    def flows(self) -> dict[Edge, float]:
        """The gradients on the wires in the last step (see Plan.flows); none where it has made
        none from here."""
        return self._newest.flows() if self._newest is not None else {}

    def calls(self) -> tuple[Call, ...]:
        """The calls of the first step of an epoch, one by one, for whoever measures them.

        Each does by itself what `Gait` may do for several at once.
        """
        plan = self._plans[0]
        update = self._update.calls(self.training)
        return (*self._feeder.calls(0), *plan.forward, *plan.backward, *update)

    @property
    def learning_rate(self) -> float:
        """The rate of the next step, schedule included."""
        return self._pace.at(self.position)

    def retune(self, training: Training) -> None:
        """Take over the live settings; the others stay as the run began."""
        before, self.training = self.training, training
        parts = (training.regularizer, training.clipping)
        if parts != (before.regularizer, before.clipping):
            self._gait = self._assemble()
        self._pace.begin(training.learning_rate, self.epoch)

    def penalty(self) -> float:
        """What the regulariser adds to the loss now."""
        return self.training.regularizer.cost(self._update.weights)

    # -- epochs --------------------------------------------------------------------------------

    @property
    def watched(self) -> bool:
        """Whether something hangs on the loss after every epoch."""
        return self._pace.watches or self.training.patience > 0

    def notice(self, loss: float) -> None:
        """Let schedule and early stopping know the loss after an epoch."""
        self._pace.notice(loss)
        if self.training.patience:
            self.patience.notice(loss, self.epoch)

    # -- state ---------------------------------------------------------------------------------

    def state(self) -> State:
        """A copy of everything that decides how the run goes on."""
        return State(
            parameters=self.parameters.copies(),
            moments=self._memory(),
            order=self._feeder.order.copy(),
            step=self.step,
            epoch=self.epoch,
            position=self.position,
            random=self._randomness.state(),
        )

    def restore(self, state: State) -> None:
        """Go on from a state of this network; StateError where it is another's."""
        self._fits(state)
        for slot in self.parameters.slots:
            slot.view(self.parameters.values)[...] = state.parameters[slot.tensor]
        self._update.remember(state.moments)
        self._pace.restore(state.moments.get(SCHEDULE))
        self.patience.restore(state.moments)
        self._feeder.arrange(state.order)
        self.step, self.epoch, self.position = state.step, state.epoch, state.position
        self._pace.begin(self.training.learning_rate, self.epoch)
        self._randomness.restore(state.random)
        self._newest = None

    def _memory(self) -> dict[str, Array]:
        """Copies of what optimiser, schedule and early stopping remember."""
        moments = self._update.memory()
        if self._pace.watches:
            moments[SCHEDULE] = self._pace.memory.copy()
        return {**moments, **self.patience.state()}

    def _fits(self, state: State) -> None:
        wanted = {slot.tensor: slot.declared.shape for slot in self.parameters.slots}
        if {name: array.shape for name, array in state.parameters.items()} != wanted:
            raise StateError("The saved weights belong to another diagram.")
        wanted = {name: array.shape for name, array in self._update.moments.items()}
        own = state.moments.keys() - {SCHEDULE, *Patience.NAMES}
        if {name: state.moments[name].shape for name in own} != wanted:
            raise StateError("The saved weights were trained with another optimiser.")
        if state.order.shape != self._feeder.order.shape or not np.array_equal(
            np.sort(state.order), np.arange(len(self._feeder.order))
        ):
            raise StateError("The saved weights were trained on other rows.")
        if not 0 <= state.position < len(self) or min(state.step, state.epoch) < 0:
            raise StateError("The saved weights were trained with another batch size.")

    # -- compiling -----------------------------------------------------------------------------

    def _compile(self, graph: Graph, check: Check, rows: Rows) -> list[Plan]:
        """A plan for full mini-batches, another for a shorter last; given for every mini-batch."""
        distributions = rows.distributions

        def plan(batch: int) -> Plan:
            return Plan(
                graph,
                check,
                self.parameters,
                batch,
                training=True,
                rng=self._randomness.noise,
                loss=self.parameters.loss,
                weighted=rows.weights is not None,
                distributions=distributions,
            )

        batch = self.training.batch_of(len(rows))
        sizes = [batch] * (len(rows) // batch)
        if len(rows) % batch:
            sizes.append(len(rows) % batch)
        plans = {size: plan(size) for size in set(sizes)}
        return [plans[size] for size in sizes]

    def _assemble(self) -> Gait:
        return Gait(self._plans, self._pace, self._feeder, self._update, self.training, self.log)
