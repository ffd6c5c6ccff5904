"""The trace: the numbers of the lessons, and every array of every kind against the plan's own."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.check import check
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import SURE
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.squared import HalfSquaredError, MeanSquaredError
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan
from bpgui.engine.trace import PHASES, Move, Trace, trace
from bpgui.engine.trace.latex import derivative
from bpgui.engine.trace.names import parameter_symbols
from bpgui.project.examples import gallery, load_example
from bpgui.project.session import Prepared, prepare, start
from tests.engine.nets import Net, into_merge, middle, rows
from tests.engine.test_layer_contract import INNER, taken
from tests.engine.variants import all_variants, small

#: Not those whose numbers overflow on purpose, nor those with more ways than are walked.
EXAMPLES = [
    example.name
    for example in gallery()
    if not example.name.startswith("exploding") and "cnn" not in example.name
]

#: LESSONS, L2: eight digits.
L2 = {
    ("forward", "Hidden 1", "z"): [0.31, 0.82],
    ("forward", "Hidden 1", "a"): [0.57688526, 0.69423634],
    ("forward", "Hidden 2", "z"): [1.42863239, 2.02516818],
    ("forward", "Hidden 2", "a"): [0.80668814, 0.88341435],
    ("forward", "Output", "z"): [1.12173412, 2.10544773],
    ("forward", "Output", "a"): [0.75431024, 0.89143154],
    ("loss", "Loss", "L"): 0.03607528510662207,
    ("backward", "Output", r"\delta"): [-0.04553278, -0.0105074],
    ("backward", "Output", derivative("W")): [
        [-0.03673075, -0.04022431],
        [-0.0084762, -0.00928239],
    ],
    ("backward", "Hidden 2", r"\delta"): [-0.00486108, -0.00458134],
    ("backward", "Hidden 2", derivative("W")): [
        [-0.00280429, -0.00337474],
        [-0.00264291, -0.00318053],
    ],
    ("backward", "Hidden 1", r"\delta"): [-0.00172518, -0.00199843],
    ("backward", "Hidden 1", derivative("W")): [
        [-0.00086259, -0.00034504],
        [-0.00099921, -0.00039969],
    ],
    ("backward", "Hidden 1", derivative("x")): [-0.00097189, -0.00171661],
    ("backward", "Input", derivative("x")): [-0.00097189, -0.00171661],
}


@functools.cache
def example(name: str, row: int = 0) -> tuple[Trace, Prepared]:
    """The trace of a row of an example, its weights as they are drawn."""
    prepared = prepare(load_example(name))
    trainer = start(prepared.project, prepared=prepared)
    rows = prepared.train
    move = Move(prepared.project.training, trainer.learning_rate)
    made = trace(
        prepared.project.graph, prepared.check, trainer.parameters, rows.x[row], rows.t[row], move
    )
    return made, prepared


def of_net(graph: Graph, seed: int = 0) -> tuple[Trace, Net, Array, Array]:
    """The trace of a random row, and a plan outside of training that has done the same."""
    net = Net(graph, batch=1, training=False)
    x, t = rows(graph, 1, seed)
    net.run(x, t)
    return trace(graph, net.check, net.parameters, x[0], t[0]), net, x, t


# -- the lessons -------------------------------------------------------------------------------


@pytest.mark.parametrize(("phase", "node", "symbol"), L2, ids=lambda part: part)
def test_the_numbers_of_the_lesson_by_hand(phase: Any, node: str, symbol: str) -> None:
    made, prepared = example("L2")
    found = made.find(phase, prepared.project.graph.named(node).id, symbol)
    np.testing.assert_allclose(found, L2[phase, node, symbol], rtol=0, atol=5e-9)


def test_an_update_is_the_step_that_training_makes() -> None:
    made, prepared = example("L2")
    trainer = start(prepared.project, prepared=prepared)
    for _ in trainer.make(1):
        pass
    for tensor, value in trainer.values().items():
        (step,) = [s for s in made.of("update") if s.terms[0].tensor == tensor]
        np.testing.assert_array_equal(step.terms[0].value, value)


@pytest.mark.parametrize("name", ["L1A", "spiral"])
def test_an_update_goes_on_from_what_the_optimiser_remembers(name: str) -> None:
    project = load_example(name)
    training = replace(
        project.training, learning_rate=0.01, batch_size=1, precision="float64", epochs=0, steps=0
    )
    project = dataclasses.replace(project, training=training)
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    for _ in trainer.make(7):
        pass
    state = trainer.state()
    row = state.order[state.position]
    move = Move(project.training, trainer.learning_rate, state.moments)
    made = trace(
        project.graph,
        prepared.check,
        trainer.parameters,
        prepared.train.x[row],
        prepared.train.t[row],
        move,
    )
    for _ in trainer.make(1):
        pass
    for tensor, value in trainer.values().items():
        (step,) = [s for s in made.of("update") if s.terms[0].tensor == tensor]
        np.testing.assert_allclose(step.terms[0].value, value, rtol=1e-12, atol=1e-15)


# -- every example -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_gradients_are_those_of_the_plan(name: str) -> None:
    made, prepared = example(name)
    trainer = start(prepared.project, prepared=prepared)
    own = Parameters(prepared.project.graph, prepared.check, "float64")
    own.values[...] = trainer.parameters.values
    plan = Plan(prepared.project.graph, prepared.check, own, 1, training=False)
    plan.put(prepared.train.x[:1], prepared.train.t[:1])
    plan.run()
    assert made.loss == pytest.approx(float(plan.loss), rel=1e-12)
    for tensor, gradient in own.gradients().items():
        # As it stands in the steps of the backward pass.
        found = [
            term.value
            for step in made.of("backward")
            for term in step.terms
            if term.tensor == tensor and term.role == "gradient"
        ]
        assert found
        for value in found:
            np.testing.assert_array_equal(value, gradient)
        np.testing.assert_array_equal(made.gradients[tensor], gradient)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_equation_of_a_dense_layer_holds(name: str) -> None:
    made, prepared = example(name, row=-1)
    for node in prepared.project.graph.nodes.values():
        if not isinstance(node.layer, Dense):
            continue
        fore, back = (
            {term.symbol: term.value for s in made.of(phase, node.id) for term in s.terms}
            for phase in ("forward", "backward")
        )
        z = fore["W"] @ fore["x"] + fore.get("b", 0)
        np.testing.assert_allclose(fore["z"], z, rtol=1e-12, atol=1e-14)
        delta = back[r"\delta"]
        slope = back["f'(z)"] * np.eye(len(z)) if "f'(z)" in back else back["J"]
        da = back[derivative("a")]
        if np.abs(da).max() < 1 / SURE:  # beyond, what is shown of dL/da is cut
            np.testing.assert_allclose(delta, slope.T @ da, rtol=1e-7, atol=1e-14)
        np.testing.assert_allclose(back[derivative("W")], np.outer(delta, fore["x"]), atol=1e-14)
        np.testing.assert_allclose(back[derivative("x")], fore["W"].T @ delta, atol=1e-14)


@pytest.mark.parametrize("name", EXAMPLES)
def test_steps_come_in_order_and_every_live_node_has_its_own(name: str) -> None:
    made, prepared = example(name)
    phases = [step.phase for step in made.steps]
    assert phases == sorted(phases, key=PHASES.index)
    inner = [id for id in prepared.check.live if id not in prepared.check.heads]
    assert list(dict.fromkeys(s.node for s in made.of("forward"))) == inner
    assert list(dict.fromkeys(s.node for s in made.of("loss"))) == list(prepared.check.heads)
    backward = [*prepared.check.heads, *reversed(inner)]
    assert list(dict.fromkeys(s.node for s in made.of("backward"))) == backward
    assert all(step.terms and step.equation for step in made.steps)


# -- every kind --------------------------------------------------------------------------------

CASES = [
    pytest.param(layer, shape, id=f"{name}-{'x'.join(map(str, shape))}")
    for name, layer in all_variants(INNER)
    for shape in taken(layer)
]


@pytest.mark.parametrize(("layer", "shape"), CASES)
def test_every_kind_shows_all_its_arrays(layer: Layer, shape: tuple[int, ...]) -> None:
    graph = middle(layer, shape)
    made, net, _, _ = of_net(graph)
    (node,) = [n.id for n in graph.nodes.values() if n.layer == layer][-1:]
    for id in (node, *[n for n in net.check.live if n not in net.check.heads]):
        _assert_complete(made, net, id)


def _assert_complete(made: Trace, net: Net, node: int) -> None:
    forward = {id(t): t for step in made.of("forward", node) for t in step.terms}.values()
    backward = {id(t): t for step in made.of("backward", node) for t in step.terms}.values()
    outputs = [term.value for term in forward if term.role == "a"]
    assert len({value.tobytes() for value in outputs}) == 1
    np.testing.assert_array_equal(outputs[0], net.plan.activations[node][..., 0])
    slots = [slot for slot in net.parameters.slots if slot.node == node]
    for slot in slots:
        found = [term.value for term in forward if term.tensor == slot.tensor]
        assert found, f"{slot.tensor} is shown nowhere"
        np.testing.assert_array_equal(found[0], slot.view(net.parameters.values))
        if slot.declared.trained:
            found = [t.value for t in backward if t.tensor == slot.tensor and t.role == "gradient"]
            np.testing.assert_array_equal(found[0], slot.view(net.parameters.gradient))
    if not made.sample.passages[node].x:
        return
    inputs = sum(term.role == "x" for term in forward)
    returned = [term for term in backward if term.role == "dx"]
    assert inputs == len(returned) == len(made.sample.passages[node].x)
    for term, edge in zip(returned, made.sample.sources(node), strict=True):
        np.testing.assert_array_equal(term.value, net.plan.wires[edge][..., 0])
    arrived = [term.value for term in backward if term.role == "da"]
    np.testing.assert_array_equal(arrived[0], net.plan.deltas[node][..., 0])


SYMBOLS = {
    "Dense": {"weight": "W", "bias": "b"},
    "Conv2D": {"weight": "W", "bias": "b"},
    "BatchNorm": {"weight": "w", "bias": "b"},
    "PReLU": {"weight": "s"},
    "LSTM": {"weight_ih": "W", "weight_hh": "U", "bias": "b"},
    "GRU": {"weight_ih": "W", "weight_hh": "U", "bias": "b", "bias_hn": "c"},
}


@pytest.mark.parametrize("kind", SYMBOLS)
def test_parameters_have_the_symbols_of_the_equations(kind: str) -> None:
    assert _symbols(small(layers[kind])) == SYMBOLS[kind]


@pytest.mark.parametrize("kind", INNER, ids=lambda kind: kind.kind())
def test_no_two_parameters_share_a_symbol(kind: type[Layer]) -> None:
    symbols = _symbols(small(kind)).values()
    assert len(set(symbols)) == len(symbols)


def _symbols(layer: Layer) -> dict[str, str]:
    inputs = [taken(layer)[0]] * sum(2 if port.many else 1 for port in layer.ports)
    trained = [name for name, p in layer.parameters(*inputs).items() if p.trained]
    return parameter_symbols(layer, trained)


@pytest.mark.parametrize(
    "kind", [k for k in INNER if k().activation_function() is not None], ids=lambda k: k.kind()
)
def test_z_is_what_goes_into_the_function(kind: type[Layer]) -> None:
    layer = small(kind)
    for shape in taken(layer):
        made, _, _, _ = of_net(into_merge(layer, shape))
        for passage in made.sample.passages.values():
            function = passage.function
            if function is None or passage.z is None:
                continue
            a = np.zeros_like(passage.z)
            for call in function.bind(
                passage.z.copy(), a, a, None, lambda *sizes: np.empty(sizes)
            ).forward:
                call()
            np.testing.assert_allclose(a, passage.a, rtol=1e-12, atol=1e-15)


# -- where the loss takes the last activation over ---------------------------------------------

FUSED = [
    (Dense(2, activation="sigmoid"), BinaryCrossEntropy(), [0.25, 1.0]),
    (Dense(3, activation="softmax"), CategoricalCrossEntropy(), [0.0, 1.0, 0.0]),
    (Activation("softmax"), CategoricalCrossEntropy(), [0.0, 1.0, 0.0]),
]


@pytest.mark.parametrize(("layer", "loss", "t"), FUSED)
@pytest.mark.parametrize("weight", [1.0, 0.3])
def test_a_fused_loss_still_shows_dl_da_the_slope_and_their_product(
    layer: Any, loss: Any, t: list[float], weight: float
) -> None:
    graph = chain(Input((4,)), Dense(len(t)), layer, Loss(loss, weight=weight))
    found = check(graph)
    parameters = Parameters(graph, found, "float64")
    parameters.draw(5)
    x = np.array([0.3, -1.0, 0.4, 2.0])
    made = trace(graph, found, parameters, x, np.array(t))
    last, head = found.live[-2], found.heads[0]
    passage = made.sample.passages[last]
    assert passage.handed
    da = made.find("backward", last, derivative("a"))
    np.testing.assert_array_equal(da, made.find("backward", head, derivative("y")))
    slope, delta = passage.slope, passage.delta
    assert slope is not None
    assert delta is not None
    slope = slope if slope.ndim == 2 else np.diag(slope)
    np.testing.assert_allclose(slope.T @ da, delta, rtol=1e-9)
    n = len(t) if isinstance(loss, BinaryCrossEntropy) else 1
    np.testing.assert_allclose(delta, weight * (passage.a - t) / n, rtol=1e-12)
    # dL/dy by differences of the loss, as a function of y alone.
    np.testing.assert_allclose(da, weight * _slopes(loss, passage.a, np.array(t)), rtol=1e-5)
    given = [equation for step in made.of("backward", last) for equation in step.given]
    assert any(r"\partial z} =" in equation for equation in given)


def _slopes(loss: Any, y: Array, t: Array) -> Array:
    if isinstance(loss, BinaryCrossEntropy):
        return -(t / y - (1 - t) / (1 - y)) / len(y)
    return -t / y


def test_a_saturated_output_has_finite_numbers_all_the_same() -> None:
    graph = chain(
        Input((1,)), Dense(1, activation="sigmoid", bias=False), Loss(BinaryCrossEntropy())
    )
    found = check(graph)
    parameters = Parameters(graph, found, "float64")
    parameters.values[...] = 60
    made = trace(graph, found, parameters, np.array([1.0]), np.array([0.0]))
    assert made.find("backward", 2, r"\delta") == 1
    assert np.isfinite(made.find("backward", 2, derivative("a"))).all()


# -- wires -------------------------------------------------------------------------------------


def test_where_an_output_goes_to_several_nodes_what_comes_back_is_added() -> None:
    made, prepared = example("residual")
    lift = prepared.project.graph.named("Lift").id
    first = made.of("backward", lift)[0]
    total, *arriving = first.terms
    assert [prepared.project.graph.nodes[term.about or 0].name for term in arriving] == [
        "Block 1a",
        "Add 1",
    ]
    np.testing.assert_allclose(total.value, sum(term.value for term in arriving), rtol=1e-12)
    assert [part.sign for part in first.parts] == ["", "=", "", "+", ""]


def test_several_losses_are_added_by_weight() -> None:
    graph = Graph().add(Input((3,))).add(Dense(3)).add(Dense(3, activation="linear"))
    graph = graph.add(Loss(HalfSquaredError())).add(Loss(MeanSquaredError(), "input", 0.25))
    graph = graph.connect(1, 2).connect(2, 3).connect(3, 4).connect(3, 5)
    made, net, x, t = of_net(graph)
    y = made.sample.passages[3].a
    one, two = 0.5 * ((y - t[0]) ** 2).sum(), ((y - x[0]) ** 2).mean()
    assert made.loss == pytest.approx(one + 0.25 * two)
    *parts, total = made.of("loss")
    assert [float(step.terms[0].value) for step in parts] == pytest.approx([one, two])
    assert float(total.terms[0].value) == pytest.approx(made.loss)
    np.testing.assert_allclose(made.find("backward", 5, derivative("y")), 0.25 * 2 / 3 * (y - x[0]))
    assert made.loss == pytest.approx(float(net.plan.loss))


def test_without_a_bias_nothing_speaks_of_b() -> None:
    made, _, _, _ = of_net(chain(Input((2,)), Dense(2, bias=False), Loss(HalfSquaredError())))
    equations = [step.equation for step in made.steps if step.node == 2]
    assert equations[0] == "z = W x"
    assert not [equation for equation in equations if "b" in equation.replace("\\b", "")]


def test_a_trace_owns_its_arrays() -> None:
    made, net, _, _ = of_net(chain(Input((2,)), Dense(2), Loss(HalfSquaredError())))
    before = made.find("forward", 2, "W").copy()
    net.parameters.values[...] = np.nan
    np.testing.assert_array_equal(made.find("forward", 2, "W"), before)
    with pytest.raises(KeyError):
        made.find("forward", 2, "nothing")


def test_what_only_training_does_is_not_in_the_equations_of_one_sample() -> None:
    graph = chain(Input((2,)), Dense(3), Dropout(), Dense(1), Loss())
    checked = check(graph)
    parameters = Parameters(graph, checked, "float64")
    parameters.draw(0)
    x, t = (part[0] for part in rows(graph, 1))
    made = trace(graph, checked, parameters, x, t)
    forward, backward = (step for step in made.steps if step.node == 3)
    assert forward.equation == "a = x"
    assert backward.equation == f"{derivative('x')} = {derivative('a')}"
    for step in (forward, backward):
        result, told = step.terms[:2]
        np.testing.assert_array_equal(result.value, told.value)
