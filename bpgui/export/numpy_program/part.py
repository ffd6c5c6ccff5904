"""The parts of a network in order, with a name for each; those made of others are taken apart."""

from __future__ import annotations

import dataclasses
import keyword
from dataclasses import dataclass

from bpgui.engine.arrays import Shape
from bpgui.engine.layer import Layer
from bpgui.export.identifiers import identifier
from bpgui.export.network import Network, Stage, loss_of, opened
from bpgui.export.text import width

#: How many columns the name of a part takes at most, and that of a tensor inside a formula.
LONGEST, LONGEST_TENSOR = 20, 48


@dataclass(frozen=True)
class Part:
    """One layer in its place.

    key, sources: what it is and reads, by keys. title: its name on the card; id: in the program.
    prefix: what its tensors' names begin with. shapes, shape: of one row, what it reads and gives.
    """

    key: int
    title: str
    id: str
    layer: Layer
    sources: tuple[int, ...]
    shapes: tuple[Shape, ...]
    shape: Shape
    prefix: str
    frozen: bool = False

    @property
    def trained(self) -> bool:
        """Whether it has parameters that follow their gradients."""
        own = self.layer.parameters(*self.shapes) if self.layer.ports else {}
        return not self.frozen and any(p.trained for p in own.values())


@dataclass(frozen=True)
class Parts:
    """All parts: where rows enter, what lies between, where it ends; and which is the answer."""

    inputs: tuple[Part, ...]
    inner: tuple[Part, ...]
    losses: tuple[Part, ...]
    answer: Part

    def of(self, key: int) -> Part:
        """The part of this key."""
        return next(p for p in (*self.inputs, *self.inner, *self.losses) if p.key == key)

    def readers(self, key: int) -> list[Part]:
        """All that read this one."""
        return [part for part in (*self.inner, *self.losses) if key in part.sources]


def parts(network: Network) -> Parts:
    """The parts of a network."""
    inner = [_part(stage) for stage in opened(network).stages]
    ends = [_part(stage) for stage in (*network.inputs, *network.losses)]
    # The rows themselves are a.x where they are cut, or compared with.
    repeated = any(loss_of(stage).target == "input" for stage in network.losses)
    taken = {"x"} if repeated or len(network.inputs) > 1 else set()
    everything = _named([*ends[: len(network.inputs)], *inner, *ends[len(network.inputs) :]], taken)
    first, last = len(network.inputs), len(everything) - len(network.losses)
    answer = next(part for part in everything if part.key == network.head.sources[0])
    return Parts(
        tuple(everything[:first]), tuple(everything[first:last]), tuple(everything[last:]), answer
    )


def _part(stage: Stage) -> Part:
    return Part(
        stage.id,
        stage.name,
        "",
        stage.layer,
        stage.sources,
        stage.shapes,
        stage.shape,
        stage.tensor(""),
        stage.layer.frozen,
    )


def _named(parts: list[Part], taken: set[str]) -> list[Part]:
    """Each with an identifier of its own, none of those that are taken."""
    named = []
    for part in parts:
        outer, _, own = part.prefix.removesuffix(".").partition("/")
        title = f"{_short(outer)} {own}" if own else part.title
        id = free_name(_cut(identifier(title)), taken)
        named.append(dataclasses.replace(part, id=id))
    return named


def _cut(name: str) -> str:
    """The beginning of a name, as much as there is room for."""
    while width(name) > LONGEST:
        name = name[:-1].rstrip("_")
    return name


def _short(name: str) -> str:
    """The initials of a long name: "tb 2" of Transformer block 2."""
    words = identifier(name).split("_")
    return (
        name if len(name) <= 10 else "".join(word if word.isdigit() else word[0] for word in words)
    )


def free_name(base: str, taken: set[str]) -> str:
    """`base`, or with a number behind it, which is then taken."""
    base = f"{base}_" if keyword.iskeyword(base) else base
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base.rstrip('_')}_{number}"
    taken.add(name)
    return name
