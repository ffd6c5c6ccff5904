"""A frozen layer keeps its weights, and the rest learns through it."""

from __future__ import annotations

import numpy as np
import pytest

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
from tests.engine.variants import variants

NET = chain(Input((3,)), Dense(4), Dense(5), Dense(2), Loss())


def freeze(graph: Graph, *nodes: int) -> Graph:
    for id in nodes:
        graph = graph.with_layer(id, replace(graph.nodes[id].layer, frozen=True))
    return graph


def owns_weights(layer: Layer) -> bool:
    count = sum(2 if port.many else 1 for port in layer.ports)
    found = [layer.parameters(*[shape] * count) for shape in taken(layer)[:1]]
    return any(p.trained for parameters in found for p in parameters.values())


#: A layer with weights of every kind that has any, whatever setting it takes.
OWNERS = {kind: made for kind in INNER for _, made in variants(kind) if owns_weights(made)}


@pytest.mark.parametrize("kind", INNER, ids=lambda kind: kind.kind())
def test_what_has_weights_can_be_frozen_and_nothing_else(kind: type[Layer]) -> None:
    assert ("frozen" in {field.name for field in fields_of(kind)}) == (kind in OWNERS)


@pytest.mark.parametrize("layer", OWNERS.values(), ids=lambda layer: layer.kind())
def test_a_frozen_layer_hands_the_gradient_on(layer: Layer) -> None:
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
