"""Diagrams drawn at random, of every kind of layer, for rows, images and sequences."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.check import check
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.input import Input
from tests.engine.nets import Net, assert_gradients, feed, finish, rows
from tests.engine.variants import all_variants

#: The rows that are read.
SHAPES = ((3,), (2, 5, 4), (5, 3))
#: No layer gives more numbers than this a row, so that a test takes no time.
MOST = 200

#: What has an input, an output and a slope.
CANDIDATES: list[Layer] = [
    layer
    for _, layer in all_variants(kind for kind in layers if kind.ports and kind.has_output)
    if layer.stand_in() is None
]


@st.composite
def graphs(draw: Any) -> Graph:
    """Up to 12 nodes: an input, whatever comes, and what is left open joined before the loss."""
    graph, x = feed(Graph(), Input(draw(st.sampled_from(SHAPES))), [])
    open_ends = [x]
    for _ in range(draw(st.integers(1, 9))):
        layer = draw(st.sampled_from(CANDIDATES))
        sources = draw(
            st.lists(st.sampled_from(sorted(graph.nodes)), min_size=1, max_size=3, unique=True)
        )
        grown, id = feed(graph, layer, sources)
        if math.prod(check(grown).shapes.get(id, (MOST + 1,))) > MOST:
            continue
        graph = grown
        open_ends = [end for end in open_ends if end not in sources] + [id]
    assume(len(open_ends) <= 4)
    graph = finish(graph, open_ends)
    assume(len(graph.nodes) <= 12)
    return graph


@settings(max_examples=60)
@given(graphs(), st.sampled_from([1, 2, 5]))
def test_a_random_graph_passes_the_gradient_check(graph: Graph, batch: int) -> None:
    assert_gradients(graph, batch)


@settings(max_examples=40)
@given(graphs())
def test_a_random_graph_forgets_the_last_step(graph: Graph) -> None:
    x, t = rows(graph, 3)
    fresh, used = Net(graph), Net(graph)
    used.run(*rows(graph, 3, seed=1))
    used.parameters.values[...] = fresh.parameters.values
    used.poison()
    assert used.run(x, t) == fresh.run(x, t)
    np.testing.assert_array_equal(used.parameters.gradient, fresh.parameters.gradient)


def test_the_candidates_are_many() -> None:
    assert len(CANDIDATES) > 20
    assert Tanh() in [layer.activation_function() for layer in CANDIDATES]
