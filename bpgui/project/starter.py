"""What a new project holds."""

from __future__ import annotations

from bpgui.engine.graph import Graph
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.project.project import Project


def blank() -> Project:
    """An empty diagram but for its two ends: where the data enters, and the loss."""
    graph = Graph().add(Input((2,)), at=(0.0, 0.0)).add(Loss(), at=(600.0, 0.0))
    return Project(graph)
