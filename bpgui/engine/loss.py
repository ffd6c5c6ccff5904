"""Losses: how far the network's output is from its target, as one number per mini-batch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Array, Call, Ops, empty, scalar
from bpgui.engine.declaration import Declaration, Registry

#: No probability is taken to be smaller than this in a logarithm, nor a divisor.
SURE = 1e-12


@dataclass
class LossSite:
    """What a loss finds ready when it is bound. All arrays are (outputs..., batch).

    y: the prediction, or the logits z where `fused`. t: the targets. dy: where dL/dy goes (dL/dz
    where fused). prediction: the array that holds the network's answer; a fused loss fills it,
    otherwise it is y. loss: a 0-d array for the mean over the batch. weights (1, batch): how much
    every row counts; None where all count alike. distributions: the targets of every row are known
    to sum to one.
    """

    y: Array
    t: Array
    dy: Array
    prediction: Array
    loss: Array
    fused: bool
    weights: Array | None = None
    distributions: bool = False

    def new(self, *sizes: int) -> Array:
        """An uninitialised array of the network's dtype."""
        return empty(sizes, self.y.dtype)

    @property
    def batch(self) -> int:
        """Rows in the mini-batch."""
        return int(self.y.shape[-1])

    def share(self, of: float) -> tuple[list[Call], Array]:
        """What a row counts: one part `of` so many, times its weight where rows have weights.

        The calls that work it out, and the array it is in: 0-d, or one number a row.
        """
        part = scalar(1 / of, self.y)
        if self.weights is None:
            return [], part
        weights = self.weights.reshape(*(1 for _ in self.y.shape[1:]), self.batch)
        shares = self.new(*weights.shape)
        return [partial(np.multiply, weights, part, shares)], shares


class Loss(Declaration):
    """The base of every loss."""

    #: The activation function this loss computes together with itself, for exactness: its kind.
    fuses: ClassVar[str] = ""
    #: LaTeX of the loss of one sample and of dL/dy (dL/dz where fused).
    latex: ClassVar[tuple[str, str]] = ("", "")
    #: LaTeX of dL/dy where `latex` has dL/dz.
    slope_latex: ClassVar[str] = ""
    #: The interval targets must lie in.
    target_range: ClassVar[tuple[float, float]] = (-np.inf, np.inf)

    def needs(self) -> tuple[str, ...]:
        """Kinds of activation the last layer must have; empty: any will do."""
        return ()

    def bind(self, at: LossSite) -> Ops:
        """forward fills `at.loss` (and `at.prediction` where fused); backward fills `at.dy`."""
        raise NotImplementedError

    def fuses_with(self, function: ActivationFunction | None) -> bool:
        """Whether the loss can take this activation function over."""
        return function is not None and function.kind() == self.fuses


def total(costs: Array, share: Array, at: LossSite) -> list[Call]:
    """The calls for `at.loss` = the sum of `costs`, each times its share; spoils `costs`."""
    return [
        partial(np.multiply, costs, share, costs),
        partial(np.add.reduce, costs, None, None, at.loss),
    ]


def smoothed(at: LossSite, share: float, classes: int) -> tuple[list[Call], Array]:
    """The targets, of which a share is spread evenly over the classes: the calls, and the array.

    Szegedy et al., Rethinking the Inception Architecture, 2016, section 7.
    """
    if not share:
        return [], at.t
    t = at.new(*at.t.shape)
    return [
        partial(np.multiply, at.t, scalar(1 - share, t), t),
        partial(np.add, t, scalar(share / classes, t), t),
    ], t


losses: Registry[Loss] = Registry("loss")
loss = losses.register
