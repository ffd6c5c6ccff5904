"""Tokens: the layers that read whole numbers, and the Inputs they read them from."""

from __future__ import annotations

from collections.abc import Iterator

from bpgui.engine.graph import Graph, Node
from bpgui.engine.layers.input import Input


def readers(graph: Graph) -> Iterator[tuple[Node, int, int | None]]:
    """Every wired layer that reads whole numbers, its limit, and the Input it reads them from.

    None where something that calculates stands between it and an Input.
    """
    for node in graph.nodes.values():
        limit = node.layer.index_limit()
        if limit is not None and node.id in graph.order and graph.incoming[node.id]:
            yield node, limit, _origin(graph, graph.incoming[node.id][0].source)


def _origin(graph: Graph, id: int) -> int | None:
    while graph.nodes[id].layer.reshapes and graph.incoming[id]:
        id = graph.incoming[id][0].source
    return id if isinstance(graph.nodes[id].layer, Input) else None
