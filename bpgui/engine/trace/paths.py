"""The gradient of a single weight, taken apart: index by index, and way by way to the loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.graph import Edge
from bpgui.engine.layers.loss import Loss
from bpgui.engine.trace.arithmetic import Index, Line, judged
from bpgui.engine.trace.fill import fill
from bpgui.engine.trace.jacobian import TooLarge, by_inputs, by_weight, has_z, multiplies
from bpgui.engine.trace.latex import derivative, factor, indexed
from bpgui.engine.trace.names import parameter_symbols
from bpgui.engine.trace.sample import Sample
from bpgui.engine.trace.sums import LONGEST, Factor, Product, in_names, in_numbers
from bpgui.engine.trace.terms import Trace
from bpgui.engine.trace.ways import Stop, Ways, error_factor, link, place, slope_factor

#: Ways that are written down.
MOST = 12


@dataclass(frozen=True)
class Path:
    """One way from a weight to the loss: the derivatives along it, whose product is its share."""

    stops: tuple[Stop, ...]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All derivatives in order."""
        return tuple(factor for stop in self.stops for factor in stop.factors)

    @property
    def value(self) -> float:
        """Their product."""
        return Product(self.factors).value


@dataclass(frozen=True)
class Paths:
    """Everything about the gradient of one weight.

    lines: it and the delta in it, index by index. paths: the largest ways by size, of `count`;
    rest: the sum of the others. A network too large for that has the lines alone, or nothing.
    """

    node: int
    parameter: str
    index: Index
    symbol: str
    value: float
    gradient: float
    lines: tuple[Line, ...]
    paths: tuple[Path, ...]
    count: int
    rest: float


def path(trace: Trace, node: int, parameter: str, index: Index, most: int = MOST) -> Paths:
    """Take the gradient of one weight apart; KeyError or IndexError where there is none such."""
    sample = trace.sample
    passage = sample.passages[node]
    layer = sample.graph.nodes[node].layer
    symbol = parameter_symbols(layer, list(passage.grads))[parameter]
    gradient = float(passage.grads[parameter][index])
    weight = _Weight(node, parameter, index, indexed(symbol, index), gradient)
    lines: tuple[Line, ...] = ()
    found: tuple[Path, ...] = ()
    count = 0
    with np.errstate(all="ignore"):
        try:
            own = by_weight(sample, node, parameter, index)
            lines = tuple(_lines(sample, weight, own))
            found, count = _paths(sample, weight, own, most)
        except TooLarge:
            pass
    rest = gradient - sum(each.value for each in found) if count > len(found) else 0.0
    value = float(passage.values[parameter][index])
    return Paths(node, parameter, index, symbol, value, gradient, lines, found, count, rest)


# -- index by index ----------------------------------------------------------------------------


def _lines(sample: Sample, weight: _Weight, own: Array) -> Iterator[Line]:
    """The gradient, the delta in it, and the f' in that."""
    node = weight.node
    # An input of 0 hides that the weight belongs to its unit.
    whole = multiplies(sample, node) and weight.name == "weight"
    reached = np.array(weight.index[:1]) if whole else np.flatnonzero(own)
    chosen = _by_size(own * sample.passages[node].error.ravel(), reached)
    products = [
        Product((error_factor(sample, node, k), *weight.factors(sample, k, float(own[k]))))
        for k in chosen
    ]
    ways = (in_names(products), in_numbers(products))
    yield Line(derivative(weight.symbol), ways, weight.gradient)
    if len(chosen) == 1:
        yield _error_line(sample, node, chosen[0])
        yield from _slope_line(sample, node, chosen[0])


def _error_line(sample: Sample, node: int, k: int) -> Line:
    """delta_k: what comes back from the layers behind, times f'(z_k)."""
    passage, error = sample.passages[node], error_factor(sample, node, k)
    slope = slope_factor(sample, node, k)
    edges = sample.targets(node)
    if any(edge.target in sample.verdicts for edge in edges):
        if passage.handed and not slope:
            return Line(error.symbol, _verdict(sample, node, k), error.value)
        name = indexed(derivative("a"), place(sample, node, k))
        product = Product((Factor(name, float(passage.da.ravel()[k])), *slope))
        return Line(error.symbol, (product.names(), product.numbers()), error.value)
    products = [product for edge in edges for product in _arriving(sample, edge, k)]
    names, numbers = in_names(products), in_numbers(products)
    if slope:
        if len(products) > 1:
            names, numbers = f"({names})", f"({numbers})"
        names = rf"{names}\, {slope[0].symbol}"
        numbers = rf"{numbers} \cdot {factor(slope[0].value)}"
    return Line(error.symbol, (names, numbers), error.value)


def _verdict(sample: Sample, node: int, k: int) -> tuple[str, ...]:
    """What the loss has for delta_k itself, in numbers."""
    head = sample.passages[node].returned[0][0]
    latex = cast(Loss, sample.graph.nodes[head].layer).function.latex[1]
    filled = fill(latex.partition("=")[2], judged(sample, head), place(sample, node, k))
    return () if filled is None else (filled,)


def _arriving(sample: Sample, edge: Edge, k: int) -> Iterator[Product]:
    """What a wire brings back to an entry, as a sum over the entries behind it."""
    matrix = by_inputs(sample, edge.target)[sample.sources(edge.target).index(edge)]
    error = sample.passages[edge.target].error.ravel()
    # The names are those of another layer's numbers.
    of = rf"^{{\text{{{sample.graph.nodes[edge.target].name}}}}}"
    for m in _by_size(matrix[:, k] * error, np.flatnonzero(matrix[:, k])):
        back = error_factor(sample, edge.target, m)
        through = link(sample, edge, m, k, float(matrix[m, k]))
        named = (Factor(_marked(each.symbol, of), each.value) for each in (back, *through))
        yield Product(tuple(named))


def _marked(symbol: str, mark: str) -> str:
    return f"{symbol[:-1]}{mark}}}" if symbol.startswith(r"\frac") else symbol + mark


def _slope_line(sample: Sample, node: int, k: int) -> Iterator[Line]:
    """f'(z_k) from a_k or z_k."""
    passage, slope = sample.passages[node], slope_factor(sample, node, k)
    if slope and passage.function is not None and passage.z is not None:
        right = passage.function.latex[1].partition("=")[2].strip()
        known = {"a": passage.a, "z": passage.z}
        numbers = fill(right, known, place(sample, node, k))
        if numbers is not None:
            yield Line(slope[0].symbol, (numbers,), slope[0].value)


def _by_size(values: Array, reached: Array) -> list[int]:
    """The entries that count most first, where they are many; else in their own order."""
    if len(reached) > LONGEST:
        reached = reached[np.argsort(-np.abs(values[reached]), kind="stable")]
    return [int(k) for k in reached]


# -- way by way --------------------------------------------------------------------------------


def _paths(sample: Sample, weight: _Weight, own: Array, most: int) -> tuple[tuple[Path, ...], int]:
    """The largest ways, and how many there are."""
    ways = Ways(sample, weight.node, most)
    tail = ways.from_error(weight.node)
    shares = own[:, None] * tail.best
    count = int(min(float(tail.counts[own != 0].sum()), 1e15))
    order = np.argsort(-np.abs(shares), axis=None, kind="stable")
    found: list[Path] = []
    for k, rank in zip(*np.unravel_index(order, shares.shape), strict=True):
        if len(found) == min(most, count) or not shares[k, rank]:
            break
        first, *rest = ways.stops(weight.node, int(k), int(rank))
        own_factors = weight.factors(sample, int(k), float(own[k]))
        found.append(Path((Stop(first.node, first.entry, (*own_factors, *first.factors)), *rest)))
    return tuple(found), count


@dataclass(frozen=True)
class _Weight:
    """The weight asked about; `symbol` is that of its one entry."""

    node: int
    name: str
    index: Index
    symbol: str
    gradient: float

    def factors(self, sample: Sample, k: int, value: float) -> tuple[Factor, ...]:
        """How z_k depends on it: by an input, where the layer multiplies the two."""
        if multiplies(sample, self.node) and self.name == "weight":
            return (Factor(indexed("x", self.index[1:]), value),)
        if value == 1:
            return ()
        z = indexed("z" if has_z(sample, self.node) else "a", place(sample, self.node, k))
        return (Factor(rf"\frac{{\partial {z}}}{{\partial {self.symbol}}}", value),)
