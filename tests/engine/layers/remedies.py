"""What is asked of everything a layer refuses."""

from __future__ import annotations

from bpgui.engine.check import Problem, check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from tests.sentences import is_sentence


def complaint(layer: Layer, shape: tuple[int, ...]) -> tuple[Graph, Problem]:
    """The one thing wrong with a layer that reads data of this shape, said in a sentence."""
    graph = chain(Input(shape), layer, Loss())
    (problem,) = check(graph).at(2)
    assert problem.fatal
    assert problem.port == "x"
    assert is_sentence(problem.message), problem.message
    return graph, problem


def cured(graph: Graph, problem: Problem) -> Layer:
    """The layer after the fix, which leaves nothing wrong with it."""
    assert problem.fix is not None
    mended = problem.fix.apply(graph)
    assert not check(mended).at(2)
    return mended.nodes[2].layer
