"""SimpleRNN, LSTM and GRU beyond the contract of all layers and PyTorch's golden values."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.graph import chain
from bpgui.engine.layer import Mismatch
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.recurrent import Recurrent
from tests.engine.nets import Net, assert_gradients

KINDS = (SimpleRNN, LSTM, GRU)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind())


def states(layer: Recurrent, x: Array) -> Array:
    """What the layer makes of rows x (rows, steps, features), rows first."""
    net = Net(chain(Input(x.shape[1:]), layer, Flatten(), Dense(1), Loss()), len(x))
    net.loss(x, np.zeros((len(x), 1)))
    (id,) = [n.id for n in net.graph.nodes.values() if n.layer is layer]
    return np.moveaxis(net.plan.activations[id], -1, 0).copy()


def inputs(steps: int = 5) -> Array:
    return np.random.default_rng(1).standard_normal((3, steps, 2))


@every_kind
def test_backward_reads_from_the_end_and_answers_in_place(kind: type[Recurrent]) -> None:
    forward = states(kind(units=4, output="sequence"), inputs()[:, ::-1])
    backward = states(kind(units=4, output="sequence", direction="backward"), inputs())
    np.testing.assert_allclose(backward, forward[:, ::-1], rtol=1e-12)


@every_kind
def test_the_last_state_is_the_end_of_the_sequence(kind: type[Recurrent]) -> None:
    whole = states(kind(units=4, output="sequence"), inputs())
    np.testing.assert_array_equal(states(kind(units=4), inputs()), whole[:, -1])
    back = states(kind(units=4, output="sequence", direction="backward"), inputs())
    np.testing.assert_array_equal(states(kind(units=4, direction="backward"), inputs()), back[:, 0])


@every_kind
def test_a_state_knows_only_what_was_read_before_it(kind: type[Recurrent]) -> None:
    changed = inputs()
    changed[:, 3] += 1
    before = states(kind(units=4, output="sequence"), inputs())
    after = states(kind(units=4, output="sequence"), changed)
    np.testing.assert_array_equal(after[:, :3], before[:, :3])
    assert (after[:, 3:] != before[:, 3:]).all()


@every_kind
@pytest.mark.parametrize("output", ["last", "sequence"])
@pytest.mark.parametrize("direction", ["forward", "backward", "both"])
@pytest.mark.parametrize("steps", [1, 2, 9])
def test_gradients_at_every_length(
    kind: type[Recurrent], output: str, direction: str, steps: int
) -> None:
    layer = kind(units=3, output=output, direction=direction)
    other = SimpleRNN(units=2, output="sequence")
    assert_gradients(chain(Input((steps, 2)), other, layer, Flatten(), Dense(2), Loss()))


def test_the_forget_gate_starts_open() -> None:
    parameters = LSTM(units=3, forget_bias=1.5).parameters((5, 2))
    rng = np.random.default_rng(0)
    drawn = parameters["bias"].initializer.draw((12,), 2, 3, rng)
    assert drawn.tolist() == [0] * 3 + [1.5] * 3 + [0] * 6


@every_kind
def test_weights_have_pytorchs_shapes(kind: type[Recurrent]) -> None:
    gates = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}[kind.kind()]
    found = {n: p.shape for n, p in kind(units=5, direction="both").parameters((7, 2)).items()}
    wanted = {"weight_ih": (gates * 5, 2), "weight_hh": (gates * 5, 5), "bias": (gates * 5,)}
    if kind is GRU:
        wanted["bias_hn"] = (5,)
    assert found == {n + end: s for end in ("", "_reverse") for n, s in wanted.items()}


@every_kind
@pytest.mark.parametrize("shape", [(6,), (1, 4, 4)])
def test_only_sequences_are_taken(kind: type[Recurrent], shape: tuple[int, ...]) -> None:
    with pytest.raises(Mismatch, match=r"needs a sequence \(steps × features\), got"):
        kind().output_shape(shape)


def test_an_lstm_carries_a_mark_over_many_steps() -> None:
    """With an open forget gate, what the first step wrote is still there at the end."""
    x = np.zeros((2, 60, 1))
    x[0, 0] = 1
    weights = {"weight_ih": [[50.0], [0], [9], [0]], "weight_hh": np.zeros((4, 1))}
    weights["bias"] = np.array([-25.0, 20, 0, 20])
    net = Net(chain(Input((60, 1)), LSTM(units=1), Dense(1), Loss()), 2)
    for slot in net.parameters.slots:
        if slot.node == 2:
            slot.view(net.parameters.values)[...] = weights[slot.name]
    net.loss(x, np.zeros((2, 1)))
    assert net.plan.activations[2][0] == pytest.approx([np.tanh(1), 0], abs=1e-6)
