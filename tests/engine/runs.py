"""Trainers for tests: a small net, a small set of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.report import Report
from bpgui.engine.rows import Rows
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training

#: With chance in it: its mask is drawn anew in every step.
NET = chain(Input((3,)), Dense(6), Dropout(0.2), Dense(2, "linear"), Loss())


def data(count: int, seed: int = 0) -> Rows:
    """Rows of a curved surface."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((count, 3))
    return Rows(x, np.stack([np.sin(x[:, 0]), x[:, 1] * x[:, 2]], axis=1))


def nearness(outputs: Array, targets: Array) -> float:
    """A score: 1 where all is right."""
    return 1 / (1 + float(np.mean((outputs - targets) ** 2)))


def trainer(
    graph: Graph = NET,
    rows: int = 25,
    validation: int = 7,
    **settings: Any,
) -> Trainer:
    """A trainer on few rows; the settings are those of Training."""
    settings = {"batch_size": 10, "learning_rate": 0.05, "precision": "float64", **settings}
    return Trainer(
        graph, check(graph), Training(**settings), data(rows), data(validation, 1), nearness
    )


def losses(reports: list[Report]) -> list[float]:
    """The losses of all steps."""
    return [float(loss) for report in reports for loss in report.losses]
