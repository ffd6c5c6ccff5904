"""From the gradient to the next weights: penalty, norms, clipping, optimiser, bounds."""

from __future__ import annotations

from collections.abc import Mapping

from bpgui.engine.arrays import Array, Call, zeros
from bpgui.engine.norms import norm_calls
from bpgui.engine.optimizer import OptimizerSite
from bpgui.engine.parameters import Parameters, Slot
from bpgui.engine.regularizer import Weight
from bpgui.engine.training import Training


class Update:
    """The second half of a step.

    `squares` (tensors,) are for the squared L2 norms of the gradient with the penalty, before it is
    clipped.
    """

    def __init__(self, parameters: Parameters, training: Training, descent: Array) -> None:
        #: (trained,) dL/dtheta.
        self.gradient = parameters.gradient[: parameters.theta.size]
        site = OptimizerSite(parameters.theta, self.gradient, descent)
        self._optimizer = training.optimizer.bind(site)
        self.parameters = parameters
        self.squares = zeros([len(parameters.trained)], parameters.values.dtype)
        self._norms = norm_calls(parameters, self.squares)
        #: What the optimiser remembers.
        self.moments = site.moments
        self.weights = tuple(
            _weight(parameters, slot) for slot in parameters.trained if len(slot.declared.shape) > 1
        )

    def clips(self, training: Training) -> bool:
        """Whether the gradient is clipped: then what a step leaves of it is not what it was."""
        return bool(training.clipping.bind(self.gradient, self.squares))

    def penalises(self, training: Training) -> bool:
        """Whether something is added to the loss."""
        return bool(training.regularizer.penalty(self.weights, self.parameters.loss))

    def calls(self, training: Training, measure: bool = True) -> list[Call]:
        """The calls, as the live settings want them now; those that `measure` fill the squares."""
        return [
            *training.regularizer.penalty(self.weights, self.parameters.loss),
            *(self._norms if measure else ()),
            *training.clipping.bind(self.gradient, self.squares),
            *self._optimizer,
            *training.regularizer.bound(self.weights),
        ]

    def memory(self) -> dict[str, Array]:
        """Copies of what the optimiser remembers, to be saved."""
        p = self.parameters
        return {name: p.declared(m) if m.ndim else m.copy() for name, m in self.moments.items()}

    def remember(self, memory: Mapping[str, Array]) -> None:
        """Go on with what was saved."""
        for name, moment in self.moments.items():
            saved = memory[name]
            moment[...] = self.parameters.stored(saved) if moment.ndim else saved


def _weight(parameters: Parameters, slot: Slot) -> Weight:
    part = slice(slot.start, slot.stop)
    values, units = parameters.values[part], slot.declared.shape[0]
    by_unit = values.reshape(units, -1)
    if slot.transposed:
        by_unit = values.reshape(-1, units).T
    return Weight(values, parameters.gradient[part], by_unit)
