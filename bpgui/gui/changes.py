"""What an edit of the project means for a run that has begun."""

from __future__ import annotations

from enum import Enum, auto

from bpgui.engine.fields import fields_of
from bpgui.engine.graph import Graph
from bpgui.engine.mute import without_muted
from bpgui.engine.training import Training
from bpgui.project.project import Project


class Change(Enum):
    """NOTHING the run would notice; LIVE settings only; or one that needs a RESTART."""

    NOTHING = auto()
    LIVE = auto()
    RESTART = auto()


def change(before: Project, after: Project) -> Change:
    """The difference that this edit makes to a run."""
    if _structure(before.graph) != _structure(after.graph) or before.data != after.data:
        return Change.RESTART
    if before.training == after.training:
        return Change.NOTHING
    if _fixed(before.training) != _fixed(after.training):
        return Change.RESTART
    return Change.LIVE


def _structure(graph: Graph) -> object:
    """What is trained of the diagram, without its names and its places on the canvas."""
    graph = without_muted(graph)
    return {id: node.layer for id, node in graph.nodes.items()}, graph.edges


def _fixed(training: Training) -> dict[str, object]:
    """The settings that cannot change while it runs."""
    return {
        field.name: getattr(training, field.name)
        for field in fields_of(training)
        if not field.spec.live
    }
