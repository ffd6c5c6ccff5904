"""What sequence layers say they keep is about what a plan takes."""

from __future__ import annotations

import tracemalloc

import pytest

from bpgui.engine.check import check
from bpgui.engine.cost import costs, total
from bpgui.engine.graph import chain
from bpgui.engine.layer import Layer
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.layers.time_dense import TimeDense
from bpgui.engine.layers.transformer_block import TransformerBlock
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan


@pytest.mark.parametrize(
    "layer",
    [
        SimpleRNN(units=40),
        LSTM(units=40),
        LSTM(units=40, direction="both", output="sequence"),
        GRU(units=40),
        TimeDense(units=40),
        MultiHeadAttention(heads=4),
        TransformerBlock(heads=4),
    ],
    ids=lambda layer: layer.kind(),
)
def test_the_memory_of_a_plan_is_foreseen(layer: Layer) -> None:
    graph = chain(Input((60, 32)), layer, Flatten(), Dense(2), Loss())
    found = check(graph)
    parameters = Parameters(graph, found, "float32")
    tracemalloc.start()
    try:
        plan = Plan(graph, found, parameters, 32, training=True)
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert plan.batch == 32
    cost = total(costs(found).values())
    assert 0.6 < (cost.bytes(32) - cost.parameter_bytes()) / used < 1.6
