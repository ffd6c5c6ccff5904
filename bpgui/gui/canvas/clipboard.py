"""Parts of a diagram as text on the system's clipboard."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bpgui.engine.graph import Edge, Graph, GraphError, Position
from bpgui.project.error import ProjectError
from bpgui.project.graph_codec import graph_from_data, graph_to_data

_FORMAT = "bpgui diagram"
_VERSION = 2
#: More than that in one paste is a mistake, or an attack.
MOST_NODES = 5_000
_MOST_TEXT = 20_000_000


class PasteError(ValueError):
    """The clipboard holds nothing that can be pasted. The text is one sentence for the user."""


@dataclass(frozen=True)
class Fragment:
    """A part of a diagram, and the wires that came into it from elsewhere."""

    graph: Graph
    incoming: tuple[Edge, ...] = ()


def to_text(graph: Graph, ids: Collection[int]) -> str:
    """These nodes and the wires among them as JSON; wires from elsewhere stand apart."""
    outside = [e for e in graph.edges if e.target in ids and e.source not in ids]
    data = {
        "format": _FORMAT,
        "version": _VERSION,
        **graph_to_data(graph, ids),
        "incoming": [{"source": e.source, "target": e.target, "port": e.port} for e in outside],
    }
    return json.dumps(data, indent=1, ensure_ascii=False)


def from_text(text: str) -> Fragment:
    """What `to_text` wrote; PasteError for anything else."""
    data = _parsed(text)
    nodes = data.get("nodes")
    if isinstance(nodes, list) and len(nodes) > MOST_NODES:
        raise PasteError(
            f"The clipboard holds {len(nodes):,} layers; at most {MOST_NODES:,} can be pasted."
        )
    parts = {name: data.get(name, []) for name in ("edges", "frames")}
    try:
        graph = graph_from_data({"nodes": nodes, **parts})
    except ProjectError as error:
        raise PasteError(f"This cannot be pasted: {error}") from None
    if not graph.nodes:
        raise PasteError("The clipboard holds no layers.")
    return Fragment(graph, tuple(_incoming(data.get("incoming"), graph)))


def merged(graph: Graph, part: Graph, by: Position, frame: int = 0) -> tuple[Graph, dict[int, int]]:
    """The diagram with a part of another one, moved `by`; and the new ids of that part's nodes.

    What is in no frame of its own is in `frame` then.
    """
    above = max(graph.frames, default=0) + 1
    framed = {old: above + index for index, old in enumerate(part.frames)}
    first = max(graph.nodes, default=0) + 1
    renumbered = {old: first + index for index, old in enumerate(part.nodes)}
    taken = {node.name for node in graph.nodes.values()}
    counters: dict[str, int] = {}
    nodes = dict(graph.nodes)
    for old, node in part.nodes.items():
        name = _free(node.name, taken, counters)
        taken.add(name)
        nodes[renumbered[old]] = dataclasses.replace(
            node,
            id=renumbered[old],
            name=name,
            at=(node.at[0] + by[0], node.at[1] + by[1]),
            frame=framed.get(node.frame, frame),
        )
    edges = tuple(Edge(renumbered[e.source], renumbered[e.target], e.port) for e in part.edges)
    frames = {
        framed[old]: dataclasses.replace(
            copied, id=framed[old], parent=framed.get(copied.parent, frame)
        )
        for old, copied in part.frames.items()
    }
    after = Graph(nodes, (*graph.edges, *edges), {**graph.frames, **frames})
    return after, renumbered


def rewired(graph: Graph, incoming: Iterable[Edge], ids: dict[int, int]) -> Graph:
    """With the wires that came into the part from elsewhere, as far as they can be drawn."""
    for edge in incoming:
        if edge.source in graph.nodes and edge.source not in ids.values():
            try:
                graph = graph.connect(edge.source, ids[edge.target], edge.port)
            except GraphError:
                continue
    return graph


def _parsed(text: str) -> dict[str, object]:
    foreign = PasteError("The clipboard holds no layers: copy some with Ctrl+C first.")
    if len(text) > _MOST_TEXT or not text.lstrip().startswith("{"):
        raise foreign
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise foreign from None
    if not isinstance(data, dict) or data.get("format") != _FORMAT:
        raise foreign
    version = data.get("version")
    if not isinstance(version, int) or version > _VERSION:
        raise PasteError("These layers were copied from a newer bpgui: update this one.")
    return data


def _incoming(data: object, graph: Graph) -> Iterable[Edge]:
    for item in data if isinstance(data, list) else ():
        edge = _edge(item) if isinstance(item, dict) else None
        if edge is not None and edge.target in graph.nodes:
            yield edge


def _edge(item: dict[str, object]) -> Edge | None:
    source, target, port = item.get("source"), item.get("target"), item.get("port")
    if isinstance(source, int) and isinstance(target, int) and isinstance(port, str):
        return Edge(source, target, port)
    return None


def _free(name: str, taken: set[str], counters: dict[str, int]) -> str:
    """A name like `Graph.free_name` gives, but without counting from two again for every node."""
    if name not in taken:
        return name
    stem, _, number = name.rpartition(" ")
    stem = (stem if stem and number.isdecimal() else name)[:90].rstrip()
    count = counters.get(stem, 2)
    while f"{stem} {count}" in taken:
        count += 1
    counters[stem] = count + 1
    return f"{stem} {count}"
