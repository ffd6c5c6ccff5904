"""What every kind of layer promises, walked over the registry: a new kind is tested by itself."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest

import bpgui.engine.feed
from bpgui.engine.activation import ActivationFunction
from bpgui.engine.check import check
from bpgui.engine.declaration import to_data
from bpgui.engine.fields import fields_of
from bpgui.engine.graph import Graph
from bpgui.engine.layer import Layer, Mismatch, layers
from tests.engine.nets import (
    LARGE,
    ONE_ROW,
    POSITIONS,
    Net,
    assert_gradients,
    first,
    into_merge,
    middle,
    peak_bytes,
    rows,
)
from tests.engine.variants import all_variants, nested, small

#: A kind is tested with the shapes among these that it takes: features, a sequence, an image.
SHAPES = ((6,), (5, 4), (2, 6, 6))
#: For kinds that take none of these.
RARE = ((64,),)

KINDS = list(layers)
INNER = [kind for kind in KINDS if kind.ports and kind.has_output]


def taken(layer: Layer) -> list[tuple[int, ...]]:
    """The shapes this layer takes at all its ports."""
    fits = [shape for shape in SHAPES if not isinstance(tried(layer, shape), Mismatch)]
    return fits or [shape for shape in RARE if not isinstance(tried(layer, shape), Mismatch)]


def tried(layer: Layer, shape: tuple[int, ...]) -> tuple[int, ...] | Mismatch:
    count = sum(2 if port.many else 1 for port in layer.ports)
    try:
        return layer.output_shape(*[shape] * count)
    except Mismatch as mismatch:
        return mismatch


def has_slopes(layer: Layer) -> bool:
    """Whether finite differences can tell its gradient."""
    settings = (getattr(layer, field.name) for field in fields_of(layer))
    return all(s.differentiable for s in settings if isinstance(s, ActivationFunction))


CASES = [
    pytest.param(layer, shape, id=f"{name}-{'x'.join(map(str, shape))}")
    for name, layer in all_variants(INNER)
    for shape in taken(layer)
]
PLAIN = [
    pytest.param(small(kind), shape, id=f"{kind.kind()}-{'x'.join(map(str, shape))}")
    for kind in INNER
    for shape in taken(small(kind))
]
every_case = pytest.mark.parametrize(("layer", "shape"), CASES)
every_plain = pytest.mark.parametrize(("layer", "shape"), PLAIN)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind())


@every_kind
def test_its_activation_function_can_be_another(kind: type[Layer]) -> None:
    layer = small(kind)
    other = layer.with_activation("Sine")
    if layer.activation_function() is None:
        assert other is None
        return
    assert other is not None
    function = other.activation_function()
    assert function is not None
    assert function.kind() == "Sine"


def test_the_kinds_are_found() -> None:
    # These names stand in saved files.
    assert {kind.kind() for kind in KINDS} >= {
        "Input",
        "Dense",
        "Activation",
        "Dropout",
        "Flatten",
        "Add",
        "Concatenate",
        "Loss",
    }


@pytest.mark.parametrize("kind", INNER, ids=lambda kind: kind.kind())
def test_every_kind_is_tried(kind: type[Layer]) -> None:
    assert taken(small(kind)), f"{kind.kind()} takes none of SHAPES: add one that it takes"


@every_kind
def test_a_kind_explains_itself(kind: type[Layer]) -> None:
    assert kind.label
    assert kind.group
    assert kind.formula()
    assert len(kind.help()) > 20
    if kind.ports and kind.has_output:
        assert kind.equations.forward
        assert kind.equations.backward
    for line in (*kind.equations.forward, *kind.equations.backward):
        assert line.count("{") == line.count("}"), line
    for field in fields_of(kind):
        assert field.spec.help.endswith((".", "?")), field.name
        assert field.label
    assert isinstance(kind().summary(), str)


@pytest.mark.parametrize(
    "layer", [layer for _, layer in all_variants(KINDS)], ids=[n for n, _ in all_variants(KINDS)]
)
def test_a_layer_survives_the_file(layer: Layer) -> None:
    assert layers.parse(json.loads(json.dumps(to_data(layer)))) == layer
    assert hash(layer) == hash(layers.parse(to_data(layer)))


@every_kind
def test_impossible_shapes_are_refused_with_a_sentence(kind: type[Layer]) -> None:
    if not kind.ports:
        pytest.skip("reads nothing")
    for shape in SHAPES:
        answer = tried(kind(), shape)
        if isinstance(answer, Mismatch):
            assert answer.port in {port.name for port in kind.ports}
            assert str(answer)
            assert not str(answer).endswith(".")
            assert str(answer)[0].islower()


def placed() -> list[Any]:
    """Every case in every position; other activations, of which there are many, take turns."""
    turns = itertools.cycle(POSITIONS)
    found = []
    for case in CASES:
        for position in [next(turns)] if nested(case.values[0]) else POSITIONS:
            found.append(pytest.param(*case.values, position, id=f"{case.id}-{position}"))
    return found


@pytest.mark.parametrize(("layer", "shape", "position"), placed())
def test_gradients_agree_with_differences(
    layer: Layer, shape: tuple[int, ...], position: str
) -> None:
    if not has_slopes(layer):
        pytest.skip("its backward pass is a stand-in for a slope")
    assert_gradients(POSITIONS[position](layer, shape))


@every_case
def test_it_is_the_same_however_its_inputs_lie(
    layer: Layer, shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where only products read the inputs they lie by rows, without ones if they are wide."""
    graph, found = first(layer, shape), []
    x, t = rows(graph, 5)
    for wide in (0, 1000):
        monkeypatch.setattr(bpgui.engine.feed, "WIDE", wide)
        net = Net(graph, batch=5, dtype="float64")
        net.parameters.draw(7)
        net.run(x, t)
        found.append({"y": net.output.copy(), **net.parameters.gradients()})
    for name, array in found[0].items():
        np.testing.assert_allclose(array, found[1][name], rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("batch", [1, 2, 7])
@pytest.mark.parametrize("position", POSITIONS)
@every_plain
def test_gradients_agree_at_every_batch_size(
    layer: Layer, shape: tuple[int, ...], position: str, batch: int
) -> None:
    assert_gradients(POSITIONS[position](layer, shape), batch)


@pytest.mark.parametrize("batch", [1, 2, 5])
@every_plain
def test_a_batch_is_the_mean_of_its_samples(
    layer: Layer, shape: tuple[int, ...], batch: int
) -> None:
    graph = into_merge(layer, shape)
    training = samples_are_apart(graph)
    x, t = rows(graph, batch)
    whole, single = Net(graph, batch, training=training), Net(graph, 1, training=training)
    loss = whole.run(x, t)
    losses, gradients = [], []
    for i in range(batch):
        losses.append(single.run(x[i : i + 1], t[i : i + 1]))
        gradients.append(single.parameters.gradient.copy())
        np.testing.assert_allclose(whole.output[i], single.output[0], rtol=1e-12, atol=1e-14)
        if training:
            np.testing.assert_allclose(whole.dx[i] * batch, single.dx[0], rtol=1e-10, atol=1e-14)
    assert loss == pytest.approx(np.mean(losses), rel=1e-12)
    if training:
        mean = np.mean(gradients, axis=0)
        np.testing.assert_allclose(whole.parameters.gradient, mean, rtol=1e-10, atol=1e-14)


def samples_are_apart(graph: Graph) -> bool:
    """Whether, while training, a sample's answer hangs neither on chance nor on the others."""
    net = Net(graph, 2)
    x, t = rows(graph, 2)
    before = net.parameters.values.copy()
    net.run(x, t)
    return not net.drew and np.array_equal(net.parameters.values, before)


@every_case
def test_everything_is_written_anew_each_step(layer: Layer, shape: tuple[int, ...]) -> None:
    graph = middle(layer, shape)
    x, t = rows(graph, 3)
    fresh, used = Net(graph), Net(graph)
    used.run(*rows(graph, 3, seed=8))
    used.parameters.values[...] = fresh.parameters.values
    used.poison()
    assert used.run(x, t) == fresh.run(x, t)
    np.testing.assert_array_equal(used.parameters.gradient, fresh.parameters.gradient)
    np.testing.assert_array_equal(used.dx, fresh.dx)
    np.testing.assert_array_equal(used.parameters.values, fresh.parameters.values)


@every_case
def test_evaluation_changes_nothing(layer: Layer, shape: tuple[int, ...]) -> None:
    graph = middle(layer, shape)
    x, t = rows(graph, 3)
    net = Net(graph, training=False)
    before = net.parameters.values.copy()
    loss = net.loss(x, t)
    assert not net.drew, "chance has no part in evaluation"
    np.testing.assert_array_equal(net.parameters.values, before)
    assert net.loss(x, t) == loss


@every_case
def test_single_precision_agrees_with_double(layer: Layer, shape: tuple[int, ...]) -> None:
    graph = middle(layer, shape)
    x, t = rows(graph, 3)
    exact = Net(graph, training=samples_are_apart(graph))
    quick = Net(graph, dtype="float32", training=samples_are_apart(graph), like=exact)
    assert quick.run(x, t) == pytest.approx(exact.run(x, t), rel=1e-5)
    np.testing.assert_allclose(quick.output, exact.output, rtol=1e-5, atol=1e-6)
    assert quick.output.dtype == np.float32
    scale = np.abs(exact.parameters.gradient).max()
    np.testing.assert_allclose(
        quick.parameters.gradient, exact.parameters.gradient, rtol=1e-3, atol=1e-5 * scale
    )


@every_plain
def test_shapes_are_what_the_check_says(layer: Layer, shape: tuple[int, ...]) -> None:
    graph = first(layer, shape)
    found = check(graph)
    for id in found.live:
        node = graph.nodes[id]
        sources = [found.shapes[edge.source] for edge in graph.incoming[id]]
        assert found.shapes[id] == node.layer.output_shape(*sources)
        for name, parameter in found.parameters[id].items():
            assert min(parameter.shape, default=1) >= 1
            assert min(parameter.fan_in, parameter.fan_out) >= 1
            assert "/" not in name


@every_case
def test_a_step_allocates_nothing(layer: Layer, shape: tuple[int, ...]) -> None:
    graph = middle(layer, shape)
    net = Net(graph, batch=LARGE)
    net.plan.put(*rows(graph, LARGE))
    assert peak_bytes([*net.plan.forward, *net.plan.backward]) < ONE_ROW
