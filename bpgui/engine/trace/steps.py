"""The steps of a trace, from what the layers and losses declare."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check
from bpgui.engine.graph import Graph
from bpgui.engine.layers.loss import Loss
from bpgui.engine.parameters import Parameters
from bpgui.engine.trace.latex import derivative, gradient_of, scan, tokens
from bpgui.engine.trace.names import Names, unused_symbols
from bpgui.engine.trace.sample import Sample
from bpgui.engine.trace.terms import Part, Phase, Step, Term, Trace
from bpgui.engine.trace.update import Move, update_steps

Known = dict[str, list[Term]]


def trace(
    graph: Graph,
    check: Check,
    parameters: Parameters,
    x: Array,
    t: Array,
    move: Move | None = None,
) -> Trace:
    """Walk one prepared row x, t (without a batch axis) forward and back; `check` must be in order.

    With `move`, also the update that training would make if this sample alone were the mini-batch.
    """
    sample = Sample(graph, check, parameters, x, t)
    steps = [*_forward(sample), *_losses(sample), *_backward(sample)]
    if move is not None:
        steps += update_steps(sample, move, {id: _names(sample, id) for id in sample.passages})
    return Trace(tuple(steps), sample.loss, sample.gradients, sample)


def _names(sample: Sample, node: int) -> Names:
    found = sample.graph.nodes[node]
    return Names(node, found.name, found.layer, sample.passages[node])


# -- forward -----------------------------------------------------------------------------------


def _forward(sample: Sample) -> Iterator[Step]:
    for node, passage in sample.passages.items():
        layer, known = sample.graph.nodes[node].layer, _names(sample, node).forward()
        if not passage.x:
            yield _step("forward", node, "x", {"x": [Term("x", passage.a, "a")]})
            continue
        equations = (layer.in_use or layer.equations).forward or (
            rf"a = \mathrm{{{layer.kind()}}}(x)",
        )
        unused = unused_symbols(layer, list(passage.grads))
        equations = tuple(_without(equation, unused) for equation in equations)
        for step in _steps("forward", node, equations, known, ("a", "x", "value")):
            wants = passage.function is not None and "f(" in "".join(tokens(step.equation))
            yield _with(step, passage.function.latex[0]) if wants and passage.function else step


def _without(equation: str, symbols: Iterable[str]) -> str:
    """The equation without the summands that are one of these names."""
    for symbol in symbols:
        equation = re.sub(rf"\s*\+\s*{re.escape(symbol)}(_\w|_\{{[^}}]*\}})?(?!\w)", "", equation)
    return equation


# -- loss --------------------------------------------------------------------------------------


def _losses(sample: Sample) -> Iterator[Step]:
    several = len(sample.verdicts) > 1 or any(_weight(sample, id) != 1 for id in sample.verdicts)
    for node, verdict in sample.verdicts.items():
        known: Known = {
            "L": [Term("L", np.array(verdict.loss), "loss")],
            "y": [Term("y", verdict.y, "a")],
            "t": [Term("t", verdict.t, "t")],
        }
        yield _step("loss", node, _loss(sample, node).function.latex[0], known)
    if several:
        yield _total(sample)


def _total(sample: Sample) -> Step:
    """The weighted sum of all losses, told at the main one."""
    known: Known = {"L": [Term("L", np.array(sample.loss), "loss")]}
    products = []
    for i, (node, verdict) in enumerate(sample.verdicts.items(), start=1):
        w, loss = f"w_{i}", f"L_{i}"
        known[w] = [Term(w, np.array(_weight(sample, node)), "weight", about=node)]
        known[loss] = [Term(loss, np.array(verdict.loss), "loss", about=node)]
        products.append(rf"{w}\, {loss}")
    terms = tuple(term for terms in known.values() for term in terms)
    head = cast(int, sample.check.head)
    return Step("loss", head, f"L = {' + '.join(products)}", terms, result=terms[0])


def _loss(sample: Sample, node: int) -> Loss:
    return cast(Loss, sample.graph.nodes[node].layer)


def _weight(sample: Sample, node: int) -> float:
    return _loss(sample, node).weight


# -- backward ----------------------------------------------------------------------------------


def _backward(sample: Sample) -> Iterator[Step]:
    for node in reversed(sample.verdicts):
        yield _verdict(sample, node)
    for node in reversed(sample.passages):
        yield from _returned(sample, node)
        yield from _node_backward(sample, node)


def _verdict(sample: Sample, node: int) -> Step:
    """dL/dy: where back-propagation begins."""
    verdict, layer = sample.verdicts[node], _loss(sample, node)
    equation = layer.function.slope_latex or layer.function.latex[1]
    known: Known = {
        derivative("y"): [Term(derivative("y"), verdict.dy, "da")],
        "y": [Term("y", verdict.y, "a")],
        "t": [Term("t", verdict.t, "t")],
    }
    if layer.weight != 1:
        left, _, right = equation.partition("=")
        equation = rf"{left}= w \cdot \left( {right.strip()} \right)"
        known["w"] = [Term("w", np.array(layer.weight), "weight")]
    return _step("backward", node, equation, known)


def _returned(sample: Sample, node: int) -> Iterator[Step]:
    """Where the output goes to several nodes, what comes back is added up."""
    passage = sample.passages[node]
    if len(passage.returned) < 2:
        return
    total = derivative("a" if passage.x else "x")
    known: Known = {total: [Term(total, passage.da, "da")]}
    for i, (target, array) in enumerate(passage.returned, start=1):
        known[f"g_{i}"] = [Term(f"g_{i}", array, "arriving", about=target)]
    parts = [Part(term=known[total][0])]
    for i in range(1, len(known)):
        parts += [Part("+" if i > 1 else "="), Part(term=known[f"g_{i}"][0])]
    terms = tuple(term for terms in known.values() for term in terms)
    equation = f"{total} = {' + '.join(list(known)[1:])}"
    yield Step("backward", node, equation, terms, (), tuple(parts), terms[0])


def _node_backward(sample: Sample, node: int) -> Iterator[Step]:
    layer, passage = sample.graph.nodes[node].layer, sample.passages[node]
    if not passage.x:
        if len(passage.returned) < 2:
            symbol = derivative("x")
            yield _step("backward", node, symbol, {symbol: [Term(symbol, passage.da, "dx")]})
        return
    known = _names(sample, node).backward()
    unused = unused_symbols(layer, list(passage.grads))
    declared = (layer.in_use or layer.equations).backward
    equations = [e for e in declared if gradient_of(e) not in unused]
    if not equations:
        equations = [rf"{derivative('x')} = {derivative('a')}\, \frac{{\partial a}}{{\partial x}}"]
    written = tuple(_backward_equations(equations, known))
    for step in _steps("backward", node, written, known, ("da", "gradient", "dx")):
        roles = {term.role for term in step.terms}
        if passage.function is not None and "slope" in roles:
            step = _with(step, passage.function.latex[1])
        gives_delta = "slope" in roles or (passage.slope is None and r"\odot" in step.equation)
        if passage.handed and gives_delta:
            step = _with(step, _handed(sample, passage.returned[0][0]))
        yield step


#: What an element-wise activation does on the way back.
_PRODUCT = re.compile(r"\\frac\{\\partial L\}\{\\partial a\}\s*\\odot\s*f'\((z|x)\)")


def _backward_equations(equations: Iterable[str], known: Known) -> Iterator[str]:
    """Softmax mixes its inputs: there f' is a matrix J, and the product one of matrices."""
    for equation in equations:
        if "J" in known:
            equation = _PRODUCT.sub(lambda _: rf"J^T {derivative('a')}", equation)
        yield equation


def _handed(sample: Sample, head: int) -> str:
    """dL/dz in the short form that the loss knows."""
    layer = _loss(sample, head)
    left, _, right = layer.function.latex[1].partition("=")
    return f"{left}= {right.strip() if layer.weight == 1 else rf'w ({right.strip()})'}"


# -- one step ----------------------------------------------------------------------------------


def _steps(
    phase: Phase, node: int, equations: tuple[str, ...], known: Known, roles: tuple[str, ...]
) -> list[Step]:
    """A step for each equation; or one for all, where some are about what only the layer knows.

    What belongs to the node, in one of these roles, and is in no equation stands in the last.
    """
    steps = [_step(phase, node, equation, known) for equation in equations]
    if any(step.result is None for step in steps):
        terms = dict.fromkeys(term for step in steps for term in step.terms)
        return [Step(phase, node, equations[0], _all(terms, known, roles), equations[1:])]
    seen = [term for step in steps for term in step.terms]
    more = _missing(seen, known, roles)
    steps[-1] = dataclasses.replace(steps[-1], terms=(*steps[-1].terms, *more))
    return steps


def _all(terms: Iterable[Term], known: Known, roles: tuple[str, ...]) -> tuple[Term, ...]:
    """These terms and what is missing, in the order in which they come about."""
    found = [*terms, *_missing(terms, known, roles)]
    return tuple(sorted(found, key=lambda term: _ORDER.index(term.role)))


_ORDER = ("x", "value", "z", "a", "da", "slope", "delta", "gradient", "dx")


def _missing(terms: Iterable[Term], known: Known, roles: tuple[str, ...]) -> list[Term]:
    """What is in one of these roles, and not among the terms."""
    seen = {id(term.value) for term in terms}
    own = [term for group in known.values() for term in group if term.role in roles]
    rest = {id(term.value): term for term in own if id(term.value) not in seen}
    return sorted(rest.values(), key=lambda term: roles.index(term.role))


def _step(phase: Phase, node: int, equation: str, known: Known) -> Step:
    """The terms an equation speaks of, and its pieces where it is plain."""
    found = scan(equation, known)
    names = found.names
    terms = tuple(term for name in names for term in known[name])
    left = scan(equation.partition("=")[0], known)
    result = known[left.names[0]][0] if left.names else None
    plain = found.plain and all(len(known[name]) == 1 for name in names) and len(names) > 1
    parts = []
    for i, (name, transposed) in enumerate(found.items):
        if i in found.signs:
            parts.append(Part(sign=name))
        elif plain:
            parts.append(Part(term=known[name][0], transposed=transposed))
    return Step(phase, node, equation, terms, (), tuple(parts) if plain else (), result)


def _with(step: Step, equation: str) -> Step:
    """With one more equation that explains it."""
    return dataclasses.replace(step, given=(*step.given, equation))
