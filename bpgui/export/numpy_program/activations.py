"""What every activation function becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.activations.elu import ELU
from bpgui.engine.activations.leaky_relu import LeakyReLU
from bpgui.engine.activations.selu import ALPHA, SCALE
from bpgui.export.exporter import ExportError
from bpgui.export.numpy_program.number import number


@dataclass(frozen=True)
class Formulas:
    """a = f(z) with {z}, and f'(z) with {z} and {a}, or dL/dz with {d} besides.

    plain: f(z) = z.
    """

    forward: str
    slope: str = ""
    whole: str = ""
    note: str = "delta = dL/da * f'(z)"
    plain: bool = False

    @property
    def reads_z(self) -> bool:
        """Whether the way back needs z itself."""
        return "{z}" in self.slope + self.whole

    def value(self, z: str) -> str:
        """f(z)."""
        return self.forward.format(z=z)

    def back(self, d: str, z: str, a: str) -> str:
        """dL/dz from d = dL/da."""
        whole = self.whole or f"{{d}} * {self.slope}"
        return whole.format(d=d, z=z, a=a)


def formulas(function: ActivationFunction, axis: int, axes: int) -> Formulas:
    """Those of a function on arrays of so many axes behind the rows; softmax goes along `axis`."""
    kind = function.kind()
    if kind == "Softmax":
        along = "" if axis == axes - 1 else f", axis={axis + 1}"
        return Formulas(
            f"softmax({{z}}{along})", whole=f"softmax_back({{d}}, {{a}}{along})", note=""
        )
    if kind not in _KINDS:
        raise ExportError(
            f"The activation function {function.label} has no translation into NumPy: export the "
            "weights as .npz instead."
        )
    return _KINDS[kind](function)


def _fixed(forward: str, slope: str) -> Callable[[ActivationFunction], Formulas]:
    return lambda function: Formulas(forward, slope)


def _elu(function: ActivationFunction) -> Formulas:
    assert isinstance(function, ELU)
    alpha = number(function.alpha)
    return Formulas(f"elu({{z}}, {alpha})", f"elu_slope({{z}}, {alpha})")


def _leaky(function: ActivationFunction) -> Formulas:
    assert isinstance(function, LeakyReLU)
    slope = number(function.slope)
    return Formulas(f"np.maximum({slope} * {{z}}, {{z}})", f"np.where({{a}} > 0, 1, {slope})")


def _selu(function: ActivationFunction) -> Formulas:
    numbers = f"{number(ALPHA)}, {number(SCALE)}"
    return Formulas(f"elu({{z}}, {numbers})", f"elu_slope({{z}}, {numbers})")


_KINDS: dict[str, Callable[[ActivationFunction], Formulas]] = {
    "Linear": lambda function: Formulas("{z}", whole="{d}", plain=True),
    "ReLU": _fixed("np.maximum({z}, 0)", "({a} > 0)"),
    "LeakyReLU": _leaky,
    "ELU": _elu,
    "SELU": _selu,
    "SiLU": _fixed("{z} * sigmoid({z})", "silu_slope({z})"),
    "GELU": _fixed("gelu({z})", "gelu_slope({z})"),
    "Softplus": _fixed("softplus({z})", "sigmoid({z})"),
    "Sigmoid": _fixed("sigmoid({z})", "{a} * (1 - {a})"),
    "Tanh": _fixed("np.tanh({z})", "(1 - {a}**2)"),
    "Softsign": _fixed("{z} / (1 + np.abs({z}))", "(1 + np.abs({z})) ** -2"),
    "Sine": _fixed("np.sin({z})", "np.cos({z})"),
    "Step": lambda function: Formulas(
        "({z} > 0) * 1.0", whole="{d}", note="f' is 0: the gradient goes straight through instead"
    ),
}
