"""What a layer becomes in the program, and where it stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Shape
from bpgui.engine.channels import channel_axis
from bpgui.engine.layer import Layer
from bpgui.export.exporter import ExportError
from bpgui.export.numpy_program.activations import formulas
from bpgui.export.numpy_program.line import Line
from bpgui.export.numpy_program.part import Part, free_name


@dataclass
class Place:
    """One layer in its place: its own names in the program, and the lines that it gets there.

    x: what it reads; y: where its output goes. dy: dL/dy, delta: dL/dz. fused: the loss gives
    delta. wants: for every input, whether its gradient is wanted.
    """

    part: Part
    x: tuple[str, ...]
    fused: bool
    wants: tuple[bool, ...]
    #: The names that are taken among the activations.
    taken: set[str]
    #: How a tensor is called in the program, by its full name.
    tensor: Callable[[str], str]
    forward: list[Line] = field(default_factory=list)
    backward: list[Line] = field(default_factory=list)
    #: What its activation function is given.
    z: str = ""
    #: dL/dx of those inputs for which it is wanted.
    dx: dict[int, Line] = field(default_factory=dict)
    #: What it adds to the loss: lines, and the term itself.
    costs: list[Line] = field(default_factory=list)

    @property
    def layer(self) -> Layer:
        """The layer itself."""
        return self.part.layer

    @property
    def shape(self) -> Shape:
        """The shape of its first input."""
        return self.part.shapes[0]

    @property
    def y(self) -> str:
        """Its output."""
        return f"a.{self.part.id}"

    @property
    def dy(self) -> str:
        """dL/dy."""
        return f"d_{self.part.id}"

    @property
    def delta(self) -> str:
        """dL/dz, before the activation function."""
        return f"delta_{self.part.id}"

    @property
    def dx_name(self) -> str:
        """A variable for dL/dx that a function gives beside others."""
        return f"back_{self.part.id}"

    @property
    def learns(self) -> bool:
        """Whether the gradients of its parameters are wanted."""
        return self.part.trained

    @property
    def back(self) -> bool:
        """Whether the gradient of any input is wanted."""
        return any(self.wants)

    def w(self, name: str) -> str:
        """One of its tensors."""
        return f"w[{self.tensor(self.part.prefix + name)}]"

    def keep(self, what: str) -> str:
        """A name among the activations for something that the way back needs."""
        return "a." + free_name(f"{self.part.id}_{what}", self.taken)

    def go(self, code: str, note: str = "") -> None:
        """A line of the way forward."""
        self.forward.append(Line(code, note))

    def come(self, code: str, note: str = "") -> None:
        """A line of the way back."""
        self.backward.append(Line(code, note))

    def gradient(self, name: str, code: str, note: str = "") -> None:
        """The line for a tensor's gradient, where it is trained."""
        if self.learns:
            self.come(f"g[{self.tensor(self.part.prefix + name)}] = {code}", note)

    def pass_back(self, code: str, to: int = 0, note: str = "") -> None:
        """dL/dx of an input, an expression."""
        if self.wants[to]:
            self.dx[to] = Line(code, note)

    def activate(self, function: ActivationFunction, z: str) -> str:
        """The lines for y = f(z), z being an expression, and for dL/dz; the name of the latter."""
        f = formulas(function, channel_axis(self.part.shape), len(self.part.shape))
        if f.plain:
            self.go(f"{self.y} = {z}")
            return self.delta if self.fused else self.dy
        self.z = z
        if not z.removeprefix("a.").isidentifier():
            self.z = self.keep("z") if f.reads_z or self.fused else "z"
            self.go(f"{self.z} = {z}")
        self.go(f"{self.y} = {f.value(self.z)}")
        if not self.fused:
            self.come(f"{self.delta} = {f.back(self.dy, self.z, self.y)}", f.note)
        return self.delta

    def refuse(self, why: str) -> ExportError:
        """A refusal of this layer."""
        return ExportError(
            f"{self.part.title} ({self.layer.label}) {why}: export the weights as .npz instead."
        )


Translation = Callable[[Place], None]
#: What writes the lines of each kind of layer.
translations: dict[str, Translation] = {}


def translates(*kinds: str) -> Callable[[Translation], Translation]:
    """Make a function known that writes the lines of these kinds of layer."""

    def add(translation: Translation) -> Translation:
        for kind in kinds:
            translations[kind] = translation
        return translation

    return add
