"""Everything that can be wrong with a diagram is said in a sentence, and every cure cures."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.sigmoid import Sigmoid
from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.check import Problem, check, check_wire, insert_into
from bpgui.engine.graph import Edge, Graph, chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.layers.transformer_block import TransformerBlock
from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.losses.hinge import Hinge
from bpgui.engine.task import Task
from tests.sentences import is_sentence

TWO = Task((2,), "classification", 2, ("a", "b"))
THREE = Task((2,), "classification", 3, ("a", "b", "c"))
PLANE = Task((2,), "regression", 1)
IMAGE = Task((1, 4, 4), "classification", 3, ("a", "b", "c"))


def net(*inner: Layer, inputs: tuple[int, ...] = (2,), loss: Loss | None = None) -> Graph:
    return chain(Input(inputs), *inner, loss or Loss())


def two_wires_into_one() -> Graph:
    graph = net(Dense(3), Dense(1))
    return Graph(graph.nodes, (*graph.edges, Edge(1, 3)))


def wire_to_nowhere() -> Graph:
    graph = net(Dense(1))
    return Graph(graph.nodes, (*graph.edges, Edge(1, 2, "query")))


def merge(layer: Layer, *units: int) -> Graph:
    graph = Graph().add(Input())
    ends = []
    for count in units:
        graph = graph.add(Dense(count)).connect(1, graph.newest.id + 1)
        ends.append(graph.newest.id)
    graph = graph.add(layer)
    last = graph.newest.id
    for end in ends:
        graph = graph.connect(end, last)
    return graph.add(Loss()).connect(last, last + 1)


def cycle() -> Graph:
    graph = net(Add(), Dense(1))
    return Graph(graph.nodes, (*graph.edges, Edge(3, 2)))


#: What is wrong; with which data; the node and port it is said of; words; the words of the cure.
FAULTS: dict[str, tuple[Graph, Task | None, int | None, str | None, str, str | None]] = {
    "no input node": (chain(Dense(1), Loss()), None, None, None, "needs an Input", None),
    "no loss": (chain(Input(), Dense(1)), None, None, None, "needs a Loss", None),
    "an open port": (chain(Dense(1), Loss()), None, 1, "x", "needs an input", None),
    "a wire to no port": (wire_to_nowhere(), None, 2, "query", "no input query", "Remove the wire"),
    "two wires into one port": (
        two_wires_into_one(), None, 3, "x", "takes one input, got 2", "Keep the first wire",
    ),
    "a cycle": (cycle(), None, 2, None, "Add is on a cycle", None),
    "an image into Dense": (
        net(Dense(3), inputs=(1, 4, 4)), None, 2, "x", "1 × 4 × 4", "Insert Flatten",
    ),
    "adding unequal shapes": (merge(Add(), 2, 3), None, 4, "x", "one shape, got 2 and 3", None),
    "data of another shape": (
        net(Dense(1), inputs=(3,)), PLANE, 1, None, "expects 3, the data has 2", "shape to 2",
    ),
    "no sigmoid before its loss": (
        net(Dense(1), loss=Loss(BinaryCrossEntropy())), None, 3, "x", "needs a sigmoid output",
        "Make Dense sigmoid",
    ),
    "an activation of another kind before its loss": (
        net(Dense(3), Activation(Tanh()), loss=Loss(CategoricalCrossEntropy())), None, 4, "x",
        "needs a softmax output: Activation ends in tanh", "Make Activation softmax",
    ),
    "no activation at all before its loss": (
        net(Dense(3), Dropout(), loss=Loss(CategoricalCrossEntropy())), None, 4, "x",
        "Dropout ends in none", "Insert softmax",
    ),
    "an activation that cannot be another before its loss": (
        net(SimpleRNN(2), inputs=(4, 3), loss=Loss(BinaryCrossEntropy())), None, 3, "x",
        "needs a sigmoid output", "Insert sigmoid",
    ),
    "an activation that is not its output before its loss": (
        net(TransformerBlock(heads=1, hidden=2), inputs=(4, 3), loss=Loss(BinaryCrossEntropy())),
        None, 3, "x", "Transformer block ends in none", "Insert sigmoid",
    ),
    "a sequence for the target values": (
        net(LSTM(1, output="sequence"), inputs=(4, 3)), Task((4, 3), "regression", 1), 3, "x",
        "LSTM needs 1 outputs, it has 4 × 1", None,
    ),
    "two directions for the target values": (
        net(LSTM(2, direction="both"), inputs=(4, 3)), Task((4, 3), "regression", 2), 3, "x",
        "LSTM needs 2 outputs, it has 4", None,
    ),
    "a sigmoid before hinge": (
        net(Dense(1, Sigmoid()), loss=Loss(Hinge())), None, 3, "x", "needs a linear output",
        "Make Dense linear",
    ),
    "too few outputs for the classes": (
        net(Dense(2, Linear())), THREE, 3, "x", "3 classes: Dense needs 3 outputs, it has 2",
        "Give Dense 3 units",
    ),
    "too many outputs for two classes": (
        net(Dense(3, Linear())), TWO, 3, "x", "2 classes: Dense needs 1 or 2 outputs",
        "Give Dense 2 units",
    ),
    "one softmax for two classes": (
        net(Dense(1, Softmax())), TWO, 3, "x", "needs 2 outputs", "Give Dense 2 units",
    ),
    "too many outputs for the target values": (
        net(Dense(2, Linear())), PLANE, 3, "x", "1 target values", "Give Dense 1 units",
    ),
    "outputs of a layer without units": (
        net(Flatten(), inputs=(1, 4, 4)), IMAGE, 3, "x", "Flatten needs 3 outputs, it has 16", None,
    ),
    "no repetition of an input, without data": (
        net(Flatten(), Dense(3, Linear()), inputs=(1, 2, 2), loss=Loss(target="input")), None, 4,
        "x", "repeat the input, 1 × 2 × 2", "Give Dense 4 units",
    ),
    "an auto-encoder of the wrong size": (
        net(Dense(3, Linear()), loss=Loss(target="input")), TWO, 3, "x", "repeat the input, 2",
        "Give Dense 2 units",
    ),
}  # fmt: skip


def found(graph: Graph, task: Task | None, words: str) -> list[Problem]:
    return [problem for problem in check(graph, task).problems if words in problem.message]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_where_it_is(fault: str) -> None:
    graph, task, node, port, words, cure = FAULTS[fault]
    (problem,) = found(graph, task, words)
    assert (problem.node, problem.port) == (node, port)
    assert problem.fatal
    assert is_sentence(problem.message)
    assert not check(graph, task).ok
    assert (problem.fix is None) == (cure is None)
    if cure is not None:
        assert problem.fix is not None
        assert cure in problem.fix.label
    if node is not None:
        assert problem.message in [p.message for p in check(graph, task).at(node)]


@pytest.mark.parametrize("fault", [name for name, fault in FAULTS.items() if fault[5]])
def test_a_cure_cures_and_harms_nothing(fault: str) -> None:
    graph, task, _, _, words, _ = FAULTS[fault]
    (problem,) = found(graph, task, words)
    assert problem.fix is not None
    mended = problem.fix.apply(graph)
    assert not found(mended, task, words)
    before = {p.message for p in check(graph, task).problems}
    new = [p for p in check(mended, task).problems if p.message not in before and p.fatal]
    assert not new
    assert found(graph, task, words), "the graph itself was changed"


def test_a_wrong_shape_is_mended_for_the_data() -> None:
    graph = net(Dense(1), inputs=(3,))
    (problem,) = found(graph, PLANE, "expects")
    assert problem.fix is not None
    assert problem.fix.apply(graph).nodes[1].layer == Input((2,))


def test_a_node_that_leads_nowhere_is_only_remarked_upon() -> None:
    graph = net(Dense(1)).add(Dense(4)).connect(1, 4)
    checked = check(graph)
    (problem,) = checked.at(4)
    assert not problem.fatal
    assert is_sentence(problem.message)
    assert checked.ok
    assert checked.live == (1, 2, 3)
    assert checked.shapes[4] == (4,), "it has a shape all the same"


def test_shapes_are_known_before_there_is_a_loss() -> None:
    assert check(chain(Input((1, 4, 4)), Flatten(), Dense(5))).shapes[3] == (5,)


@pytest.mark.parametrize(
    ("task", "layer", "loss", "ok"),
    [
        (TWO, Dense(1, Tanh()), Loss(), True),
        (TWO, Dense(2, Softmax()), Loss(CategoricalCrossEntropy()), True),
        (TWO, Dense(1, Sigmoid()), Loss(BinaryCrossEntropy()), True),
        (TWO, Dense(1, Softmax()), Loss(CategoricalCrossEntropy()), False),
        (THREE, Dense(1, Tanh()), Loss(), False),
        (THREE, Dense(3, Sigmoid()), Loss(BinaryCrossEntropy()), True),
        (PLANE, Dense(1, Linear()), Loss(), True),
        (PLANE, Dense(1, Sigmoid()), Loss(CategoricalCrossEntropy()), False),
        (TWO, Dense(1, Tanh()), Loss(Hinge()), True),
        (TWO, Dense(2, Linear()), Loss(target="input"), True),
    ],
)
def test_ends_suit_the_data_or_not(task: Task, layer: Layer, loss: Loss, ok: bool) -> None:
    assert check(net(layer, loss=loss), task).ok is ok


def test_several_inputs_share_a_row() -> None:
    graph = Graph().add(Input((2,))).add(Input((1, 2, 2))).add(Flatten()).connect(2, 3)
    graph = graph.add(Concatenate()).connect(1, 4).connect(3, 4).add(Dense(1)).connect(4, 5)
    graph = graph.add(Loss()).connect(5, 6)
    assert check(graph, Task((6,), "regression", 1)).ok
    (problem,) = check(graph, Task((5,), "regression", 1)).problems
    assert "share 2 + 4 numbers, the data has 5" in problem.message
    assert check(graph).entrances == (1, 2)


def test_the_main_loss_is_the_first_that_looks_at_the_data() -> None:
    graph = net(Dense(2), Dense(2), loss=Loss(target="input")).add(Loss()).connect(2, 5)
    checked = check(graph)
    assert checked.heads == (4, 5)
    assert checked.head == 5
    assert check(net(Dense(2), loss=Loss(target="input"))).head == 3
    assert check(chain(Input(), Dense(2))).head is None


def test_parameters_are_counted() -> None:
    checked = check(net(Dense(3), Dense(1, bias=False)))
    assert [checked.parameter_count(id) for id in (1, 2, 3, 4, 99)] == [0, 9, 3, 0, 0]


WIRES: list[tuple[Callable[[], Graph], int, int, str | None]] = [
    (lambda: net(Dense(3), Dense(1)), 1, 3, "takes one input and has it already"),
    (lambda: net(Dense(3), Dense(1)), 3, 2, "would close a cycle"),
    (lambda: chain(Input((1, 4, 4))).add(Dense(2)), 1, 2, "needs a flat row of features"),
    (lambda: chain(Input((4,))).add(Dense(2)), 1, 2, None),
    (lambda: merge(Add(), 2, 2).add(Dense(3)).connect(1, 6), 6, 4, "got 2 and 3"),
    (lambda: merge(Add(), 2, 2).add(Dense(2)).connect(1, 6), 6, 4, None),
    (lambda: net(Dense(3)).add(Dense(2)), 2, 4, None),
]


@pytest.mark.parametrize(("make", "source", "target", "words"), WIRES)
def test_a_new_wire_is_judged_before_it_is_drawn(
    make: Callable[[], Graph], source: int, target: int, words: str | None
) -> None:
    why = check_wire(make(), source, target)
    if words is None:
        assert why is None
    else:
        assert words in str(why)


def test_a_layer_dropped_on_a_wire_takes_its_place() -> None:
    graph = merge(Concatenate(), 2, 3)
    first, _ = graph.incoming[4]
    graph = insert_into(first, Dense(7), graph)
    assert [edge.source for edge in graph.incoming[4]] == [6, 3]
    assert check(graph).shapes[4] == (10,)
    assert all(math.isfinite(place) for place in graph.nodes[6].at)


def test_two_losses_on_the_data_need_outputs_of_one_size() -> None:
    graph = chain(Input((3,)), Dense(4), Dense(2, "linear"), Loss())
    graph = graph.add(Dense(1, "linear"), name="Other").add(Loss(), name="Second")
    other, second = graph.named("Other").id, graph.named("Second").id
    graph = graph.connect(graph.named("Dense").id, other).connect(other, second)
    (problem,) = check(graph).problems
    assert problem.node == second
    assert problem.message == (
        "Second judges 1 outputs, Loss 2: both are compared with the same targets."
    )
