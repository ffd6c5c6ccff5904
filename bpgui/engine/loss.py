"""Losses: how far the network's output is from its target, as one number per mini-batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

import numpy as np

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Array, Call, Ops, empty, scalar
from bpgui.engine.declaration import Declaration, Registry

#: No probability is taken to be smaller than this in a logarithm, nor a divisor.
SURE = 1e-12


#: tell(losses, *left): the losses (steps,) of some steps from what each has left, (steps, ...).
Tell = Callable[..., object]


@dataclass(frozen=True)
class Tally:
    """How a loss is told from some arrays that a step leaves: at once, by `call`, or later.

    A tiny network spends its time on calls; the losses of many steps take little more than one.
    """

    left: tuple[Array, ...]
    tell: Tell
    call: Call


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
    #: Set by `told`.
    tally: Tally | None = field(default=None, init=False)

    def told(self, tell: Tell, *left: Array) -> Call:
        """The call that fills `loss` from what the calls before it have left in some arrays.

        Where it is the last one forward, it may be put off: then the arrays of many steps are
        copied when each is over, and told together. `tell` may spoil what it is given, and so
        nothing that is needed backward; of a step it tells the same with any others.
        """
        at_once = partial(tell, self.loss.reshape(1), *(array[None] for array in left))
        self.tally = Tally(left, tell, at_once)
        return at_once

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
    """The calls for `at.loss` = the sum of `costs`, each times its share."""
    shares = at.new(*costs.shape)
    return [partial(np.multiply, costs, share, shares), at.told(_sums, shares.reshape(-1))]


def inner(a: Array, b: Array, at: LossSite) -> Call:
    """The call for `at.loss` = the inner product of two arrays."""
    return at.told(_inner, a.reshape(-1), b.reshape(-1))


def _sums(losses: Array, costs: Array) -> None:
    np.add.reduce(costs, axis=1, out=losses)


def _inner(losses: Array, a: Array, b: Array) -> None:
    np.vecdot(a, b, losses)


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
