"""Cases made by hand: a run of three dense layers that is well in every respect but those given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import Loss as LossFunction
from bpgui.engine.losses.squared import MeanSquaredError
from bpgui.engine.task import Task
from bpgui.engine.training import Training
from bpgui.health import Course, Finding, LayerVitals, Vitals, rules
from bpgui.health.inputs import Inputs
from bpgui.health.rule import Case
from bpgui.project.project import Project

#: Nodes of the layers that learn.
NODES = (2, 3, 4)
#: Losses of a run that has not learned, and of which nothing else is to be said.
FLAT = (1.0, 0.9, 0.9)


def layer(node: int, **vitals: Any) -> LayerVitals:
    """A layer that learns as it should."""
    well = {"function": "Tanh", "gradient": 0.1, "weight": 1.0, "usual": 1.0, "update": 1e-3}
    return LayerVitals(**{"node": node, "dead": None, "saturated": None, **well, **vitals})


def case(
    *layers: LayerVitals,
    loss: Sequence[float] = FLAT,
    accuracy: Sequence[float] = (),
    val_loss: Sequence[float] = (),
    val_accuracy: Sequence[float] = (),
    function: LossFunction | None = None,
    task: Task | None = None,
    step: int = 10,
    inputs: tuple[float, float, float] = (0.0, 1.0, 1.0),
    classes: tuple[int, ...] = (),
    floor: float = 0.0,
    validation_rows: int = 0,
    each: int = 100,
    **training: Any,
) -> Case:
    """inputs: their largest mean, and their smallest and largest deviation. each: steps an
    epoch."""
    head = Loss(function or MeanSquaredError())
    graph = chain(Input((2,)), Dense(8), Dense(8), Dense(1), head)
    mean, narrow, wide = inputs
    found = layers or tuple(layer(node) for node in NODES)
    return Case(
        Project(graph, training=Training(**training)),
        task or Task((2,), "regression", 1),
        Vitals(step, found, Inputs(mean, (narrow, wide), classes, floor, validation_rows)),
        Course(
            each * np.arange(len(loss), dtype=float),
            np.array(loss, float),
            np.array(accuracy or [0.0] * len(loss), float),
            np.array(val_loss or [np.nan] * len(loss), float),
            np.array(val_accuracy or [np.nan] * len(loss), float),
        ),
    )


def told(rule: str, examined: Case) -> list[Finding]:
    """What one rule says of a case."""
    return list(rules[rule]().examine(examined))
