"""The fourth phase: how the weights would move if this sample alone were the mini-batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.optimizers.sgd import SGD
from bpgui.engine.parameters import Parameters
from bpgui.engine.trace.latex import derivative
from bpgui.engine.trace.names import Names
from bpgui.engine.trace.sample import Sample
from bpgui.engine.trace.terms import Part, Step, Term
from bpgui.engine.training import Training
from bpgui.engine.update import Update


@dataclass(frozen=True, eq=False)
class Move:
    """How training would move the weights: its settings, the rate of the next step, and what the
    optimiser remembers (nothing: it has just begun)."""

    training: Training
    rate: float
    moments: Mapping[str, Array] = field(default_factory=dict)


def update_steps(sample: Sample, move: Move, names: Mapping[int, Names]) -> Iterator[Step]:
    """One step for every trained tensor."""
    own = Parameters(sample.graph, sample.check, "float64")
    own.values[...] = sample.parameters.values
    own.gradient[...] = sample.gradient
    used = _made(own, move)
    for slot in own.trained:
        symbol = names[slot.node].symbols[slot.name]
        before, after = slot.view(sample.parameters.values), slot.view(own.values)
        gradient, follows = slot.view(sample.gradient), slot.view(used)
        terms = [
            Term(f"{symbol}'", after.copy(), "next", slot.tensor),
            Term(symbol, before.copy(), "value", slot.tensor),
        ]
        gradients = [Term(derivative(symbol), gradient.copy(), "gradient", slot.tensor)]
        if not np.array_equal(gradient, follows):
            gradients.insert(0, Term("g", follows.copy(), "used", slot.tensor))
        given = _changes(move) if len(gradients) > 1 else ()
        # Apart from rounding; what holds the weights back moves them further than that.
        plain = np.allclose(before - move.rate * follows, after, rtol=1e-12, atol=1e-15)
        if isinstance(move.training.optimizer, SGD) and plain:
            rate = Term(r"\eta", np.array(move.rate), "rate")
            yield _descent(slot.node, terms, rate, gradients, given)
        else:
            change = Term(rf"\Delta {symbol}", after - before, "change", slot.tensor)
            given = (*given, *move.training.optimizer.latex)
            yield _general(slot.node, terms, change, gradients, given)


def _made(own: Parameters, move: Move) -> Array:
    """Make the step on `own`; the gradient the optimiser followed, with penalty and clipping."""
    update = Update(own, move.training, np.array(-float(move.rate)))
    update.remember({**update.memory(), **move.moments})
    with np.errstate(all="ignore"):
        for call in update.calls(move.training):
            call()
    return own.gradient


def _changes(move: Move) -> tuple[str, ...]:
    """What is done to the gradient first."""
    return (*move.training.regularizer.latex, *move.training.clipping.latex)


def _descent(
    node: int, terms: list[Term], rate: Term, gradients: list[Term], given: tuple[str, ...]
) -> Step:
    after, before = terms
    followed = gradients[0]
    equation = rf"{after.symbol} = {before.symbol} - \eta\, {followed.symbol}"
    parts = (
        Part(term=after), Part("="), Part(term=before), Part("-"), Part(term=rate),
        Part(term=followed),
    )  # fmt: skip
    return Step("update", node, equation, (*terms, rate, *gradients), given, parts, after)


def _general(
    node: int, terms: list[Term], change: Term, gradients: list[Term], given: tuple[str, ...]
) -> Step:
    after, before = terms
    equation = f"{after.symbol} = {before.symbol} + {change.symbol}"
    parts = (Part(term=after), Part("="), Part(term=before), Part("+"), Part(term=change))
    return Step("update", node, equation, (*terms, change, *gradients), given, parts, after)
