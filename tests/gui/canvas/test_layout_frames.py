"""Auto-layout keeps frames around their own layers, and the others out of them."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from bpgui.engine.framing import framed, with_frame
from bpgui.engine.graph import Graph, GraphError, chain
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.gui.canvas.frame_item import around
from bpgui.gui.canvas.geometry import CARD, SNAP
from bpgui.gui.canvas.layout import tidied
from bpgui.gui.canvas.level import level


def laid_out(graph: Graph, stops=None) -> Graph:
    """The diagram, tidied up."""
    seen = level(graph)
    return graph.move(seen.moves(tidied(seen, stops or seen.cards.nodes)))


def rects(graph: Graph) -> dict[int, QRectF]:
    """Where frames stand that are not collapsed, and what they hold."""
    seen = level(graph)
    held: dict[int, QRectF] = {}
    for id in reversed(seen.frames):
        box = QRectF()
        for stop, node in seen.cards.nodes.items():
            first = stop if stop in graph.nodes else min(graph.contents[stop - (1 << 40)])
            if first in graph.contents[id]:
                box = box.united(CARD.translated(*node.at))
        for inner, rect in held.items():
            if id in graph.frames_around(inner):
                box = box.united(rect)
        held[id] = around(box, graph.frames[id].room)
    return held


def assert_apart(graph: Graph) -> None:
    """No card that is not in a frame lies in it; frames side by side do not touch."""
    found, seen = rects(graph), level(graph)
    for id, rect in found.items():
        for stop, node in seen.cards.nodes.items():
            inside = stop in graph.contents[id] or (
                stop > 1 << 40 and id in graph.frames_around(stop - (1 << 40))
            )
            assert inside or not rect.intersects(CARD.translated(*node.at)), (id, node.name)
        for other, beside in found.items():
            nested = id in graph.frames_around(other) or other in graph.frames_around(id)
            assert nested or not rect.intersects(beside)


def residual() -> Graph:
    graph = chain(Input(), Dense(4), Dense(4), Dense(4), Add(), Dense(1), Loss())
    return graph.connect(2, 5)


def test_others_are_kept_out_of_a_frame():
    graph = laid_out(framed(residual(), [3, 4], "Branch"))
    assert_apart(graph)
    assert all(x % SNAP == 0 and y % SNAP == 0 for x, y in (n.at for n in graph.nodes.values()))


def test_frames_in_frames_and_groups_keep_apart():
    graph = framed(framed(residual(), [3, 4], "Branch"), [2, 3, 4, 5], "Block")
    graph = framed(graph, [6, 7], "End")
    assert_apart(laid_out(graph))
    folded = with_frame(graph, dataclasses.replace(graph.frames[1], collapsed=True))
    assert_apart(laid_out(folded))


def test_a_line_stays_a_line_through_a_frame():
    graph = chain(Input(), Dense(4), Dense(4), Dense(1), Loss())
    graph = laid_out(framed(graph, [2, 3], "Hidden"))
    assert len({node.at[1] for node in graph.nodes.values()}) == 1


def test_layers_of_a_frame_alone_are_laid_out_where_they_are():
    graph = framed(residual(), [2, 3, 4], "Part")
    after = laid_out(graph, [3, 4])
    assert [after.nodes[id].at for id in (1, 2, 5, 6, 7)] == [
        graph.nodes[id].at for id in (1, 2, 5, 6, 7)
    ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_frames_keep_apart(data):
    graph = residual().add(Dense(3), at=(50.0, 300.0))
    for _ in range(data.draw(st.integers(1, 4))):
        ids = data.draw(st.sets(st.sampled_from(sorted(graph.nodes)), min_size=1))
        try:
            graph = framed(graph, ids, collapsed=data.draw(st.booleans()))
        except GraphError:
            continue
    assert_apart(laid_out(graph))
