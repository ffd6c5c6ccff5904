"""Composite layers are the same bound as one and opened up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from bpgui.engine.arrays import Shape
from bpgui.engine.check import check
from bpgui.engine.composite import Composite, opened
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.transformer_block import TransformerBlock
from tests.engine.nets import Net, assert_gradients, rows


@dataclass(frozen=True)
class Residual(Composite):
    """Flat, with running statistics, a fan-out inside, and an activation at its end."""

    label = "Residual"

    def diagram(self, x: Shape) -> Graph:
        graph = Graph().add(Input(x))
        for name, part in (
            ("norm", BatchNorm()),
            ("first", Dense(5)),
            ("second", Dense(x[0], "linear")),
            ("sum", Add()),
            ("end", Dense(3, "softmax")),
        ):
            graph = graph.add(part, name=name)
            graph = graph.connect(graph.newest.id - 1, graph.newest.id)
        return graph.connect(graph.named("norm").id, graph.named("sum").id)


def same_numbers(graph: Graph, id: int) -> tuple[Net, Net]:
    """A net and the same opened up, with equal parameters, both run on the same rows."""
    net = Net(graph, 4)
    wide = Net(opened(graph, id, net.check.shapes[graph.incoming[id][0].source]), 4)
    name = graph.nodes[id].name
    values = net.parameters.copies()
    for slot in wide.parameters.slots:
        title = slot.tensor.replace(f"{name} ", f"{name}/", 1)
        if title != slot.tensor:
            title = title[: len(name) + 1] + title[len(name) + 1 :].replace("/", ".", 1)
        slot.view(wide.parameters.values)[...] = values[title]
    x, t = rows(graph, 4)
    assert wide.run(x, t) == pytest.approx(net.run(x, t), rel=1e-12)
    return net, wide


@pytest.mark.parametrize(
    "block",
    [
        TransformerBlock(heads=2, hidden=5),
        TransformerBlock(heads=2, hidden=5, norm="after", causal=True),
    ],
)
def test_a_block_opened_up_answers_the_same(block: TransformerBlock) -> None:
    graph = chain(
        Input((5, 3)), LSTM(units=4, output="sequence"), block, Flatten(), Dense(2), Loss()
    )
    net, wide = same_numbers(graph, 3)
    np.testing.assert_allclose(wide.output, net.output, rtol=1e-12)
    np.testing.assert_allclose(wide.dx, net.dx, rtol=1e-10)
    whole = np.sort(np.abs(net.parameters.gradient))
    np.testing.assert_allclose(
        np.sort(np.abs(wide.parameters.gradient)), whole, rtol=1e-9, atol=1e-14
    )


def test_flat_parts_with_statistics_answer_the_same() -> None:
    graph = chain(Input((4,)), Dense(6), Residual(), Activation(), Loss())
    net, wide = same_numbers(graph, 3)
    np.testing.assert_allclose(wide.dx, net.dx, rtol=1e-10)
    running = net.parameters.copies()["Residual/norm.running_mean"]
    np.testing.assert_allclose(wide.parameters.copies()["Residual norm/running_mean"], running)


@pytest.mark.parametrize("place", [(Input((4,)), Residual()), (Input((4,)), Dense(4), Residual())])
def test_gradients_of_a_composite_in_any_place(place: tuple[Composite, ...]) -> None:
    assert_gradients(chain(*place, Dense(2), Loss()), 6)


def test_opening_up_keeps_the_wires_and_makes_room() -> None:
    graph = chain(Input((5, 4)), TransformerBlock(heads=2), Flatten(), Dense(2), Loss())
    graph = graph.add(Add()).connect(1, 6).connect(2, 6)
    wide = opened(graph, 2, (5, 4))
    assert check(wide).ok
    assert [wide.nodes[id].name for id in wide.order if "block" in wide.nodes[id].name] == [
        f"Transformer block {part}"
        for part in ("norm1", "attention", "add1", "norm2", "dense1", "dense2", "add2")
    ]
    last = wide.named("Transformer block add2")
    assert wide.named("Flatten").at[0] == last.at[0] + 200
    assert [edge.source for edge in wide.incoming[6]] == [1, last.id]
    assert [edge.source for edge in wide.incoming[3]] == [last.id]
    assert 2 not in wide.nodes


def test_dropout_is_a_part_only_where_there_is_any() -> None:
    without, some = TransformerBlock(heads=1), TransformerBlock(heads=1, dropout=0.1)
    assert len(some.diagram((5, 4)).nodes) == len(without.diagram((5, 4)).nodes) + 2


def test_parameters_carry_the_names_of_the_parts() -> None:
    names = list(TransformerBlock().parameters((5, 8)))
    assert names[:2] == ["norm1.weight", "norm1.bias"]
    assert names[-2:] == ["dense2.weight", "dense2.bias"]
    assert check(chain(Input((5, 8)), TransformerBlock())).parameters[2].keys() == set(names)
