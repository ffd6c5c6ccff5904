from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activations.sigmoid import sigmoid_calls
from bpgui.engine.arrays import Array, Call, scalar
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import Equations, Parameter, freezable, layer
from bpgui.engine.recurrent import Recurrent
from bpgui.engine.unroll import Cell, Lane


@layer("GRU", group="Sequence", rank=30, synonyms=("recurrent", "gated recurrent unit", "rnn"))
@dataclass(frozen=True)
class GRU(Recurrent):
    """h_t = (1 - u) * n + u * h_{t-1}

    A recurrent layer with gates, simpler than an LSTM: u decides how much of the state is kept, r
    how much of it is seen when the new content n is made. Cho and others, 2014. Rows of the
    weights: r, u, n (PyTorch writes z for u). The reset acts on U h + c, where c is a bias of its
    own, as in PyTorch and cuDNN.
    """

    frozen: bool = freezable()

    gates = 3
    equations = Equations(
        forward=(
            r"r = \sigma(W_r x_t + U_r h_{t-1} + b_r),\; u = \sigma(W_u x_t + U_u h_{t-1} + b_u)",
            r"n = \tanh(W_n x_t + b_n + r \odot (U_n h_{t-1} + c))",
            r"h_t = (1 - u) \odot n + u \odot h_{t-1}",
        ),
        backward=(
            r"\delta_n = \frac{\partial L}{\partial h_t} \odot (1 - u) \odot (1 - n^2)",
            r"\delta_u = \frac{\partial L}{\partial h_t} \odot (h_{t-1} - n) \odot u (1 - u)",
            r"\delta_r = \delta_n \odot (U_n h_{t-1} + c) \odot r (1 - r)",
            r"\frac{\partial L}{\partial h_{t-1}} \mathrel{+}= \frac{\partial L}{\partial h_t} "
            r"\odot u + U^T [\delta_r; \delta_u; \delta_n \odot r]",
            r"\frac{\partial L}{\partial W} = \sum_t \delta_t\, x_t^T,\;"
            r"\frac{\partial L}{\partial U} = \sum_t [\delta_r; \delta_u; \delta_n \odot r]\, "
            r"h_{t-1}^T",
            r"\frac{\partial L}{\partial b} = \sum_t \delta_t,\;"
            r"\frac{\partial L}{\partial c} = \sum_t \delta_n \odot r",
            r"\frac{\partial L}{\partial x_t} = W^T \delta_t",
        ),
    )

    def one_way(self, inputs: int) -> dict[str, Parameter]:
        inner = Parameter((self.units,), Zeros(), self.units, self.units)
        return {**super().one_way(inputs), "bias_hn": inner}

    def cell(self, lane: Lane) -> Cell:
        return _GRUCell(lane)


class _GRUCell(Cell):
    """Four blocks of rows, since the two parts of n are needed apart: what n gets from the input,
    then r, u, and what n gets from the state. So both W and U meet three blocks next to each other.
    """

    def __init__(self, lane: Lane) -> None:
        super().__init__(lane, 4 * lane.units)
        self._blocks = self.z.reshape(lane.steps, 4, lane.units, lane.batch)
        self._new = lane.array(lane.steps)
        self._apart = lane.array(lane.steps)
        self._work, self._kept = lane.array(), lane.array()
        self._slopes, self._one = lane.array(2), scalar(1, self.z)
        self.matrix[...] = 0

    def pack(self) -> list[Call]:
        units, values = self.lane.units, self.lane.values
        h, x, one = self.parts(self.matrix)
        weight, bias = values["weight_ih"], values["bias"]
        return [
            partial(np.copyto, x[:units], weight[2 * units :]),
            partial(np.copyto, x[units : 3 * units], weight[: 2 * units]),
            partial(np.copyto, one[:units], bias[2 * units :]),
            partial(np.copyto, one[units : 3 * units], bias[: 2 * units]),
            partial(np.copyto, h[units:], values["weight_hh"]),
            partial(np.copyto, one[3 * units :], values["bias_hn"]),
        ]

    def forward(self, step: int) -> list[Call]:
        from_x, r, u, from_h = self._blocks[step]
        gates, n, apart = self._blocks[step, 1:3], self._new[step], self._apart[step]
        before, after = self.lane.states[step], self.lane.states[step + 1]
        return [
            *sigmoid_calls(gates, gates),
            partial(np.multiply, r, from_h, n),
            partial(np.add, n, from_x, n),
            partial(np.tanh, n, n),
            partial(np.subtract, before, n, apart),
            partial(np.multiply, u, apart, after),
            partial(np.add, after, n, after),
        ]

    def backward(self, step: int) -> list[Call]:
        """Each block's place takes its gradient, as soon as its value has served."""
        dn, r, u, from_h = blocks = self._blocks[step]
        n, dh, work = self._new[step], self.lane.dh, self._work
        gates, slopes = blocks[1:3], self._slopes
        return [
            partial(np.square, gates, slopes),
            partial(np.subtract, gates, slopes, slopes),
            # dn = dh (1 - u) (1 - n^2)
            partial(np.multiply, dh, u, self._kept),
            partial(np.subtract, dh, self._kept, dn),
            partial(np.square, n, work),
            partial(np.subtract, self._one, work, work),
            partial(np.multiply, dn, work, dn),
            # du = dh (h - n) u (1 - u), dr = dn from_h r (1 - r), and what n passes to the state
            partial(np.multiply, dh, self._apart[step], u),
            partial(np.multiply, dn, from_h, work),
            partial(np.multiply, dn, r, from_h),
            partial(np.copyto, r, work),
            partial(np.multiply, gates, slopes, gates),
        ]

    def through_time(self, step: int) -> list[Call]:
        dh, weight = self.lane.dh, self.lane.values["weight_hh"]
        return [
            partial(np.dot, weight.T, self.dz[step, self.lane.units :], dh),
            partial(np.add, dh, self._kept, dh),
        ]

    def gradients(self, dz: Array, columns: Array) -> list[Call]:
        units, grads = self.lane.units, self.lane.grads
        inner, outer = dz[units:], dz[: 3 * units]
        block = self.lane.new(3 * units, self.lane.inputs + 1)
        calls: list[Call] = [
            partial(np.dot, inner, columns[:units].T, grads["weight_hh"]),
            partial(np.add.reduce, dz[3 * units :], 1, None, grads["bias_hn"]),
            partial(np.dot, outer, columns[units:].T, block),
        ]
        for name, part in (("weight_ih", block[:, :-1]), ("bias", block[:, -1])):
            calls.append(partial(np.copyto, grads[name][2 * units :], part[:units]))
            calls.append(partial(np.copyto, grads[name][: 2 * units], part[units:]))
        return calls

    def to_inputs(self, dz: Array, dx: Array) -> list[Call]:
        rows = 3 * self.lane.units
        return [partial(np.dot, self.parts(self.matrix)[1][:rows].T, dz[:rows], dx)]
