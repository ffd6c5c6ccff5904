"""The arithmetic behind one number: an entry of a step's result, in names and in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.layers.loss import Loss
from bpgui.engine.trace.fill import fill
from bpgui.engine.trace.latex import derivative, indexed, written
from bpgui.engine.trace.sample import Sample
from bpgui.engine.trace.sums import Factor, Product, in_names, in_numbers
from bpgui.engine.trace.terms import Part, Step, Term, Trace

Index = tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """A number and how it comes about, in LaTeX: `name` = every one of `ways` = `value`.

    entries: the entries of the step's terms that it is made of.
    """

    name: str
    ways: tuple[str, ...]
    value: float
    entries: tuple[tuple[Term, Index], ...] = ()

    def latex(self) -> str:
        """All in one equation."""
        ways = [way for way in self.ways if way != written(self.value)]
        return " = ".join([self.name, *ways, written(self.value)])


def worked(trace: Trace, step: Step, index: Index) -> tuple[Line, ...]:
    """The arithmetic of one entry of `step.result`; nothing where only its value can be told."""
    if step.result is None:
        return ()
    lines = []
    products = _products(step, index)
    if products is not None:
        ways = (in_names(products), in_numbers(products))
        name, value = indexed(step.result.symbol, index), float(step.result.value[index])
        factors = (factor for product in products for factor in product.factors)
        entries = tuple((factor.term, factor.index) for factor in factors if factor.term)
        lines.append(Line(name, ways, value, entries))
    for equation in (() if lines else (step.equation,)) + step.given:
        lines += _filled(trace.sample, step, equation, index)
    return tuple(lines)


# -- sums of products --------------------------------------------------------------------------


def _products(step: Step, index: Index) -> list[Product] | None:
    """The right side at one entry, as a sum of products of entries."""
    if not step.parts or any(part.sign == "f(" for part in step.parts):
        return None
    sides = _split([*step.parts], ("=",))
    if len(sides) != 2:
        return None
    products: list[Product] = []
    shape = sides[0][1][0].term.value.shape  # type: ignore[union-attr]
    for sign, parts in _split(sides[1][1], ("+", "-")):
        part = _product(parts, index, shape)
        if part is None:
            return None
        products += [Product(factors, "-" if sign == "-" else "+") for factors in part]
    return products


def _split(parts: list[Part], at: tuple[str, ...]) -> list[tuple[str, list[Part]]]:
    """The pieces between these signs, each with the sign before it."""
    pieces: list[tuple[str, list[Part]]] = [("", [])]
    for part in parts:
        if part.sign in at:
            pieces.append((part.sign, []))
        else:
            pieces[-1][1].append(part)
    return [piece for piece in pieces if piece[1]]


def _product(parts: list[Part], index: Index, shape: Index) -> list[tuple[Factor, ...]] | None:
    """One summand at one entry: the products that it is the sum of."""
    terms = [part for part in parts if part.term is not None]
    arrays = [part.term.value for part in terms if part.term is not None]
    if all(array.shape in (shape, ()) for array in arrays):
        return [tuple(_entry(part, index if part.term.value.shape else ()) for part in terms)]  # type: ignore[union-attr]
    if len(terms) != 2 or any(part.sign for part in parts):
        return None
    left, right = terms
    if arrays[0].ndim == 2 and arrays[1].ndim == 1 and len(index) == 1:
        rows, columns = arrays[0].shape[::-1] if left.transposed else arrays[0].shape
        if columns != len(arrays[1]) or index[0] >= rows:
            return None
        places = [(index[0], j)[:: -1 if left.transposed else 1] for j in range(columns)]
        return [(_entry(left, place), _entry(right, (j,))) for j, place in enumerate(places)]
    if arrays[0].ndim == arrays[1].ndim == 1 and right.transposed and len(index) == 2:
        return [(_entry(left, index[:1]), _entry(right, index[1:]))]
    return None


def _entry(part: Part, index: Index) -> Factor:
    term = part.term
    assert term is not None
    return Factor(indexed(term.symbol, index), float(term.value[index]), term, index)


# -- functions ---------------------------------------------------------------------------------


def _filled(sample: Sample, step: Step, equation: str, index: Index) -> Iterator[Line]:
    """An equation of single entries with the numbers in it: f(z) = 1 / (1 + e^{-0.31})."""
    left, equals, right = equation.partition("=")
    about = _about(step, left.strip())
    if not equals or about is None:
        return
    entry = index if about.value.shape else ()
    values = _values(sample, step.node)
    # A loss is one number, and its equation a sum over entries.
    fit = {
        name: array
        for name, array in values.items()
        if not about.value.shape or array.shape == about.value.shape
    }
    text = fill(right.split(r",\quad")[0].strip(), fit, entry or None)
    if text is not None:
        arrays = {id(array) for array in fit.values()}
        entries = tuple((term, entry) for term in step.terms if id(term.value) in arrays)
        yield Line(indexed(about.symbol, entry), (text,), float(about.value[entry]), entries)


def _about(step: Step, left: str) -> Term | None:
    """The term that an equation with this left side gives."""
    role = {"f(z)": "a", "f(z)_i": "a", "f'(z)": "slope", derivative("z"): "delta"}.get(left)
    for term in step.terms:
        if term.role == role or (role is None and term is step.result and term.symbol == left):
            return term
    return None


def _values(sample: Sample, node: int) -> dict[str, Array]:
    """The numbers of a node by the names that functions and losses have for them."""
    if node in sample.verdicts:
        return judged(sample, node)
    passage = sample.passages[node]
    values = {"a": passage.a}
    if passage.z is not None:
        values["z"] = passage.z
    if passage.handed:
        values |= judged(sample, passage.returned[0][0])
    return values


def judged(sample: Sample, head: int) -> dict[str, Array]:
    """The numbers of a loss by its own names for them; nothing where other targets count."""
    loss = cast(Loss, sample.graph.nodes[head].layer)
    if getattr(loss.function, "smoothing", 0):
        # The targets that count are others than those of the data.
        return {}
    verdict = sample.verdicts[head]
    weight = {} if loss.weight == 1 else {"w": np.full_like(verdict.y, loss.weight)}
    return {"y": verdict.y, "t": verdict.t, **weight}
