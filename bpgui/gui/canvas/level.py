"""What is seen of a diagram with frames: some nodes, groups for others, and what lies outside.

A collapsed frame is a group: one card in place of all it holds. Inside a frame that was entered
only what it holds is seen, and pins for the nodes outside that its wires lead to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bpgui.engine.graph import Edge, Graph, Node, Position
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.folded import Folded, Plug

#: A group goes by this plus the id of its frame: larger than the id of any node.
GROUP = 1 << 40
#: What is directly in a frame that is not folded stands for itself.
_ITSELF = -1


@dataclass(frozen=True, eq=False)
class Level:
    """One view of a graph, from inside the frame `inside` (0: from outside of all).

    `nodes` and `edges` are those seen; where there are no frames they are the graph's own.
    """

    graph: Graph
    inside: int = 0
    nodes: Mapping[int, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    #: The frames seen as rectangles, the outer ones first, and those seen as one card.
    frames: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    #: What stands for each node: itself, GROUP + a frame, or 0 where it lies outside.
    _stops: Mapping[int, int] | None = None

    @property
    def whole(self) -> bool:
        """Whether every node is seen as itself."""
        return self._stops is None

    def stop(self, node: int) -> int:
        """What stands for a node: its id, GROUP + the id of a frame, or 0 if it lies outside."""
        return node if self._stops is None else self._stops.get(node, 0)

    def group_of(self, node: int) -> int:
        """The collapsed frame that a node is seen in; 0 where it is seen as itself, or not."""
        return max(0, self.stop(node) - GROUP)

    def home(self, stop: int) -> int:
        """The frame that what stands here is directly in; 0 for none."""
        if stop > GROUP:
            return self.graph.frames[stop - GROUP].parent
        return self.graph.nodes[stop].frame

    @property
    def within_reach(self) -> list[int]:
        """The nodes that are seen, as themselves or in a group."""
        return [id for id in self.graph.nodes if self.stop(id)]

    def pins(self) -> tuple[dict[int, list[Plug]], dict[int, list[Plug]]]:
        """The nodes outside that feed what is inside, and those fed; with the ends inside."""
        feeding: dict[int, list[Plug]] = {}
        fed: dict[int, list[Plug]] = {}
        if self.inside:
            for edge in self.edges:
                if not self.stop(edge.source):
                    feeding.setdefault(edge.source, []).append((edge.target, edge.port))
                elif not self.stop(edge.target):
                    fed.setdefault(edge.target, []).append((edge.source, OUT))
        return feeding, fed

    @cached_property
    def cards(self) -> Graph:
        """The diagram of the cards: groups are nodes of their own, under their stop's id."""
        if self._stops is None:
            return self.graph
        nodes = dict(self.nodes)
        for id in self.groups:
            nodes[GROUP + id] = group_node(self.graph, id)
        edges = dict.fromkeys(
            Edge(self.stop(edge.source), self.stop(edge.target), edge.port)
            for edge in self.edges
            if self.stop(edge.source) and self.stop(edge.target)
        )
        return Graph(nodes, tuple(edges))

    def moves(self, places: Mapping[int, Position]) -> dict[int, Position]:
        """Where nodes go when cards go to these places: a group takes along all it holds."""
        moved: dict[int, Position] = {}
        for stop, (x, y) in places.items():
            if stop < GROUP:
                moved[stop] = (x, y)
                continue
            held = self.graph.contents[stop - GROUP]
            left, top = middle(self.graph, held)
            for id in held:
                at = self.graph.nodes[id].at
                moved[id] = (at[0] + x - left, at[1] + y - top)
        return moved


def level(graph: Graph, inside: int = 0) -> Level:
    """The view of a graph from inside a frame."""
    if not graph.frames:
        return Level(graph, 0, graph.nodes, graph.edges)
    shown = {id: _shown(graph, id, inside) for id in (0, *graph.frames)}
    stops: dict[int, int] = {}
    nodes: dict[int, Node] = {}
    for id, node in graph.nodes.items():
        stop = shown[node.frame]
        if stop == _ITSELF:
            nodes[id] = node
            stops[id] = id
        elif stop:
            stops[id] = stop
    edges = tuple(
        edge
        for edge in graph.edges
        if (stops.get(edge.source) or stops.get(edge.target))
        and stops.get(edge.source) != stops.get(edge.target)
    )
    frames = [id for id in graph.frames if shown[id] == _ITSELF and id != inside]
    frames.sort(key=lambda id: len(graph.frames_around(id)))
    groups = tuple(id for id in graph.frames if shown[id] == GROUP + id)
    return Level(graph, inside, nodes, edges, tuple(frames), groups, stops)


def _shown(graph: Graph, frame: int, inside: int) -> int:
    """How what is directly in a frame is seen: itself, as a group, or 0: not at all."""
    path = graph.frames_around(frame)[::-1]
    if inside:
        if inside not in path:
            return 0
        path = path[path.index(inside) + 1 :]
    folded = next((id for id in path if graph.frames[id].collapsed), 0)
    return GROUP + folded if folded else _ITSELF


def middle(graph: Graph, ids: Iterable[int]) -> Position:
    """The place of a card in the middle of these nodes."""
    xs, ys = zip(*(graph.nodes[id].at for id in ids), strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def group_node(graph: Graph, frame: int) -> Node:
    """A collapsed frame as a node, for all that deals with cards."""
    held = graph.contents[frame]
    plugs, outlets = plugs_of(graph, held)
    muted = all(graph.nodes[id].muted for id in held)
    layer = Folded(graph.frames[frame].color, len(held), tuple(plugs), tuple(outlets))
    title, at = graph.frames[frame].title, middle(graph, held)
    return Node(GROUP + frame, title, layer, at, muted)  # type: ignore[arg-type]


def plugs_of(graph: Graph, ids: frozenset[int]) -> tuple[list[Plug], list[Plug]]:
    """The ports that nodes have to the outside: what others feed or read, and what is open."""
    inlets: list[Plug] = []
    outlets: list[Plug] = []
    for id in sorted(ids, key=lambda id: (graph.nodes[id].at[1], graph.nodes[id].at[0], id)):
        layer = graph.nodes[id].layer
        for port in layer.ports:
            wires = [edge for edge in graph.incoming[id] if edge.port == port.name]
            if not wires or any(edge.source not in ids for edge in wires):
                inlets.append((id, port.name))
        readers = graph.outgoing[id]
        if layer.has_output and (not readers or any(e.target not in ids for e in readers)):
            outlets.append((id, OUT))
    return inlets, outlets


def entered(graph: Graph, node: int, inside: int) -> int:
    """The frame to be in so that a node is seen as itself; `inside` where it is already."""
    around = graph.frames_around(graph.nodes[node].frame)
    if inside and inside not in around:
        inside = 0
    hidden = around[: around.index(inside)] if inside else around
    return next((id for id in hidden if graph.frames[id].collapsed), inside)
