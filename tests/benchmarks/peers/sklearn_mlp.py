"""scikit-learn's MLP, one partial_fit a mini-batch, for the dense workloads it can express."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from benchmarks.peers import Steps
from benchmarks.workloads import Workload


def contestants(workload: Workload) -> Iterator[tuple[str, Steps]]:
    if all(layer[0] == "dense" for layer in workload.layers):
        yield "sklearn", _steps(workload)


def _steps(workload: Workload) -> Steps:
    x, t = workload.data()
    hidden = workload.layers[:-1]
    settings = {
        "hidden_layer_sizes": tuple(layer[1] for layer in hidden),
        "activation": str(hidden[0][2]),
        "solver": workload.optimizer.lower(),
        "batch_size": workload.batch,
        "alpha": 0.0,
    }
    if workload.optimizer == "SGD":
        settings["momentum"] = 0.0
    model = MLPClassifier(**settings) if workload.classes else MLPRegressor(**settings)
    extra = {"classes": np.arange(workload.classes)} if workload.classes else {}
    rng = np.random.default_rng(0)
    batch, rows = workload.batch, workload.rows
    place, order = 0, rng.permutation(rows)
    targets = t if workload.classes else t.ravel()

    def steps(count: int) -> None:
        nonlocal place, order
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(count):
                if place + batch > rows:
                    place, order = 0, rng.permutation(rows)
                picked = order[place : place + batch]
                model.partial_fit(x[picked], targets[picked], **extra)
                place += batch

    return steps
