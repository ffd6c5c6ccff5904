"""The diagram as a value: immutable nodes, edges and frames; every edit gives a new graph."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bpgui.engine.frame import Frame
from bpgui.engine.layer import Layer, Port

Position = tuple[float, float]


class GraphError(ValueError):
    """An edit that would make no sense. The text is one sentence for the user."""


@dataclass(frozen=True)
class Node:
    """One layer in its place. `id` never changes; `name` is unique; `at` is in canvas pixels.

    A muted node passes its first input on as it is (see `without_muted`). `frame` is the innermost
    frame around it, 0 where there is none.
    """

    id: int
    name: str
    layer: Layer
    at: Position = (0.0, 0.0)
    muted: bool = False
    frame: int = 0

    @property
    def can_be_muted(self) -> bool:
        """Whether it has an input that it could pass on."""
        return bool(self.layer.ports) and self.layer.has_output


class Edge(NamedTuple):
    """A wire from the output of one node to a port of another.

    A tuple, as the wires of large diagrams are compared and looked up by the thousand.
    """

    source: int
    target: int
    port: str = "x"


@dataclass(frozen=True)
class Graph:
    """Nodes by id, wires, frames by id; a port that takes several reads them in order of `edges`.

    A graph may be unfinished or wrong (a file or a half-drawn diagram is): `check` says what is
    missing. Frames mean nothing to the network; those edits that are theirs are in `framing`.
    """

    nodes: Mapping[int, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    frames: Mapping[int, Frame] = field(default_factory=dict)

    @cached_property
    def incoming(self) -> dict[int, tuple[Edge, ...]]:
        """The wires into each node."""
        return self._grouped("target")

    @cached_property
    def outgoing(self) -> dict[int, tuple[Edge, ...]]:
        """The wires out of each node."""
        return self._grouped("source")

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Node ids, every node after those it reads; nodes on or behind a cycle are left out."""
        waiting = {id: len(edges) for id, edges in self.incoming.items()}
        ready = [id for id, count in waiting.items() if not count]
        for id in ready:  # grows while it is walked
            for edge in self.outgoing[id]:
                waiting[edge.target] -= 1
                if not waiting[edge.target]:
                    ready.append(edge.target)
        return tuple(ready)

    @cached_property
    def contents(self) -> dict[int, frozenset[int]]:
        """The nodes inside each frame, those in frames within it included."""
        found: dict[int, set[int]] = {id: set() for id in self.frames}
        if found:
            for id, node in self.nodes.items():
                for frame in self.frames_around(node.frame):
                    found[frame].add(id)
        return {id: frozenset(nodes) for id, nodes in found.items()}

    def frames_around(self, frame: int) -> tuple[int, ...]:
        """This frame and those around it, from the inside out; none for 0."""
        path = []
        while frame:
            path.append(frame)
            frame = self.frames[frame].parent
        return tuple(path)

    def named(self, name: str) -> Node:
        """The node of this name, or KeyError."""
        for node in self.nodes.values():
            if node.name == name:
                return node
        raise KeyError(name)

    def after(self, id: int) -> set[int]:
        """All nodes that read this one, directly or not; itself included."""
        return _reach(id, lambda node: (edge.target for edge in self.outgoing[node]))

    def before(self, id: int) -> set[int]:
        """All nodes this one reads, directly or not; itself included."""
        return _reach(id, lambda node: (edge.source for edge in self.incoming[node]))

    # -- edits ---------------------------------------------------------------------------------

    def add(self, layer: Layer, at: Position = (0.0, 0.0), name: str = "", frame: int = 0) -> Graph:
        """With one node more, of the largest id. An empty or taken name is made unique."""
        id = max(self.nodes, default=0) + 1
        name = self.free_name(clean_name(name) or layer.label)
        node = Node(id, name, layer, at, frame=frame)
        graph = dataclasses.replace(self, nodes={**self.nodes, id: node})
        return graph._regrouped(self, {"incoming": {id: ()}, "outgoing": {id: ()}})

    @property
    def newest(self) -> Node:
        """The node added last."""
        return self.nodes[max(self.nodes)]

    def remove(self, ids: Iterable[int]) -> Graph:
        """Without these nodes, every wire at them, and frames that are empty then."""
        gone = set(ids)
        return dataclasses.replace(
            self,
            nodes={id: node for id, node in self.nodes.items() if id not in gone},
            edges=tuple(e for e in self.edges if e.source not in gone and e.target not in gone),
        ).without_empty_frames()

    def without_empty_frames(self) -> Graph:
        """Without the frames that hold nothing."""
        if all(self.contents.values()):
            return self
        kept = {id: frame for id, frame in self.frames.items() if self.contents[id]}
        return dataclasses.replace(self, frames=kept)

    def objection(self, source: int, target: int, port: str = "x") -> str | None:
        """Why this wire cannot be drawn, as one sentence; None where it can."""
        start, end = self.nodes[source], self.nodes[target]
        socket = _port(end.layer, port)
        if socket is None:
            return f"{end.name} takes no input"
        if not start.layer.has_output:
            return f"{start.name} has no output"
        if Edge(source, target, port) in self.edges:
            return f"{start.name} and {end.name} are already connected"
        if source in self.after(target):
            return f"a wire from {start.name} to {end.name} would close a cycle"
        if not socket.many and any(edge.port == port for edge in self.incoming[target]):
            return f"{end.name} takes one input and has it already; join them with Add"
        return None

    def connect(self, source: int, target: int, port: str = "x") -> Graph:
        """With one wire more; GraphError where it cannot be drawn."""
        why = self.objection(source, target, port)
        if why is not None:
            raise GraphError(why[0].upper() + why[1:] + ".")
        edge = Edge(source, target, port)
        graph = dataclasses.replace(self, edges=(*self.edges, edge))
        into, out_of = (*self.incoming[target], edge), (*self.outgoing[source], edge)
        return graph._regrouped(self, {"incoming": {target: into}, "outgoing": {source: out_of}})

    def disconnect(self, *edges: Edge) -> Graph:
        """Without these wires."""
        return dataclasses.replace(self, edges=tuple(e for e in self.edges if e not in edges))

    def with_layer(self, id: int, layer: Layer) -> Graph:
        """With other settings, or another layer, in the place of this node's."""
        node = dataclasses.replace(self.nodes[id], layer=layer)
        return self._with(dataclasses.replace(node, muted=node.muted and node.can_be_muted))

    def mute(self, ids: Iterable[int], muted: bool = True) -> Graph:
        """With these nodes muted, or heard again; GraphError for one that cannot be."""
        changed = []
        for id in ids:
            node = self.nodes[id]
            if muted and not node.can_be_muted:
                raise GraphError(f"{node.name} cannot be muted: {_why_not(node.layer)}.")
            changed.append(dataclasses.replace(node, muted=muted))
        return self._with(*changed)

    def rename(self, id: int, name: str) -> Graph:
        """With another name for this node, made unique where it is taken."""
        others = dataclasses.replace(self, nodes={i: n for i, n in self.nodes.items() if i != id})
        node = self.nodes[id]
        return self._with(
            dataclasses.replace(node, name=others.free_name(clean_name(name) or node.layer.label))
        )

    def move(self, places: Mapping[int, Position]) -> Graph:
        """With these nodes elsewhere on the canvas."""
        return self._with(
            *(dataclasses.replace(self.nodes[id], at=at) for id, at in places.items())
        )

    def free_name(self, name: str) -> str:
        """`name` itself, cleaned, or with the first free number behind it."""
        name = clean_name(name)
        taken = {node.name for node in self.nodes.values()}
        if name not in taken:
            return name
        stem, _, number = name.rpartition(" ")
        stem = (stem if stem and number.isdecimal() else name)[:90].rstrip()
        count = 2
        while f"{stem} {count}" in taken:
            count += 1
        return f"{stem} {count}"

    def _with(self, *nodes: Node) -> Graph:
        """With other nodes in the place of those of their ids."""
        graph = dataclasses.replace(self, nodes={**self.nodes, **{node.id: node for node in nodes}})
        # What follows from the wires alone stays known.
        known = {name: self.__dict__[name] for name in _OF_WIRES if name in self.__dict__}
        graph.__dict__.update(known)
        return graph

    def _regrouped(
        self, before: Graph, others: Mapping[str, Mapping[int, tuple[Edge, ...]]]
    ) -> Graph:
        """This graph, knowing its wires as `before` did but for those of `others`."""
        for name, changed in others.items():
            if name in before.__dict__:
                self.__dict__[name] = {**before.__dict__[name], **changed}
        return self

    def _grouped(self, end: str) -> dict[int, tuple[Edge, ...]]:
        groups: dict[int, list[Edge]] = {id: [] for id in self.nodes}
        for edge in self.edges:
            groups[getattr(edge, end)].append(edge)
        return {id: tuple(edges) for id, edges in groups.items()}


_OF_WIRES = ("incoming", "outgoing", "order")


def chain(*layers: Layer, spacing: float = 200.0) -> Graph:
    """A graph of these layers one after the other, left to right."""
    graph = Graph()
    for index, layer in enumerate(layers):
        graph = graph.add(layer, at=(index * spacing, 0.0))
        if index:
            graph = graph.connect(graph.newest.id - 1, graph.newest.id)
    return graph


def clean_name(name: str) -> str:
    """A name that every file format can carry: one line of at most 100 characters.

    Slashes part names in exports, so that none may stand in one; it may come out empty.
    """
    line = " ".join(name.replace("/", " ").split())
    kept = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs"))
    return " ".join(kept[:100].split())


def _why_not(layer: Layer) -> str:
    return "it ends the network" if layer.ports else "it has no input to pass on"


def _port(layer: Layer, name: str) -> Port | None:
    return next((port for port in layer.ports if port.name == name), None)


def _reach(start: int, steps: Callable[[int], Iterable[int]]) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        for id in steps(todo.pop()):
            if id not in seen:
                seen.add(id)
                todo.append(id)
    return seen
