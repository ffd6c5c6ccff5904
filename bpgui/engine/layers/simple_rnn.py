from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.arrays import Call, Ops
from bpgui.engine.fields import choice
from bpgui.engine.layer import Equations, freezable, layer
from bpgui.engine.recurrent import Recurrent
from bpgui.engine.unroll import Cell, Lane


@layer("Simple RNN", group="Sequence", rank=10, synonyms=("recurrent", "elman", "vanilla rnn"))
@dataclass(frozen=True)
class SimpleRNN(Recurrent):
    """h_t = f(W x_t + U h_{t-1} + b)

    Reads a sequence step by step, and carries a state from each step to the next. On the way back
    the gradient is multiplied by U and f' at every step, so that over many steps it fades or
    explodes: the reason why LSTM and GRU were invented. Elman, 1990.
    """

    activation: str = choice(
        "tanh",
        {"tanh": "tanh", "relu": "ReLU"},
        help="The function f each unit's sum goes through.",
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(r"z_t = W x_t + U h_{t-1} + b", r"h_t = f(z_t)"),
        backward=(
            r"\delta_t = \frac{\partial L}{\partial h_t} \odot f'(z_t)",
            r"\frac{\partial L}{\partial h_{t-1}} \mathrel{+}= U^T \delta_t",
            r"\frac{\partial L}{\partial W} = \sum_t \delta_t\, x_t^T",
            r"\frac{\partial L}{\partial U} = \sum_t \delta_t\, h_{t-1}^T",
            r"\frac{\partial L}{\partial b} = \sum_t \delta_t",
            r"\frac{\partial L}{\partial x_t} = W^T \delta_t",
        ),
    )

    def cell(self, lane: Lane) -> Cell:
        return _SimpleCell(lane, ReLU() if self.activation == "relu" else Tanh())


class _SimpleCell(Cell):
    def __init__(self, lane: Lane, function: ActivationFunction) -> None:
        super().__init__(lane, lane.units)
        self._f = [self._bind(function, step) for step in range(lane.steps)]

    def forward(self, step: int) -> list[Call]:
        return self._f[step].forward

    def backward(self, step: int) -> list[Call]:
        return self._f[step].backward

    def _bind(self, function: ActivationFunction, step: int) -> Ops:
        after = self.lane.states[step + 1]
        return function.bind(self.z[step], after, self.lane.dh, self.dz[step], self.lane.new)
