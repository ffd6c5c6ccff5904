"""A frozen layer keeps its weights, and the rest learns through it."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.declaration import replace
from bpgui.engine.fields import fields_of
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from tests.engine.nets import Net, assert_gradients, middle, rows
from tests.engine.runs import losses, trainer
from tests.engine.test_layer_contract import INNER, taken
from tests.engine.variants import small

NET = chain(Input((3,)), Dense(4), Dense(5), Dense(2), Loss())


def freeze(graph: Graph, *nodes: int) -> Graph:
    for id in nodes:
        graph = graph.with_layer(id, replace(graph.nodes[id].layer, frozen=True))
    return graph


def owns_weights(layer: Layer) -> bool:
    found = check(middle(layer, taken(layer)[0]))
    return any(p.trained for p in found.parameters[4].values())


FREEZABLE = [kind for kind in INNER if "frozen" in {field.name for field in fields_of(kind)}]


@pytest.mark.parametrize("kind", FREEZABLE, ids=lambda kind: kind.kind())
def test_what_can_be_frozen_has_weights_and_hands_the_gradient_on(kind: type[Layer]) -> None:
    layer = small(kind)
    assert owns_weights(layer)
    for shape in taken(layer):
        assert_gradients(middle(replace(layer, frozen=True), shape))


@pytest.mark.parametrize("nodes", [(2,), (3,), (4,), (2, 4), (3, 4)])
def test_frozen_weights_stay_and_the_others_learn(nodes: tuple[int, ...]) -> None:
    run = trainer(freeze(NET, *nodes))
    before = run.values()
    list(run.make(5))
    names = {run.graph.nodes[id].name for id in nodes}
    for name, array in run.values().items():
        assert np.array_equal(array, before[name]) == (name.partition("/")[0] in names)
    assert not {tensor.partition("/")[0] for tensor in run.tensors} & names
    assert set(run.gradients()) == set(run.tensors)


def test_freezing_changes_no_gradient_of_the_others() -> None:
    free, frozen = Net(NET), Net(freeze(NET, 3))
    x, t = rows(NET, 3)
    for name, array in free.parameters.copies().items():
        slot = {slot.tensor: slot for slot in frozen.parameters.slots}[name]
        slot.view(frozen.parameters.values)[...] = array
    assert free.run(x, t) == frozen.run(x, t)
    for name, gradient in frozen.parameters.gradients().items():
        np.testing.assert_array_equal(gradient, free.parameters.gradients()[name])
    np.testing.assert_array_equal(frozen.dx, free.dx)


def test_what_lies_before_frozen_layers_costs_no_backward_pass() -> None:
    first, both = (Net(freeze(NET, *ids), input_gradient=False) for ids in ((2,), (2, 3)))
    assert len(both.plan.backward) < len(first.plan.backward)


def test_a_run_with_a_frozen_layer_resumes_bit_for_bit() -> None:
    straight, broken = trainer(freeze(NET, 3)), trainer(freeze(NET, 3))
    whole = losses(list(straight.make(12)))
    list(broken.make(5))
    resumed = trainer(freeze(NET, 3))
    resumed.restore(broken.state())
    assert losses(list(resumed.make(7))) == whole[5:]


def test_nothing_at_all_may_be_left_to_train() -> None:
    run = trainer(freeze(NET, 2, 3, 4))
    before = run.values()
    list(run.make(3))
    assert run.tensors == ()
    assert all(np.array_equal(run.values()[name], array) for name, array in before.items())
