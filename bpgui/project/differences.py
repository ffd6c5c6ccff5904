"""What sets two projects apart, in words."""

from __future__ import annotations

from collections.abc import Iterator

from bpgui.engine.arrays import text
from bpgui.engine.declaration import Declaration
from bpgui.engine.fields import Choice, Field, Integer, Numbers, OneOf, Shape, Toggle, fields_of
from bpgui.engine.graph import Graph
from bpgui.project.project import Project


def diff(before: Project, after: Project) -> list[str]:
    """Every setting that is another one in `after`: "learning rate 0.01 → 0.1", "Hidden 1: units
    8 → 16".

    The diagram first, then the data and the training. Layers are told apart by their id; neither
    their names nor their places nor the notes of the project count.
    """
    return [
        *_diagram(before.graph, after.graph),
        *_settings(before.data, after.data),
        *_settings(before.training, after.training),
    ]


def _diagram(before: Graph, after: Graph) -> Iterator[str]:
    for id, node in before.nodes.items():
        if id not in after.nodes:
            yield f"{node.name} removed"
    for id, node in after.nodes.items():
        known = before.nodes.get(id)
        if known is None:
            yield f"{node.name} added ({node.layer.label})"
            continue
        if known.muted != node.muted:
            yield f"{node.name} {'muted' if node.muted else 'no longer muted'}"
        if type(known.layer) is not type(node.layer):
            yield f"{node.name}: {known.layer.label} → {node.layer.label}"
        else:
            yield from (f"{node.name}: {words}" for words in _settings(known.layer, node.layer))
    if before.nodes.keys() == after.nodes.keys() and set(before.edges) != set(after.edges):
        yield "other connections"


def _settings(before: Declaration, after: Declaration) -> Iterator[str]:
    """The settings of two declarations of one kind that differ."""
    for field in fields_of(after):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        name = field.noun
        if isinstance(field.spec, OneOf) and type(old) is type(new):
            yield from (f"{name}: {words}" for words in _settings(old, new))
        elif isinstance(field.spec, Numbers):
            yield f"other {name}"
        else:
            yield f"{name} {_word(field, old)} → {_word(field, new)}"


def _word(field: Field, value: object) -> str:
    """A setting as the inspector shows it."""
    spec = field.spec
    if isinstance(value, Declaration):
        return value.label
    if isinstance(spec, Toggle):
        return "on" if value else "off"
    if isinstance(spec, Choice):
        return spec.options[str(value)]
    if isinstance(spec, Shape) and isinstance(value, tuple):
        return text(value)
    if isinstance(spec, Integer) and isinstance(value, int):
        return spec.special.get(value, f"{value:,}")
    return f"{value:g}" if isinstance(value, float) else str(value)
