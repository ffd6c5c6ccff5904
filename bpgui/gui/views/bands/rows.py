"""The rows of a heat map, and how they are named where there is little room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from bpgui.gui.batch import RunInfo
from bpgui.gui.views.bands.names import short
from bpgui.health.shut import shutting


@dataclass(frozen=True)
class Row:
    """One row: its name, in full too, the node it belongs to, and that node's name."""

    name: str
    full: str
    node: int
    owner: str


@dataclass(frozen=True)
class Block:
    """Neighbouring rows with one name: `first` is the number of the uppermost."""

    name: str
    node: int
    first: int
    count: int


Rows = tuple[Row, ...]


def of_tensors(info: RunInfo) -> Rows:
    """A row a parameter tensor, in the diagram's order."""
    return tuple(
        Row(short(tensor), tensor, node, tensor.rpartition("/")[0])
        for tensor, node in zip(info.tensors, info.tensor_nodes, strict=True)
    )


def of_layers(info: RunInfo) -> Rows:
    """A row a layer that computes."""
    return _of_nodes(info, info.prepared.check.inner)


def of_shutting(info: RunInfo) -> Rows:
    """A row a layer whose units can be shut."""
    return _of_nodes(info, shutting(info.prepared.check))


def _of_nodes(info: RunInfo, nodes: Iterable[int]) -> Rows:
    names = {id: info.project.graph.nodes[id].name for id in nodes}
    return tuple(Row(name, name, id, name) for id, name in names.items())


def singly(rows: Rows) -> list[Block]:
    """Every row by itself."""
    return [Block(row.name, row.node, index, 1) for index, row in enumerate(rows)]


def by_node(rows: Rows) -> list[Block]:
    """The rows of a node together."""
    made = []
    for node, group in groupby(enumerate(rows), key=lambda pair: pair[1].node):
        (first, row), *others = group
        made.append(Block(row.owner, node, first, 1 + len(others)))
    return made
