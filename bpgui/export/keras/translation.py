"""How one layer is written in Keras: the ground on which a translation works, and their table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bpgui.engine.activation import ActivationFunction
from bpgui.engine.arrays import Shape
from bpgui.export.chain import HOLE
from bpgui.export.exporter import ExportError
from bpgui.export.keras.activations import STEPS, WORDS
from bpgui.export.network import Stage
from bpgui.export.text import quoted
from bpgui.export.translations import Translations


@dataclass(frozen=True)
class Step:
    """One statement: `opening`, the items, `closing`; the value so far stands at the `HOLE`."""

    opening: str
    items: tuple[str, ...] = ()
    closing: str = ""


def step(text: str) -> Step:
    """A statement in one piece."""
    return Step(text)


#: What turns images round, and back.
CHANNELS_LAST, CHANNELS_FIRST = (
    step(f"layers.Permute({order})({HOLE})") for order in ("(2, 3, 1)", "(3, 1, 2)")
)


@dataclass
class Site:
    """What a translation finds: the stage, and the names of what it reads; and what it leaves.

    weights: Python for the arrays of the Keras layer, in its order. needs: the definitions that its
    code calls for.
    """

    stage: Stage
    name: str
    x: tuple[str, ...]
    #: The last activation is not its business: it comes at the very end.
    fused: bool = False
    weights: list[str] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)
    #: The layer of Keras is made of others.
    composed: bool = False

    @property
    def layer(self) -> Any:
        """The layer, of whatever kind."""
        return self.stage.layer

    @property
    def shape(self) -> Shape:
        """The shape of the (first) input, channels first."""
        return self.stage.shapes[0]

    @property
    def images(self) -> bool:
        """Whether it reads images."""
        return len(self.shape) == 3

    def w(self, name: str) -> str:
        """One of the arrays in the file."""
        return f"w[{quoted(self.stage.tensor(name))}]"

    def has(self, name: str) -> bool:
        """Whether there is such an array."""
        return name in self.stage.tensors

    def made(self, kind: str, *items: object, **options: object) -> Step:
        """The step through a layer of this kind, with weights or without."""
        return self.through(self.constructor(kind, *items, **options))

    def constructor(self, kind: str, *items: object, **options: object) -> Step:
        """The layer itself, under its name."""
        self.composed = kind in COMPOSED
        if self.layer.frozen and not self.composed:
            options["trainable"] = False
        words = [str(item) for item in items]
        words += [f"{key}={_literal(value)}" for key, value in options.items()]
        kind = kind if kind in OWN else f"layers.{kind}"
        return Step(f"{kind}(", (*words, f'name="{self.name}"'), ")")

    def through(self, made: Step) -> Step:
        """The step of putting the value so far through a layer."""
        return Step(made.opening, made.items, f"{made.closing}({HOLE})")

    def activation(self, function: ActivationFunction) -> tuple[dict[str, object], list[Step]]:
        """An activation as the option of a layer, or else as a step behind it."""
        kind = function.kind()
        if kind == "Linear" or self.fused:
            return {}, []
        if kind in WORDS:
            return {"activation": WORDS[kind]}, []
        if kind not in STEPS:
            raise ExportError(
                f"{self.stage.name} cannot be written in Keras, which knows no activation "
                f"{function.label}: export the weights as .npz instead."
            )
        if kind == "Step":
            self.needs.add("step")
        return {}, [step(STEPS[kind](function))]


#: Layers that the program defines itself.
OWN = ("GaussianSample", "LearnedPosition")


COMPOSED = ("Bidirectional", "MultiHeadAttention")


def _literal(value: object) -> str:
    return quoted(value) if isinstance(value, str) else repr(value)


TRANSLATIONS: Translations[Callable[[Site], list[Step]]] = Translations("Keras")
translates = TRANSLATIONS.translates
