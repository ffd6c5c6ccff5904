"""What makes a step fast changes none of its numbers: walked over all registries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import bpgui.engine.straight
import bpgui.engine.substitutes
import bpgui.engine.trail
from bpgui.engine.check import check
from bpgui.engine.clipping import clippings
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import losses
from bpgui.engine.optimizer import optimizers
from bpgui.engine.regularizer import regularizers
from bpgui.engine.rows import Rows
from bpgui.engine.schedule import schedules
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from tests.engine.nets import POSITIONS, rows
from tests.engine.test_layer_contract import PLAIN
from tests.engine.test_random_graphs import graphs

#: Rows, and mini-batches of an epoch: two full ones and a shorter one.
ROWS, BATCH, STEPS = 11, 4, 3

#: What is switched off, by numbers that make it never worth the while.
SHORTCUTS = {
    "substitutes": [(bpgui.engine.substitutes, "MANY")],
    "trails": [(bpgui.engine.trail, "FEW")],
    "calls written out": [(bpgui.engine.straight, "MOST"), (bpgui.engine.substitutes, "LONG")],
}


def trainer(graph: Graph, **given: Any) -> Trainer:
    x, t = rows(graph, ROWS)
    training = Training(**{"batch_size": BATCH, "learning_rate": 0.01, **given})
    none = Rows(x[:0], t[:0])
    return Trainer(graph, check(graph), training, Rows(x, t), none, lambda y, t: 0.0)


def told(graph: Graph, off: tuple[str, ...] = (), **given: Any) -> dict[str, np.ndarray]:
    """All that two and a half epochs leave, made in two spans."""
    with pytest.MonkeyPatch.context() as patch:
        for name in off:
            for module, number in SHORTCUTS[name]:
                patch.setattr(module, number, 0)
        run = trainer(graph, **given)
        reports = [*run.make(2 * STEPS - 1), *run.make(2)]
    found = {"losses": np.concatenate([report.losses for report in reports])}
    norms = np.concatenate([report.norms for report in reports])
    for index, name in enumerate(run.tensors):
        # Not all ways to measure it round alike.
        found[f"norm of {name}"] = norms[:, index].astype("float32")
    return {**found, **run.values(), **{f"d {k}": v for k, v in run.gradients().items()}}


def assert_no_difference(graph: Graph, **given: Any) -> None:
    wanted = told(graph, tuple(SHORTCUTS), **given)
    for off in ((), *((name,) for name in SHORTCUTS)):
        for name, array in told(graph, off, **given).items():
            message = f"{name} without {off or 'nothing'}"
            if name.startswith("norm"):
                np.testing.assert_allclose(array, wanted[name], rtol=1e-5, err_msg=message)
            else:
                np.testing.assert_array_equal(array, wanted[name], err_msg=message)


@pytest.mark.parametrize("position", ["first", "middle"])
@pytest.mark.parametrize(("layer", "shape"), PLAIN)
def test_of_layers(layer: Any, shape: tuple[int, ...], position: str) -> None:
    assert_no_difference(POSITIONS[position](layer, shape))


NET = chain(Input((3,)), Dense(6), Dense(2, "sigmoid"), Loss())
KINDS = [
    *({"optimizer": kind()} for kind in optimizers),
    *({"regularizer": kind()} for kind in regularizers),
    *({"clipping": kind()} for kind in clippings),
    *({"schedule": kind(), "epochs": 5} for kind in schedules),
]


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(
    "given", KINDS, ids=lambda given: type(next(iter(given.values()))).__name__
)
def test_of_the_rest_of_a_step(given: dict[str, Any], precision: str) -> None:
    assert_no_difference(NET, precision=precision, **given)


@pytest.mark.parametrize("kind", list(losses), ids=lambda kind: kind.kind())
def test_of_losses(kind: Any) -> None:
    last = {"Softmax": "softmax", "Sigmoid": "sigmoid"}.get((*kind().needs(), "")[0], "tanh")
    assert_no_difference(chain(Input((3,)), Dense(5), Dense(3, last), Loss(kind())))


@pytest.mark.parametrize("weight", [1, 0.5])
def test_of_several_losses(weight: float) -> None:
    graph = chain(Input((3,)), Dense(5), Dense(2), Loss())
    graph = graph.add(Loss(weight=weight, target="input"))
    second = graph.newest.id
    graph = graph.add(Dense(3))
    graph = graph.connect(min(graph.nodes) + 1, graph.newest.id).connect(graph.newest.id, second)
    assert check(graph).ok, check(graph).problems
    assert_no_difference(graph)


@settings(max_examples=40)
@given(graphs())
def test_of_random_graphs(graph: Graph) -> None:
    assert_no_difference(graph)


def test_every_layer_is_here() -> None:
    here = {type(case.values[0]) for case in PLAIN}
    assert here == {kind for kind in layers if kind.ports and kind.has_output}
