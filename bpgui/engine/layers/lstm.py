from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Shape, scalar
from bpgui.engine.fields import real
from bpgui.engine.initializer import Initializer
from bpgui.engine.layer import Equations, freezable, layer
from bpgui.engine.recurrent import Recurrent
from bpgui.engine.unroll import Cell, Lane


@layer("LSTM", group="Sequence", rank=20, synonyms=("recurrent", "long short-term memory", "rnn"))
@dataclass(frozen=True)
class LSTM(Recurrent):
    """h_t = o * tanh(c_t), c_t = f * c_{t-1} + i * g

    A recurrent layer with a memory c that is only added to and faded, so that gradients survive
    many steps. Gates between 0 and 1, learned, decide what is kept (f), written (i) and shown (o).
    Hochreiter and Schmidhuber, 1997; the forget gate: Gers and others, 2000. Rows of the weights:
    i, f, g, o.
    """

    forget_bias: float = real(
        1.0,
        min=-10.0,
        max=10.0,
        help="What the forget gate's bias starts from: above 0, the memory is kept at first.",
    )
    frozen: bool = freezable()

    gates = 4
    equations = Equations(
        forward=(
            r"z_t = W x_t + U h_{t-1} + b",
            r"i = \sigma(z_i),\; f = \sigma(z_f),\; g = \tanh(z_g),\; o = \sigma(z_o)",
            r"c_t = f \odot c_{t-1} + i \odot g",
            r"h_t = o \odot \tanh(c_t)",
        ),
        backward=(
            r"\frac{\partial L}{\partial c_t} \mathrel{+}= "
            r"\frac{\partial L}{\partial h_t} \odot o \odot (1 - \tanh^2 c_t)",
            r"\delta_i = \frac{\partial L}{\partial c_t} \odot g \odot i (1 - i),\;"
            r"\delta_f = \frac{\partial L}{\partial c_t} \odot c_{t-1} \odot f (1 - f)",
            r"\delta_g = \frac{\partial L}{\partial c_t} \odot i \odot (1 - g^2),\;"
            r"\delta_o = \frac{\partial L}{\partial h_t} \odot \tanh(c_t) \odot o (1 - o)",
            r"\frac{\partial L}{\partial c_{t-1}} = \frac{\partial L}{\partial c_t} \odot f,\;"
            r"\frac{\partial L}{\partial h_{t-1}} \mathrel{+}= U^T \delta_t",
            r"\frac{\partial L}{\partial W} = \sum_t \delta_t\, x_t^T,\;"
            r"\frac{\partial L}{\partial U} = \sum_t \delta_t\, h_{t-1}^T,\;"
            r"\frac{\partial L}{\partial b} = \sum_t \delta_t",
            r"\frac{\partial L}{\partial x_t} = W^T \delta_t",
        ),
    )

    def bias_start(self) -> Initializer:
        return _ForgetBias(self.forget_bias)

    def cell(self, lane: Lane) -> Cell:
        return _LSTMCell(lane)


@dataclass(frozen=True)
class _ForgetBias(Initializer):
    """Zero for every gate but the forget gate, the second of four."""

    value: float

    def draw(self, shape: Shape, fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
        bias = np.zeros((4, shape[0] // 4))
        bias[1] = self.value
        return bias.reshape(shape)


class _LSTMCell(Cell):
    """sigmoid(z) = (1 + tanh(z / 2)) / 2: with half of their rows in the matrix, the gates i, f, o
    go through one tanh together with g.
    """

    def __init__(self, lane: Lane) -> None:
        super().__init__(lane, 4 * lane.units)
        self._gates = self.z.reshape(lane.steps, 4, lane.units, lane.batch)
        self._c, self._tanh_c = lane.array(lane.steps + 1), lane.array(lane.steps)
        self._c[0] = 0
        self._dc, self._work, self._other = lane.array(), lane.array(), lane.array()
        self._rest = lane.array(3)
        self._half, self._one = scalar(0.5, self.z), scalar(1, self.z)

    def pack(self) -> list[Call]:
        blocks = self.matrix.reshape(4, self.lane.units, -1)
        halves = [partial(np.multiply, part, self._half, part) for part in (blocks[:2], blocks[3])]
        return [*super().pack(), *halves]

    def forward(self, step: int) -> list[Call]:
        gates = self._gates[step]
        i, f, g, o = gates
        i_and_f = gates[:2]
        before, c, tanh_c = self._c[step], self._c[step + 1], self._tanh_c[step]
        return [
            partial(np.tanh, gates, gates),
            partial(np.multiply, i_and_f, self._half, i_and_f),
            partial(np.add, i_and_f, self._half, i_and_f),
            partial(np.multiply, o, self._half, o),
            partial(np.add, o, self._half, o),
            partial(np.multiply, f, before, c),
            partial(np.multiply, i, g, self._work),
            partial(np.add, c, self._work, c),
            partial(np.tanh, c, tanh_c),
            partial(np.multiply, o, tanh_c, self.lane.states[step + 1]),
        ]

    def backward(self, step: int) -> list[Call]:
        """Each gate's place takes its gradient, as soon as its value has served."""
        i, f, g, o = gates = self._gates[step]
        i_and_f, h = gates[:2], self.lane.states[step + 1]
        tanh_c, dh, dc = self._tanh_c[step], self.lane.dh, self._dc
        work, other, rest = self._work, self._other, self._rest
        last = step == self.lane.steps - 1
        return [
            partial(np.subtract, self._one, i_and_f, rest[:2]),
            partial(np.subtract, self._one, o, rest[2]),
            # do = dh tanh(c) o, still without (1 - o); dc += dh o (1 - tanh(c)^2)
            partial(np.multiply, dh, o, work),
            partial(np.multiply, dh, h, o),
            partial(np.multiply, o, tanh_c, other),
            partial(np.subtract, work, other, dc if last else work),
            *([] if last else [partial(np.add, dc, work, dc)]),
            # di = dc i g, still without (1 - i); dg = dc i (1 - g^2)
            partial(np.multiply, dc, i, work),
            partial(np.multiply, work, g, i),
            partial(np.multiply, i, g, other),
            partial(np.subtract, work, other, g),
            # dL/dc of the step before; df = dc f c, still without (1 - f)
            partial(np.multiply, dc, f, dc),
            partial(np.multiply, dc, self._c[step], f),
            partial(np.multiply, i_and_f, rest[:2], i_and_f),
            partial(np.multiply, o, rest[2], o),
        ]
