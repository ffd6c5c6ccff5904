"""How one layer is written in PyTorch: the ground on which a translation works, and their table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Shape
from bpgui.engine.channels import channel_axis
from bpgui.export.chain import HOLE
from bpgui.export.exporter import ExportError
from bpgui.export.network import Stage
from bpgui.export.pytorch.activations import ACTIVATIONS
from bpgui.export.text import call
from bpgui.export.translations import Translations


@dataclass
class Site:
    """What a translation finds: the stage, and the names of what it reads; and what it leaves.

    A translation gives the output as a chain of expressions, each with a `HOLE` for the one before.
    members: lines for __init__. state: of the stage's tensors, what PyTorch calls them. needs: the
    definitions that its code calls for. before: statements that must stand before its output.
    """

    stage: Stage
    #: The layer's attribute, "self.hidden".
    me: str
    #: What its inputs are called in forward().
    x: tuple[str, ...]
    #: The last activation is the loss's business.
    fused: bool = False
    members: list[str] = field(default_factory=list)
    state: dict[str, str] = field(default_factory=dict)
    needs: set[str] = field(default_factory=set)
    before: list[str] = field(default_factory=list)

    @property
    def layer(self) -> Any:
        """The layer, of whatever kind."""
        return self.stage.layer

    @property
    def shape(self) -> Shape:
        """The shape of the (first) input."""
        return self.stage.shapes[0]

    def module(self, kind: str, *items: object, **options: object) -> None:
        """Make the layer's attribute a module; its tensors are called there as they are here."""
        words = [str(item) for item in items] + [f"{k}={v!r}" for k, v in options.items()]
        words = [word.replace("'", '"') for word in words]
        self.members += call(f"{self.me} = {kind}(", words, level=2)
        self.state.update({name: name for name in self.stage.tensors})

    def apply(self) -> str:
        """The step that puts the value so far through the module."""
        return f"{self.me}({HOLE})"

    def channels_first(self, *steps: str) -> list[str]:
        """The steps, for a sequence with the features before the steps, as PyTorch wants them."""
        if len(self.shape) != 2:
            return list(steps)
        first, *rest = steps
        turned = first.replace(HOLE, f"{HOLE}.transpose(1, 2)")
        return [turned, *rest, f"{HOLE}.transpose(1, 2)"]

    def activated(self, function: ActivationFunction) -> list[str]:
        """The steps by which a layer's sums become its output."""
        if self.fused:
            return []
        step = activation(function, self.stage, self.needs)
        return [] if step == HOLE else [step]


def activation(function: ActivationFunction, stage: Stage, needs: set[str]) -> str:
    """An activation function behind a stage, as a step; ExportError if PyTorch knows none."""
    if function.kind() not in ACTIVATIONS:
        raise ExportError(
            f"{stage.name} cannot be written in PyTorch, which knows no activation "
            f"{function.label}: export the weights as .npz instead."
        )
    if function.kind() == "Step":
        needs.add("step")
    return ACTIVATIONS[function.kind()](function, channel_axis(stage.shape) + 1)


TRANSLATIONS: Translations[Callable[[Site], list[str]]] = Translations("PyTorch")
translates = TRANSLATIONS.translates
