"""The base of the recurrent layers: their settings, shapes, parameters and directions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bpgui.engine.arrays import Array, Ops, Shape
from bpgui.engine.fields import choice, integer, one_of
from bpgui.engine.initializer import Initializer, initializers
from bpgui.engine.initializers.orthogonal import Orthogonal
from bpgui.engine.initializers.xavier import XavierUniform
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import Layer, Parameter, Site
from bpgui.engine.sequence import steps_and_features
from bpgui.engine.unroll import Cell, Lane, unroll


@dataclass(frozen=True)
class Recurrent(Layer):
    """A layer that reads a sequence (steps, features) one step after the other.

    Parameters have PyTorch's shapes, the gates below each other: weight_ih (gates * units, inputs),
    weight_hh (gates * units, units), and one bias where PyTorch adds two. Those of the second
    direction end in "_reverse". Both directions give twice the units: forward first.
    """

    units: int = integer(32, min=1, max=65_536, help="Numbers in the state h.")
    output: str = choice(
        "last",
        {"last": "Last state", "sequence": "Whole sequence"},
        help="The state after the last step, or the states after every step.",
    )
    direction: str = choice(
        "forward",
        {"forward": "Forward", "backward": "Backward", "both": "Both ways"},
        help="Read from the first step to the last, from the last to the first, or do both and lay "
        "the two results next to each other.",
    )
    initializer: Initializer = one_of(
        initializers,
        XavierUniform(),
        label="Initialiser",
        help="What the weights of the inputs start from.",
    )
    recurrent_initializer: Initializer = one_of(
        initializers,
        Orthogonal(),
        label="Recurrent initialiser",
        help="What the weights of the state start from.",
    )

    #: How many blocks of `units` rows the weights have.
    gates: ClassVar[int] = 1

    def cell(self, lane: Lane) -> Cell:
        """The step of this kind of layer, bound to one direction's arrays."""
        raise NotImplementedError

    def output_shape(self, *x: Shape) -> Shape:
        steps, _ = steps_and_features(x[0])
        features = self.units * len(self._suffixes)
        return (features,) if self.output == "last" else (steps, features)

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        inputs = x[0][1]
        return {
            f"{name}{suffix}": parameter
            for suffix in self._suffixes
            for name, parameter in self.one_way(inputs).items()
        }

    def one_way(self, inputs: int) -> dict[str, Parameter]:
        """The parameters of one direction."""
        rows, units = self.gates * self.units, self.units
        return {
            "weight_ih": Parameter((rows, inputs), self.initializer, inputs, units),
            "weight_hh": Parameter((rows, units), self.recurrent_initializer, units, units),
            "bias": Parameter((rows,), self.bias_start(), inputs, units),
        }

    def bias_start(self) -> Initializer:
        """What the bias starts from."""
        return Zeros()

    def scratch(self, *x: Shape) -> int:
        # Columns and dL/dz twice, z once, and about two states more (the memory of an LSTM).
        steps, inputs = x[0]
        rows = 4 * self.units if self.gates > 1 else self.units
        a_step = 2 * (self.units + inputs + 1) + 2 * rows + 2 * self.units + inputs
        return steps * a_step * len(self._suffixes)

    def multiply_adds(self, *x: Shape) -> int:
        steps, inputs = x[0]
        rows = self.gates * self.units
        return steps * rows * (inputs + self.units) * len(self._suffixes)

    def bind(self, at: Site) -> Ops:
        ops = Ops()
        for index, suffix in enumerate(self._suffixes):
            backwards = self.direction == "backward" or index == 1
            lane = self._lane(at, index, suffix, slice(None, None, -1 if backwards else 1))
            one = unroll(lane, self.cell(lane), add=index == 1)
            ops.forward += one.forward
            ops.backward += one.backward
        return ops

    def summary(self) -> str:
        words = {"backward": " · backward", "both": " · both ways"}
        return f"{self.units}{words.get(self.direction, '')}"

    @property
    def _suffixes(self) -> tuple[str, ...]:
        return ("", "_reverse") if self.direction == "both" else ("",)

    def _lane(self, at: Site, index: int, suffix: str, order: slice) -> Lane:
        part = slice(index * self.units, (index + 1) * self.units)

        def states(array: Array) -> Array:
            return array[None, part] if self.output == "last" else array[order, part]

        names = self.one_way(at.x[0].shape[1])
        dx = at.dx[0]
        return Lane(
            x=at.x[0][order],
            dx=None if dx is None else dx[order],
            y=states(at.y),
            dy=states(at.dy),
            values={name: at.values[name + suffix] for name in names},
            grads={name: at.grads[name + suffix] for name in names},
            new=at.new,
        )
