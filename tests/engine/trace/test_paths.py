"""One weight's gradient, taken apart: every sum of products is the gradient that the plan found."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.conv1d import Conv1D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.squared import HalfSquaredError
from bpgui.engine.trace import Trace, path, trace
from tests.engine.nets import Net, first
from tests.engine.test_layer_contract import INNER, taken
from tests.engine.trace.test_steps import EXAMPLES, example, of_net
from tests.engine.variants import small


def weights(made: Trace, most: int = 6) -> list[tuple[int, str, tuple[int, ...]]]:
    """Some weights of every tensor."""
    rng = np.random.default_rng(0)
    found = []
    for node, passage in made.sample.passages.items():
        for name, gradient in passage.grads.items():
            places = list(product(*map(range, gradient.shape)))
            picks = rng.permutation(len(places))[:most]
            found += [(node, name, places[i]) for i in picks]
    return found


# -- the lessons -------------------------------------------------------------------------------


def test_every_weight_of_the_lesson_by_hand_is_the_sum_of_all_its_ways() -> None:
    made, prepared = example("L2")
    ways = {"Hidden 1": 4, "Hidden 2": 2, "Output": 1}
    for node, name, index in weights(made, most=4):
        found = path(made, node, name, index)
        assert found.count == len(found.paths) == ways[prepared.project.graph.nodes[node].name]
        assert found.rest == 0
        total = sum(math.prod(f.value for f in each.factors) for each in found.paths)
        assert total == pytest.approx(found.gradient, rel=1e-12)


def test_index_by_index_as_in_the_lesson() -> None:
    # dL/dw_jk = delta_k h_j; delta_k = -(t_k - o_k) o_k (1 - o_k)
    # dL/dw_ij = delta_j x_i; delta_j = (sum_k delta_k w_jk) h_j (1 - h_j)
    made, prepared = example("L4", row=2)
    graph = prepared.project.graph
    hidden, output = graph.named("Hidden").id, graph.named("Output").id
    x = made.sample.passages[hidden].x[0]
    h, o = made.sample.passages[hidden].a, made.sample.passages[output].a
    w, t = made.sample.passages[output].values["weight"], prepared.train.t[2]
    delta_k = -(t - o) * o * (1 - o)
    delta_j = (w.T @ delta_k) * h * (1 - h)
    for k, j in product(range(len(o)), range(len(h))):
        found = path(made, output, "weight", (k, j))
        assert found.gradient == pytest.approx(delta_k[k] * h[j], rel=1e-12)
        assert found.lines[0].ways[0] == rf"\delta_{{{k + 1}}}\, x_{{{j + 1}}}"
        assert found.lines[1].value == pytest.approx(delta_k[k], rel=1e-12)
    for j, i in product(range(len(h)), range(len(x))):
        found = path(made, hidden, "weight", (j, i))
        assert found.gradient == pytest.approx(delta_j[j] * x[i], rel=1e-12, abs=1e-300)
        gradient, delta, slope = found.lines
        assert gradient.ways[0] == rf"\delta_{{{j + 1}}}\, x_{{{i + 1}}}"
        summed = " + ".join(
            rf"\delta_{{{k}}}^{{\text{{Output}}}}\, W_{{{k}{j + 1}}}^{{\text{{Output}}}}"
            for k in (1, 2)
        )
        assert delta.ways[0] == rf"({summed})\, f'(z_{{{j + 1}}})"
        assert delta.value == pytest.approx(delta_j[j], rel=1e-12)
        assert slope.value == pytest.approx(h[j] * (1 - h[j]), rel=1e-12)


def test_a_way_names_its_nodes_and_its_derivatives() -> None:
    made, prepared = example("L2")
    node = prepared.project.graph.named("Hidden 1").id
    found = path(made, node, "weight", (1, 0))
    names = [
        [prepared.project.graph.nodes[stop.node].name for stop in each.stops]
        for each in found.paths
    ]
    assert names == [["Hidden 1", "Hidden 2", "Output"]] * 4
    units = {tuple(stop.entry for stop in each.stops) for each in found.paths}
    assert units == {(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)}
    way = next(p for p in found.paths if [stop.entry for stop in p.stops] == [1, 0, 1])
    assert [factor.symbol for factor in way.factors] == [
        "x_{1}", "f'(z_{2})", "W_{12}", "f'(z_{1})", "W_{21}", "f'(z_{2})",
        r"\frac{\partial L}{\partial a_{2}}",
    ]  # fmt: skip
    one, two, three = (made.sample.passages[prepared.project.graph.named(n).id] for n in names[0])
    expected = [
        0.5,
        one.a[1] * (1 - one.a[1]),
        0.9,
        two.a[0] * (1 - two.a[0]),
        0.8,
        three.a[1] * (1 - three.a[1]),
        three.a[1] - 1,
    ]
    np.testing.assert_allclose([factor.value for factor in way.factors], expected, rtol=1e-12)


# -- every example, every kind -----------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_ways_of_every_example_add_up(name: str) -> None:
    made, _ = example(name, row=-1)
    for node, parameter, index in weights(made, most=3):
        found = path(made, node, parameter, index)
        assert found.lines
        assert found.lines[0].value == found.gradient
        total = sum(each.value for each in found.paths) + found.rest
        assert total == pytest.approx(found.gradient, rel=1e-9, abs=1e-15)
        if found.count == len(found.paths):
            assert found.rest == 0


@pytest.mark.parametrize("kind", INNER, ids=lambda kind: kind.kind())
def test_the_ways_through_every_kind_add_up(kind: type[Layer]) -> None:
    layer = small(kind)
    made, _, _, _ = of_net(first(layer, taken(layer)[0]))
    for node, parameter, index in weights(made, most=2):
        found = path(made, node, parameter, index, most=100_000)
        total = sum(each.value for each in found.paths)
        assert found.count >= len(found.paths)
        assert total == pytest.approx(found.gradient, rel=1e-7, abs=1e-12)


def _brute_force(made: Trace, node: int, entry: int) -> list[float]:
    """Every product from the z of an entry to the loss, in a net of Dense layers in a row."""
    passage = made.sample.passages[node]
    assert passage.slope is not None
    slope = float(passage.slope[entry])
    if made.sample.targets(node)[0].target in made.sample.verdicts:
        return [slope * float(passage.da[entry])]
    after = made.sample.targets(node)[0].target
    w = made.sample.passages[after].values["weight"]
    return [
        slope * float(w[k, entry]) * rest
        for k in range(len(w))
        for rest in _brute_force(made, after, k)
    ]


def test_the_ways_written_down_are_the_largest_of_all() -> None:
    graph = chain(Input((3,)), Dense(4), Dense(5), Dense(3), Dense(2), Loss(HalfSquaredError()))
    made, _, x, _ = of_net(graph, seed=4)
    every = sorted((x[0, 1] * way for way in _brute_force(made, 2, 2)), key=abs, reverse=True)
    found = path(made, 2, "weight", (2, 1), most=7)
    assert found.count == len(every) == 5 * 3 * 2
    np.testing.assert_allclose([each.value for each in found.paths], every[:7], rtol=1e-12)
    assert found.rest == pytest.approx(sum(every[7:]), rel=1e-9)


def test_ways_split_at_a_fan_out_and_meet_at_a_merge() -> None:
    graph = Graph().add(Input((2,))).add(Dense(2)).add(Dense(2)).add(Add()).add(Dropout())
    graph = graph.add(Concatenate()).add(Dense(1)).add(Loss(HalfSquaredError()))
    graph = graph.connect(1, 2).connect(2, 3).connect(2, 4).connect(3, 4).connect(4, 5)
    graph = graph.connect(5, 6).connect(2, 6).connect(6, 7).connect(7, 8)
    made, _, _, _ = of_net(graph)
    found = path(made, 2, "weight", (0, 1))
    # Past the Add straight, through Dense 2 to either unit, or round all of them.
    through = {tuple(stop.node for stop in each.stops) for each in found.paths}
    assert through == {(2, 4, 5, 6, 7), (2, 3, 4, 5, 6, 7), (2, 6, 7)}
    assert found.count == len(found.paths) == 4
    assert sum(each.value for each in found.paths) == pytest.approx(found.gradient, rel=1e-12)


@pytest.mark.parametrize(
    ("layers", "loss", "t"),
    [
        ([Dense(2, activation="sigmoid")], BinaryCrossEntropy(), [0.2, 1.0]),
        ([Dense(3, activation="softmax")], CategoricalCrossEntropy(), [0.0, 1.0, 0.0]),
        ([Dense(3, activation=Softmax()), Activation("tanh")], HalfSquaredError(), [0, 1, 0]),
    ],
)
def test_ways_end_where_a_fused_loss_takes_over(
    layers: list[Layer], loss: HalfSquaredError, t: list[float]
) -> None:
    graph = chain(Input((2,)), Dense(3), *layers, Loss(loss))
    net = Net(graph, batch=1, training=False)
    made = trace(graph, net.check, net.parameters, np.array([0.4, -1.0]), np.array(t))
    found = path(made, 2, "weight", (0, 1), most=100)
    assert sum(each.value for each in found.paths) == pytest.approx(found.gradient, rel=1e-12)
    ends = {each.factors[-1].symbol[:6] for each in found.paths}
    assert ends == ({r"\delta"} if loss.fuses else {r"\frac{"})


def test_a_weight_that_works_in_many_places_is_a_sum_over_them() -> None:
    graph = chain(
        Input((5, 2)),
        Conv1D(2, 3, activation="tanh"),
        Flatten(),
        Dense(1),
        Loss(HalfSquaredError()),
    )
    made, *_ = of_net(graph)
    passage = made.sample.passages[2]
    delta = passage.delta
    assert delta is not None
    index = (1, 0, 2)
    found = path(made, 2, "weight", index)
    assert found.count == delta.shape[0]
    assert found.lines[0].ways[0].count(r"\delta") == delta.shape[0]
    assert sum(each.value for each in found.paths) == pytest.approx(found.gradient, rel=1e-12)


def test_a_zero_input_still_says_what_would_flow() -> None:
    graph = chain(Input((2,)), Dense(2), Dense(1), Loss(HalfSquaredError()))
    net = Net(graph, batch=1, training=False)
    made = trace(graph, net.check, net.parameters, np.array([0.0, 1.0]), np.array([0.5]))
    found = path(made, 2, "weight", (1, 0))
    assert found.gradient == found.count == 0
    assert found.lines[0].ways[0] == r"\delta_{2}\, x_{1}"
    assert found.lines[1].value != 0


def test_a_layer_too_large_for_its_matrix_has_the_gradient_alone() -> None:
    graph = chain(Input((6000,)), Dense(100), Dense(100), Loss(HalfSquaredError()))
    made, _, _, _ = of_net(graph)
    found = path(made, 2, "weight", (3, 4))
    assert found.gradient == made.gradients["Dense/weight"][3, 4]
    assert found.paths
    big, _, _, _ = of_net(chain(Input((2,)), Dense(6000), Dense(100), Loss(HalfSquaredError())))
    found = path(big, 2, "weight", (3, 1))
    assert found.gradient == big.gradients["Dense/weight"][3, 1]
    assert not found.paths
    assert not found.lines


def test_what_is_no_weight_is_refused() -> None:
    made, _ = example("L2")
    with pytest.raises(KeyError):
        path(made, 2, "gain", (0, 0))
    with pytest.raises(IndexError):
        path(made, 2, "weight", (9, 0))


def test_the_count_of_ways_stays_a_number_in_deep_nets() -> None:
    layers = [Dense(8) for _ in range(20)]
    graph = chain(Input((2,)), *layers, Loss(HalfSquaredError()))
    assert check(graph).ok
    made, _, _, _ = of_net(graph)
    found = path(made, 2, "weight", (0, 0))
    assert found.count >= 10**15
    assert len(found.paths) == 12
    assert np.isfinite(found.rest)
