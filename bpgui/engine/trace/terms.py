"""What a trace is made of: steps, one equation each, and the named arrays that stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bpgui.engine.arrays import Array

if TYPE_CHECKING:
    from bpgui.engine.trace.sample import Sample

Phase = Literal["forward", "loss", "backward", "update"]
PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update")

#: What an array is to its node. value and gradient: of a parameter; arriving: what one of several
#: wires brings back.
Role = Literal[
    "x", "z", "a", "value", "t", "loss", "weight", "da", "slope", "delta", "gradient", "dx",
    "arriving", "rate", "used", "change", "next",
]  # fmt: skip


@dataclass(frozen=True, eq=False)
class Term:
    """A named array of one node, float64, without the batch axis; `symbol` is its LaTeX.

    tensor: the full name of the parameter tensor that this is, or is the gradient of. about: the id
    of another node it comes from or goes to.
    """

    symbol: str
    value: Array
    role: Role
    tensor: str = ""
    about: int | None = None


@dataclass(frozen=True)
class Part:
    """One piece of an equation as it stands: a term, perhaps transposed, or a sign."""

    sign: str = ""
    term: Term | None = None
    transposed: bool = False


@dataclass(frozen=True, eq=False)
class Step:
    """One equation at one node, with its numbers.

    terms: the arrays it speaks of, the result first, then whatever else belongs to the node and is
    in no equation. given: equations that say more: what a function in it is, or, where a layer
    keeps its inner quantities to itself, all its other equations. parts: the equation piece by
    piece, where it is nothing but terms and plain signs, so that the arrays can be put in the
    places of the terms; otherwise empty. result: what the equation is for, where that is among the
    terms.
    """

    phase: Phase
    node: int
    equation: str
    terms: tuple[Term, ...]
    given: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    result: Term | None = None

    def term(self, symbol: str) -> Term:
        """The term of this symbol, or KeyError."""
        for term in self.terms:
            if term.symbol == symbol:
                return term
        raise KeyError(symbol)


@dataclass(frozen=True, eq=False)
class Trace:
    """All steps for one sample, in order: forward, loss, backward, and update where asked for.

    loss: the weighted sum of all losses. gradients: dL/dtheta of this one sample by tensor name.
    sample: every node's arrays, for whoever takes a gradient apart.
    """

    steps: tuple[Step, ...]
    loss: float
    gradients: dict[str, Array]
    sample: Sample = field(repr=False)

    def of(self, phase: Phase, node: int | None = None) -> tuple[Step, ...]:
        """The steps of a phase, at one node or at all."""
        return tuple(s for s in self.steps if s.phase == phase and node in (None, s.node))

    def find(self, phase: Phase, node: int, symbol: str) -> Array:
        """The array of this name at a node in a phase, or KeyError."""
        for step in self.of(phase, node):
            for term in step.terms:
                if term.symbol == symbol:
                    return term.value
        raise KeyError(symbol)
