"""How a network is trained: the settings of a run, apart from the diagram and the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpgui.engine.clipping import Clipping, clippings
from bpgui.engine.clippings.none import NoClipping
from bpgui.engine.declaration import Declaration
from bpgui.engine.fields import choice, integer, one_of, real, toggle
from bpgui.engine.optimizer import Optimizer, optimizers
from bpgui.engine.optimizers.adam import Adam
from bpgui.engine.regularizer import Regularizer, regularizers
from bpgui.engine.regularizers.none import NoRegularizer
from bpgui.engine.schedule import Schedule, schedules
from bpgui.engine.schedules.constant import Constant

NO_LIMIT = {0: "No limit"}


@dataclass(frozen=True)
class Training(Declaration):
    """theta <- theta - eta dL/dtheta, mini-batch by mini-batch

    The loop of every lesson: forward, loss, backward, update, until one of the limits is reached.
    """

    learning_rate: float = real(
        0.003, min=0.0, max=1e12, log=True, live=True, help="Length of a step, eta."
    )
    optimizer: Optimizer = one_of(
        optimizers, Adam(), label="Optimiser", help="How the weights follow the gradient."
    )
    schedule: Schedule = one_of(
        schedules, Constant(), help="How the learning rate changes from epoch to epoch."
    )
    batch_size: int = integer(
        10,
        max=1_000_000,
        special={0: "Full batch"},
        unit="rows",
        help="Rows whose mean gradient makes one step; 1 is stochastic gradient descent.",
    )
    regularizer: Regularizer = one_of(
        regularizers,
        NoRegularizer(),
        label="Regulariser",
        live=True,
        help="What keeps the weights small, against over-fitting.",
    )
    class_weights: str = choice(
        "equal",
        {"equal": "Rows alike", "balanced": "Classes alike"},
        advanced=True,
        help="What counts alike in the loss: with classes, no rare one is neglected.",
    )
    clipping: Clipping = one_of(
        clippings,
        NoClipping(),
        label="Gradient clipping",
        live=True,
        help="What is done about gradients that are too large.",
    )
    epochs: int = integer(
        0,
        special=NO_LIMIT,
        live=True,
        label="Stop after epochs",
        help="Passes over the training rows.",
    )
    steps: int = integer(
        0,
        special=NO_LIMIT,
        live=True,
        advanced=True,
        label="Stop after steps",
        help="Updates of the weights.",
    )
    loss_threshold: float = real(
        0.0,
        min=0.0,
        live=True,
        advanced=True,
        label="Stop at loss",
        help="Stop when the training loss of an epoch is this low; 0 for never.",
    )
    patience: int = integer(
        0,
        special={0: "Never"},
        live=True,
        unit="epochs",
        label="Early stopping",
        help="Stop when the validation loss (else the training loss) has not fallen for so long.",
    )
    best_weights: bool = toggle(
        True, live=True, help="After an early stop, go back to the weights with the lowest loss."
    )
    seed: int = integer(
        1, max=2**31 - 1, help="The same seed gives the same run: weights, order of rows, dropout."
    )
    precision: str = choice(
        "float32",
        {"float32": "float32 (fast)", "float64": "float64 (exact)"},
        advanced=True,
        help="float32 is what everybody trains with; float64 shows sixteen digits.",
    )

    @property
    def itemsize(self) -> int:
        """Bytes of a number of this precision."""
        return np.dtype(self.precision).itemsize

    def batch_of(self, rows: int) -> int:
        """The rows of a mini-batch where there are so many: all of them for a full batch."""
        return min(self.batch_size or rows, rows)


Training.label = "Training"
