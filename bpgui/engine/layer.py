"""Layers: what a kind of layer declares, and the ground (`Site`) on which it builds its calls."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Array, Ops, Shape, empty
from bpgui.engine.declaration import Declaration, Registry, replace
from bpgui.engine.fields import fields_of, toggle
from bpgui.engine.initializer import Initializer
from bpgui.engine.slopes import Slopes


@dataclass(frozen=True)
class Port:
    """An input of a layer; `many` takes several wires, in the order they were drawn."""

    name: str = "x"
    many: bool = False


@dataclass(frozen=True)
class Parameter:
    """An array a layer owns.

    `shape` is the public shape, as textbooks write it: a weight is (units, inputs). With
    `transposed` it is stored as its transpose, so that a weight and the bias after it form one
    block; but not where the layer reads rows. A parameter that is not `trained` (a running
    statistic) is kept and saved, but has no gradient.
    """

    shape: Shape
    initializer: Initializer
    fan_in: int = 1
    fan_out: int = 1
    transposed: bool = False
    trained: bool = True


@dataclass(frozen=True)
class Remedy:
    """A cure a layer can name: put `insert` before it, or change some of its own settings."""

    label: str
    insert: Layer | None = None
    settings: dict[str, Any] = dataclasses.field(default_factory=dict)


class Mismatch(ValueError):
    """What arrives at a port does not suit the layer. The text is one sentence for the user."""

    def __init__(self, message: str, *, port: str = "x", remedy: Remedy | None = None) -> None:
        super().__init__(message)
        self.port = port
        self.remedy = remedy


@dataclass(frozen=True)
class Equations:
    """LaTeX of what a layer does, one equation after the other.

    Names stand for arrays by which the microscope shows the numbers: x (x_k of several inputs), z,
    a, f(z), f'(z), delta, dL/da, dL/dx. The k-th name S for whose dL/dS `backward` has an equation
    is that of the k-th trained parameter.
    """

    forward: tuple[str, ...] = ()
    backward: tuple[str, ...] = ()


@dataclass
class Site:
    """Everything a layer finds ready when it is bound into a plan. All arrays are preallocated.

    x, dx: one array per wire, feature-major (features..., batch); an entry of dx is None where no
    gradient is wanted there. y, dy: the output and dL/dy. values, grads: the layer's parameters by
    name, in their public shape.
    """

    x: tuple[Array, ...]
    y: Array
    dx: tuple[Array | None, ...]
    dy: Array
    values: dict[str, Array]
    grads: dict[str, Array]
    #: The parameters' own storage, flat, in the order declared; and its gradient.
    block: Array
    dblock: Array
    #: The first input with a row of ones below it, (features + 1, batch); None unless x is flat,
    #: and where it lies in memory by rows (see `Layer.reads_rows`).
    x_ones: Array | None
    batch: int
    training: bool
    #: The loss after this layer hands over dL/dz, and wants z as the output: f and f' are its
    #: business.
    fused: bool
    rng: np.random.Generator
    #: Works out the slopes of neighbouring layers together; see `activate`.
    slopes: Slopes | None = None
    #: What layers add to the loss; see `extra_loss`.
    extra_losses: list[Array] = dataclasses.field(default_factory=list)

    def extra_loss(self) -> Array:
        """A 0-d array for this layer's forward calls to fill: the plan adds it to the loss.

        Its gradient is the layer's own affair, and joins what it passes back. Like every loss it is
        a mean over the rows.
        """
        term = self.new()
        self.extra_losses.append(term)
        return term

    def activate(self, function: ActivationFunction, z: Array, delta: Array) -> Ops:
        """The calls for y = f(z) and delta = dy * f'(z)."""
        if self.slopes is None:
            return function.bind(z, self.y, self.dy, delta, self.new)
        return self.slopes.activate(function, z, self.y, self.dy, delta, self.new)

    def new(self, *sizes: int) -> Array:
        """An uninitialised array of the network's dtype."""
        return empty(sizes, self.y.dtype)


class Layer(Declaration):
    """The base of every kind of layer: a frozen dataclass whose fields are its settings."""

    ports: ClassVar[tuple[Port, ...]] = (Port(),)
    has_output: ClassVar[bool] = True
    #: The output is the first input under another shape: the plan shares the memory, nothing is
    #: bound.
    reshapes: ClassVar[bool] = False
    equations: ClassVar[Equations] = Equations()
    #: What it does when nobody trains it, where that is something else.
    in_use: ClassVar[Equations | None] = None
    #: Only multiplies its input by matrices, and so takes it by rows as well as by features: in
    #: memory it may be (batch, features...), and then there is no `Site.x_ones`.
    reads_rows: ClassVar[bool] = False
    #: Its parameters stay as they are. A kind that has any makes this a setting: see `freezable`.
    frozen: bool = False

    @property
    def reads_ones(self) -> bool:
        """Where it `reads_rows`: whether it multiplies `Site.x_ones` if there is one."""
        return False

    def output_shape(self, *x: Shape) -> Shape:
        """The shape of one output for inputs of these shapes, or raise Mismatch."""
        raise NotImplementedError

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        """The arrays this layer owns for inputs of these shapes, by name."""
        return {}

    def bind(self, at: Site) -> Ops:
        """The calls that fill `at.y`, and from `at.dy` overwrite `at.dx` and `at.grads`."""
        raise NotImplementedError

    def scratch(self, *x: Shape) -> int:
        """About how many numbers it keeps for every sample beside the output and its gradient."""
        return 0

    def multiply_adds(self, *x: Shape) -> int:
        """Multiply-adds of one sample's forward pass: products of weights or scores with values.

        What is done number by number (activations, norms, pools) is not counted, as is the custom.
        """
        return 0

    def activation_function(self) -> ActivationFunction | None:
        """The function the output has last gone through, where there is one."""
        return None

    def with_activation(self, kind: str) -> Layer | None:
        """The layer with another `activation_function`, named by its kind; None where it has none
        to choose."""
        function = self.activation_function()
        for field in fields_of(self):
            if function is not None and getattr(self, field.name) is function:
                return replace(self, **{field.name: kind})
        return None

    def stand_in(self) -> ActivationFunction | None:
        """The activation function among its settings whose slope is a stand-in, if there is one."""
        for value in vars(self).values():
            if isinstance(value, ActivationFunction) and not value.differentiable:
                return value
        return None

    def index_limit(self) -> int | None:
        """Below which its inputs must be whole numbers, from 0 on; None where any numbers do."""
        return None

    def equation(self) -> str:
        """The formula with the functions it has chosen by name: a = tanh(W x + b)."""
        function = self.activation_function()
        text = self.formula()
        return text if function is None else text.replace("f(", f"{function.label}(", 1)

    def summary(self) -> str:
        """The key settings in a few characters, for the card: "8 · tanh"."""
        return ""


def freezable() -> Any:
    """The setting `frozen`, which every kind of layer with parameters has, as the last one."""
    return toggle(False, help="Keep the weights of this layer as they are while the rest learns.")


layers: Registry[Layer] = Registry("layer")
layer = layers.register
