"""Statements of a forward pass: values under names, and what becomes of them step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bpgui.engine.arrays import Shape
from bpgui.export.identifiers import identifiers
from bpgui.export.network import Network
from bpgui.export.text import INDENT, WIDTH, width

#: Where the value so far goes in a step.
HOLE = "{}"


def variables(network: Network, taken: Iterable[str] = ()) -> dict[int, str]:
    """A name for the output of every layer, where the argument of the function is called x.

    All that only the next layer reads goes by one name: x again, or h if x is still wanted.
    """
    order = [*network.inputs, *network.stages]
    lasting = {s.id: s.name for index, s in enumerate(order) if not _passes_on(network, index)}
    names = identifiers(lasting, {*taken, "x", "h", "_"})
    passing = "x"
    if len(network.inputs) == 1 and order[0].id in names:
        names[order[0].id], passing = "x", "h"
    return {stage.id: names.get(stage.id, passing) for stage in order}


def _passes_on(network: Network, index: int) -> bool:
    """Whether the next layer, or else the only loss, reads this one, and nobody else does."""
    order = [*network.inputs, *network.stages]
    readers = network.readers(order[index].id)
    if len(readers) != 1 or (len(network.inputs) > 1 and index < len(network.inputs)):
        return False
    if index + 1 == len(order):
        return len(network.losses) == 1
    return readers[0].id == order[index + 1].id


def statements(name: str, start: str, steps: Sequence[str], level: int) -> list[str]:
    """Lines that put `start` through the steps and assign what comes out to `name`.

    As many steps in one line as there is room for.
    """
    room = WIDTH - len(INDENT) * level - len(f"{name} = ")
    lines, value = [], start
    for step in steps:
        longer = step.replace(HOLE, value)
        if value != start and value != name and width(longer) > room:
            lines.append(f"{name} = {value}")
            longer = step.replace(HOLE, name)
        value = longer
    return [*lines, f"{name} = {value}"]


def noted(line: str, shape: Shape, level: int) -> str:
    """The line with the shape of what it gives behind it, if there is room."""
    sizes = ", ".join(map(str, shape))
    longer = f"{line}  # (rows, {sizes})"
    return longer if width(longer) + len(INDENT) * level <= WIDTH else line
