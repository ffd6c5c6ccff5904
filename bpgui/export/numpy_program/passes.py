"""The lines of the two passes: every layer in order, and from the losses back again."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bpgui.engine.channels import channel_axis
from bpgui.engine.layer import Layer
from bpgui.export.bundle import Bundle
from bpgui.export.exporter import ExportError
from bpgui.export.numpy_program.line import Line, comment, laid_out
from bpgui.export.numpy_program.losses import Cost, Head, cost
from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.part import LONGEST_TENSOR, Part, Parts
from bpgui.export.numpy_program.place import Place, translations
from bpgui.export.numpy_program.traits import loss_of, repeats
from bpgui.export.text import INDENT, WIDTH, quoted, width


@dataclass
class Passes:
    """The network of some parts as lines of `forward`, `loss` and `backward`.

    weighted: every row counts by its own share s.
    """

    parts: Parts
    bundle: Bundle
    weighted: bool
    #: Tensors whose names are too long for a formula: the constants that stand for them.
    constants: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.parts
        self.taken = {"x", *(p.id for p in (*parts.inputs, *parts.inner))}
        self._wanted: dict[int, bool] = {part.key: False for part in parts.inputs}
        for part in parts.inner:
            before = any(self._wanted[source] for source in part.sources)
            self._wanted[part.key] = part.trained or before
        self.fused = {h.sources[0] for h in parts.losses if self._fuses(h)}
        self.places = [self._place(part) for part in parts.inner]
        for place in self.places:
            _translate(place)

    # -- what kind of network it is --------------------------------------------------------------

    @property
    def simple(self) -> bool:
        """Whether the loss is that of one answer, and nothing else."""
        return len(self.parts.losses) == 1 and not any(place.costs for place in self.places)

    @property
    def answer(self) -> str:
        """The network's answer."""
        return f"a.{self.parts.answer.id}"

    @property
    def judged(self) -> str:
        """What a simple loss reads: the answer, or z where the loss takes the activation over."""
        key = self.parts.losses[0].sources[0]
        return self._z(key) if key in self.fused else f"a.{self.parts.of(key).id}"

    # -- lines ------------------------------------------------------------------------------------

    def forward(self) -> list[str]:
        """From x to all activations."""
        lines, said = self._entrance(), set[str]()
        for place in self.places:
            lines += comment(_remark(place.part)) + laid_out(_once(place.forward, said))
        return [*lines, "return a"]

    def loss(self) -> list[str]:
        """From the answers to one number."""
        if self.simple:
            head = self.parts.losses[0]
            name = "z" if head.sources[0] in self.fused else "y"
            reshaped = [Line(f"t = t.reshape({name}.shape)")] if self._shaped(head) else []
            value = self._scaled(head, self._cost(head, name, "t").value)
            if width(f"{INDENT}return {value}") <= WIDTH:
                return laid_out([*reshaped, Line(f"return {value}")])
            return [*laid_out([*reshaped, Line(f"total = {value}")]), "return total"]
        lines: list[str] = []
        for index, head in enumerate(self.parts.losses):
            lines += comment(f"{head.title}: {loss_of(head).equation()}")
            before, t = self._target(head)
            value = self._cost(head, None, t).value
            sign = "+=" if index else "="
            lines += laid_out([*before, Line(f"total {sign} {self._scaled(head, value)}")])
        for place in self.places:
            if place.costs:
                lines += comment(f"{place.part.title}: the KL divergence from N(0, 1)")
                lines += laid_out(place.costs)
        return [*lines, "return total"]

    def backward(self) -> list[str]:
        """From the losses to the gradients of all that is trained."""
        lines, begun, said = ["g = {}"], set[int](), set[str]()

        def give(part: Part, code: str, note: str = "") -> list[Line]:
            name = f"d_{part.id}"
            first = part.key not in begun
            begun.add(part.key)
            if first:
                return [Line(f"{name} = {code}", note)]
            return [Line(f"{name} = {name} + {code}", "several read it: the gradients add up")]

        for head in self.parts.losses:
            source = self.parts.of(head.sources[0])
            if self._wanted[source.key]:
                lines += comment(f"{head.title}: {loss_of(head).function.formula()}")
                before, t = self._target(head)
                slope = self._scaled(head, self._cost(head, None, t).slope)
                if source.key in self.fused:
                    note = f"dL/dz, of {_taken_over(source.layer)} and loss together"
                    lines += laid_out([*before, Line(f"delta_{source.id} = {slope}", note)])
                else:
                    lines += laid_out([*before, *give(source, slope, "dL/dy")])
        for place in reversed(self.places):
            if not self._wanted[place.part.key]:
                continue
            given = [
                line
                for k, back in place.dx.items()
                for line in give(self.parts.of(place.part.sources[k]), back.code, back.note)
            ]
            lines += comment(place.part.title) + laid_out(_once([*place.backward, *given], said))
        return [*lines, "return g"]

    # -- parts ------------------------------------------------------------------------------------

    def _entrance(self) -> list[str]:
        inputs = self.parts.inputs
        if len(inputs) == 1:
            keep = "" if repeats(self.parts) or not self._compares else ", x=x"
            return [f"a = SimpleNamespace({inputs[0].id}=x{keep})"]
        lines, start = [Line("a = SimpleNamespace(x=x)")], 0
        for part in inputs:
            stop = start + _size(part)
            sizes = ", ".join(map(str, part.shape))
            lines.append(Line(f"a.{part.id} = x[:, {start}:{stop}].reshape(len(x), {sizes})"))
            start = stop
        return laid_out(lines)

    @property
    def _compares(self) -> bool:
        return any(loss_of(head).target == "input" for head in self.parts.losses)

    def _place(self, part: Part) -> Place:
        return Place(
            part=part,
            x=tuple(f"a.{self.parts.of(source).id}" for source in part.sources),
            fused=part.key in self.fused,
            wants=tuple(self._wanted[source] for source in part.sources),
            taken=self.taken,
            tensor=self._tensor,
        )

    def _tensor(self, name: str) -> str:
        if width(name) <= LONGEST_TENSOR:
            return quoted(name)
        return self.constants.setdefault(name, f"LONG_{len(self.constants) + 1}")

    def _fuses(self, head: Part) -> bool:
        source = self.parts.of(head.sources[0])
        alone = len(self.parts.readers(source.key)) == 1
        return alone and loss_of(head).function.fuses_with(source.layer.activation_function())

    def _z(self, key: int) -> str:
        """Where the sums are that a loss reads."""
        return next(place.z for place in self.places if place.part.key == key)

    def _shaped(self, head: Part) -> bool:
        return len(head.shape) > 1 or (repeats(self.parts) and len(self._rows_shape()) > 1)

    def _rows_shape(self) -> tuple[int, ...]:
        inputs = self.parts.inputs
        return inputs[0].shape if len(inputs) == 1 else (sum(map(_size, inputs)),)

    def _target(self, head: Part) -> tuple[list[Line], str]:
        """What an answer is compared with: lines that make it ready, and its name."""
        whose = "x" if loss_of(head).target == "input" and not repeats(self.parts) else "t"
        source = f"a.{self.parts.of(head.sources[0]).id}"
        if whose == "x":
            name = f"t_{head.id}"
            return [Line(f"{name} = a.x.reshape({source}.shape)")], name
        if self._shaped(head):
            name = f"t_{head.id}"
            return [Line(f"{name} = t.reshape({source}.shape)")], name
        return [], "t"

    def _cost(self, head: Part, name: str | None, t: str) -> Cost:
        """The loss as expressions of `name`, or of what is among the activations."""
        key, layer = head.sources[0], loss_of(head)
        fused = key in self.fused
        y = f"a.{self.parts.of(key).id}"
        certain = layer.target == "data" and len(self.bundle.classes) > 1 and head.shape[-1] > 1
        certain = certain and tuple(self.bundle.encoding) == (0.0, 1.0) and len(head.shape) == 1
        share = f"s[:{', None' * len(head.shape)}]" if self.weighted else ""
        return cost(
            Head(
                layer.function,
                name or y,
                name or (self._z(key) if fused else y),
                t,
                fused,
                head.shape,
                channel_axis(head.shape) + 1,
                certain,
                share,
            )
        )

    def _scaled(self, head: Part, text: str) -> str:
        weight = loss_of(head).weight
        return text if weight == 1 else f"{number(weight)} * ({text})"


def _translate(place: Place) -> None:
    translation = translations.get(place.layer.kind())
    if translation is None:
        raise place.refuse("has no translation into NumPy")
    try:
        translation(place)
    except ExportError as error:
        raise ExportError(f"{place.part.title}: {error}") from None


def _once(lines: list[Line], said: set[str]) -> list[Line]:
    """The lines without the remarks that have been made before."""
    kept = [Line(line.code, "" if line.note in said else line.note) for line in lines]
    said.update(line.note for line in lines)
    return kept


def _taken_over(layer: Layer) -> str:
    function = layer.activation_function()
    return function.label if function is not None else ""


def _remark(part: Part) -> str:
    frozen = ", frozen" if part.frozen and part.layer.parameters(*part.shapes) else ""
    return f"{part.title}: {part.layer.equation()}{frozen}"


def _size(part: Part) -> int:
    return math.prod(part.shape)
