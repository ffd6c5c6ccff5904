"""The user's own blocks: frames saved as JSON, one file each, in the folder of the settings."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QStandardPaths

from bpgui.atomic import replacing
from bpgui.engine.arrays import Shape
from bpgui.engine.counted import counted
from bpgui.engine.graph import Edge, Graph, Node
from bpgui.engine.layers.input import Input
from bpgui.gui.canvas import clipboard
from bpgui.gui.canvas.blocks import BLOCKS, Block
from bpgui.gui.canvas.level import plugs_of

#: A file larger than this is no block that anybody has saved.
_MOST_BYTES = 5_000_000


#: What the palette calls a block begins with this.
PREFIX = "block:"


class ShelfError(ValueError):
    """A frame that cannot be saved as a block. The text is one sentence for the user."""


def folder() -> Path:
    """Where the blocks are kept."""
    place = QStandardPaths.StandardLocation.GenericConfigLocation
    return Path(QStandardPaths.writableLocation(place)) / "bpgui" / "blocks"


def blocks() -> list[Block]:
    """All ready blocks, the user's own last; files that hold none are passed over."""
    return [*BLOCKS, *own()]


def called(name: str) -> Block | None:
    """The block that goes by a name in the palette: "block:" and its label."""
    if not name.startswith(PREFIX):
        return None
    label = name.removeprefix(PREFIX)
    return next((block for block in blocks() if block.label == label), None)


def own() -> list[Block]:
    """The user's own blocks, by name."""
    paths = sorted(folder().glob("*.json")) if folder().is_dir() else []
    return [block for path in paths if (block := _read(path)) is not None]


def save(graph: Graph, frame: int, usual: Shape | None) -> None:
    """Keep a frame as a block for an input of the usual shape, in place of one of its title.

    Raises ShelfError where it has no way in or out, OSError where it cannot be written.
    """
    held = graph.contents[frame]
    _must_be_open(graph, frame, held)
    path = folder() / f"{graph.frames[frame].title}.json"
    data = json.loads(clipboard.to_text(graph, held))
    data["usual"] = list(usual or (2,))
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(json.dumps(data, indent=1, ensure_ascii=False).encode())


def forget(label: str) -> None:
    """Throw one of the user's own blocks away; OSError where that fails."""
    (folder() / f"{label}.json").unlink()


def _must_be_open(graph: Graph, frame: int, held: Collection[int]) -> None:
    inlets, outlets = plugs_of(graph, frozenset(held))
    title = graph.frames[frame].title
    if not inlets or any(isinstance(graph.nodes[id].layer, Input) for id in held):
        raise ShelfError(f"{title} cannot be a block: it needs an input that is open.")
    if len(outlets) != 1:
        raise ShelfError(f"{title} cannot be a block: it needs one way out, it has {len(outlets)}.")


def _read(path: Path) -> Block | None:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return None
        text = path.read_text(encoding="utf-8")
        fragment = clipboard.from_text(text)
        part = fragment.graph
        usual = _shape(json.loads(text).get("usual"))
        _must_be_open(part, next(iter(part.frames)), part.nodes.keys())
    except (OSError, ValueError, StopIteration):
        return None
    hint = f"your own, {counted(len(part.nodes), 'layer')}"
    return Block(path.stem, hint, (), usual, lambda x: _fed(fragment, x))


def _shape(data: object) -> Shape:
    sizes = data if isinstance(data, list) else []
    good = sizes and all(type(size) is int and 0 < size < 1_000_000 for size in sizes)
    return tuple(sizes) if good and len(sizes) <= 4 else (2,)


def _fed(fragment: clipboard.Fragment, x: Shape) -> Graph:
    """The part behind an Input of a shape, which feeds it where it was fed; its way out is last."""
    part = fragment.graph
    open_ends, outlets = plugs_of(part, frozenset(part.nodes))
    inlets = list(dict.fromkeys([*((e.target, e.port) for e in fragment.incoming), *open_ends]))
    last = outlets[0][0]
    order = [*(id for id in part.nodes if id != last), last]
    ids = {old: new for new, old in enumerate(order, start=2)}
    first = part.nodes[inlets[0][0]].at
    nodes = {1: Node(1, "Input", Input(x), (first[0] - 200.0, first[1]))}
    for old in order:
        node = part.nodes[old]
        name = f"{node.name} 2" if node.name == "Input" else node.name
        nodes[ids[old]] = dataclasses.replace(node, id=ids[old], name=name)
    edges = [Edge(ids[e.source], ids[e.target], e.port) for e in part.edges]
    edges += [Edge(1, ids[node], port) for node, port in inlets]
    return Graph(nodes, tuple(edges), part.frames)
