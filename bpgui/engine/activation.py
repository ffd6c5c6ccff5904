"""Activation functions: a = f(z), element by element (softmax: over the features of a sample)."""

from __future__ import annotations

from typing import ClassVar

from bpgui.engine.arrays import Array, Call, New, Ops
from bpgui.engine.declaration import Declaration, Registry


class ActivationFunction(Declaration):
    """The base of every activation function."""

    #: The two values that the two classes are given when one output has to tell them apart.
    targets: ClassVar[tuple[float, float]] = (-1.0, 1.0)
    #: Its value at rest, from which what it says is seen to go up or down.
    middle: ClassVar[float] = 0.0
    #: True where the derivative needs z; otherwise f may overwrite z with a.
    needs_input: ClassVar[bool] = False
    #: False where the backward pass stands in for a slope that is of no use: differences of the
    #: loss then tell another gradient.
    differentiable: ClassVar[bool] = True
    #: Whether each a depends on its own z alone.
    elementwise: ClassVar[bool] = True
    #: Whether `slope_calls` can tell f'(z) from a; then it is elementwise.
    slope_from_output: ClassVar[bool] = False
    #: LaTeX of f(z) and of f'(z); the derivative may speak of a.
    latex: ClassVar[tuple[str, str]] = ("f(z)", "f'(z)")

    def bind(self, z: Array, a: Array, da: Array, dz: Array | None, new: New) -> Ops:
        """The calls for a = f(z) and dz = da * f'(z), all arrays (features..., batch).

        `a` may be the very array `z` unless `needs_input`; `dz` is never `da`, and None where no
        gradient is wanted. `new(*sizes)` makes scratch arrays.
        """
        raise NotImplementedError

    def slope_calls(self, a: Array, out: Array) -> list[Call]:
        """The calls for out = f'(z) where `slope_from_output`; both of any shape."""
        raise NotImplementedError


activations: Registry[ActivationFunction] = Registry("activation")
activation = activations.register
