"""What kind of program it becomes, and how functions of it are written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bpgui.engine.training import Training
from bpgui.export.bundle import Bundle
from bpgui.export.network import network
from bpgui.export.numpy_program.number import number
from bpgui.export.numpy_program.part import parts
from bpgui.export.numpy_program.passes import Passes
from bpgui.export.numpy_program.training import Rate, schedule
from bpgui.export.numpy_program.traits import measures, noisy
from bpgui.export.text import INDENT, WIDTH, indented, wrapped


@dataclass
class Outline:
    """The facts that several functions of a program hang on.

    classifies: it tells classes. weighted: every row counts by its own share s in the loss. rate:
    its schedule.
    """

    bundle: Bundle
    training: Training = field(init=False)
    passes: Passes = field(init=False)
    classifies: bool = field(init=False)
    weighted: bool = field(init=False)
    rate: Rate = field(init=False)

    def __post_init__(self) -> None:
        settings = {name: value for name, value in self.bundle.training.items() if name != "kind"}
        self.training = Training(**settings)
        self.classifies = len(self.bundle.classes) > 1
        self.weighted = self.classifies and self.training.class_weights == "balanced"
        self.passes = Passes(parts(network(self.bundle)), self.bundle, self.weighted)
        self.rate = schedule(self.training.schedule)

    @property
    def scales(self) -> bool:
        """Whether raw rows are brought to another scale."""
        return self.bundle.preprocessing.get("name") != "NoScaling"

    @property
    def noisy(self) -> bool:
        """Whether training draws random numbers."""
        return noisy(self.passes.parts)

    @property
    def mode(self) -> str:
        """What `forward` takes behind x and w where training differs from use."""
        if self.noisy:
            return ", rng=None"
        return ", training=False" if measures(self.passes.parts) else ""

    def trains(self, rng: str) -> str:
        """The same as an argument of a call while training."""
        if self.noisy:
            return f", {rng}"
        return ", training=True" if measures(self.passes.parts) else ""

    @property
    def s(self) -> str:
        """What every row counts, as a further argument."""
        return ", s" if self.weighted else ""

    @property
    def loss(self) -> str:
        """The call of the loss with activations a."""
        return f"loss({self.passes.judged if self.passes.simple else 'a'}, t{self.s})"

    def labels(self, array: str) -> str:
        """The classes, counted from 0, that the rows of an array stand for."""
        if self.passes.parts.answer.shape == (1,):
            middle = number(sum(self.bundle.encoding) / 2)
            return f"({array}[:, 0] > {middle}).astype(int)"
        return f"{array}.argmax(1)"


def function(signature: str, doc: str, body: Iterable[str]) -> str:
    """The text of a function, whose body is indented here."""
    text = f'{INDENT}"""{doc}"""'
    if len(text) <= WIDTH:
        return "\n".join([f"def {signature}:", text, *indented(body)])
    lines = wrapped(f'"""{doc}', WIDTH - len(INDENT))
    return "\n".join([f"def {signature}:", *indented([*lines, '"""', *body])])
