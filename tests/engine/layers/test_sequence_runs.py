"""Runs of nets with chance in their sequence layers: repeatable, resumable, free of allocation."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.positional_encoding import PositionalEncoding
from bpgui.engine.layers.transformer_block import TransformerBlock
from bpgui.engine.rows import Rows
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from tests.engine.nets import peak_bytes

STEPS = 6
NETS = {
    "transformer": chain(
        Input((STEPS,)),
        Embedding(tokens=5, features=8),
        PositionalEncoding(pattern="learned"),
        TransformerBlock(heads=2, hidden=12, dropout=0.2),
        Flatten(),
        Dense(2),
        Loss(),
    ),
    "recurrent": chain(
        Input((STEPS,)),
        Embedding(tokens=5, features=4),
        GRU(units=5, output="sequence", direction="both"),
        LSTM(units=6),
        Dense(2),
        Loss(),
    ),
    "variational": chain(Input((STEPS,)), Dense(8), GaussianSample(0.1), Dense(2), Loss()),
}
every_net = pytest.mark.parametrize("graph", NETS.values(), ids=NETS.keys())


def trainer(graph: Graph, rows: int = 45, batch: int = 10) -> Trainer:
    rng = np.random.default_rng(0)
    data = Rows(rng.integers(0, 5, (rows, STEPS)).astype(float), rng.uniform(-1, 1, (rows, 2)))
    none = Rows(data.x[:0], data.t[:0])
    settings = Training(batch_size=batch, learning_rate=0.01)
    return Trainer(graph, check(graph), settings, data, none, lambda y, t: 0.0)


def losses(run: Trainer, steps: int) -> list[float]:
    return [loss for report in run.make(steps) for loss in report.losses.tolist()]


@every_net
def test_a_run_goes_on_bit_for_bit(graph: Graph) -> None:
    run = trainer(graph)
    before = losses(run, 13)
    state = run.state()
    after = losses(run, 20)
    other = trainer(graph)
    other.restore(state)
    assert losses(other, 20) == after
    assert losses(trainer(graph), 33) == before + after


@every_net
def test_it_learns(graph: Graph) -> None:
    run = trainer(graph)
    first = np.mean(losses(run, 10))
    assert np.mean(losses(run, 500)[-10:]) < 0.6 * first


@every_net
def test_a_step_of_training_allocates_no_array(graph: Graph) -> None:
    run = trainer(graph, rows=64, batch=64)
    losses(run, 2)
    # One activation of the smallest inner layer would be 64 * 4 * 4 bytes for every step.
    assert peak_bytes(run.step_calls()) < 64 * 4 * 4 * STEPS
