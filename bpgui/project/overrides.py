"""Settings changed by name: `training.learning_rate=0.01`, `data.seed=2`, `Hidden 1.units=16`.

A name is a path: `training`, `data` or what a layer is called, then the setting as files or forms
call it, and on into settings that have some of their own, such as `training.optimizer.momentum`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from bpgui.engine.declaration import Declaration, replace
from bpgui.engine.fields import Field, FieldError, OneOf, fields_of
from bpgui.engine.graph import Node
from bpgui.engine.typed import read
from bpgui.project.adapt import with_data
from bpgui.project.error import ProjectError
from bpgui.project.project import Project
from bpgui.wording import shown

D = TypeVar("D", bound=Declaration)

#: Names told in a sentence at most.
_MOST = 20


def overridden(project: Project, settings: Iterable[str]) -> Project:
    """The project with settings changed one after the other, each written as NAME=VALUE.

    Where the data change, the diagram's ends follow. ProjectError, one sentence, for a name that
    is unknown, telling the known ones, and for a value that cannot be.
    """
    for setting in settings:
        name, sign, typed = setting.partition("=")
        if not sign:
            raise ProjectError(
                f"{shown(setting)!r} changes nothing: write NAME=VALUE, such as "
                "training.learning_rate=0.01."
            )
        project = _overridden(project, name.strip(), typed.strip())
    return project


def _overridden(project: Project, name: str, typed: str) -> Project:
    part, node = _part(project, name)
    rest = name[len(part) + 1 :].split(".")
    if node is not None:
        layer = _changed(node.layer, part, rest, typed)
        return dataclasses.replace(project, graph=project.graph.with_layer(node.id, layer))
    if part == "data":
        return with_data(project, _changed(project.data, part, rest, typed))
    return dataclasses.replace(project, training=_changed(project.training, part, rest, typed))


def _part(project: Project, name: str) -> tuple[str, Node | None]:
    """What a name begins with: training, data, or a layer."""
    parts: dict[str, Node | None] = {node.name: node for node in project.graph.nodes.values()}
    parts |= {"training": None, "data": None}
    fitting = [part for part in parts if f"{name}.".casefold().startswith(f"{part}.".casefold())]
    if not fitting:
        known = _some(["training", "data", *(n for n, node in parts.items() if node is not None)])
        raise ProjectError(f"There is nothing to set called {shown(name)!r}: begin with {known}.")
    part = max(fitting, key=len)
    return part, parts[part]


def _changed(owner: D, path: str, names: list[str], typed: str) -> D:
    """`owner`, which `path` leads to, with the setting that `names` lead on to."""
    field = _field(owner, path, names[0])
    path, rest = f"{path}.{field.name}", names[1:]
    try:
        if not rest:
            value = read(field.spec, typed)
            if isinstance(value, Declaration) and value.kind() == getattr(owner, field.name).kind():
                return owner  # it is of this kind already, and keeps its own settings
            return replace(owner, **{field.name: value})
        if not isinstance(field.spec, OneOf):
            raise ProjectError(f"The setting {path} is a single one: nothing comes behind it.")
        value = _changed(getattr(owner, field.name), path, rest, typed)
        return replace(owner, **{field.name: value})
    except FieldError as error:
        said = str(error)
        colon = "" if said.startswith(("must ", "has ")) else ":"
        raise ProjectError(f"The setting {path}{colon} {said}.") from None


def _field(owner: Declaration, path: str, name: str) -> Field:
    for field in fields_of(owner):
        if _plain(name) in (_plain(field.name), _plain(field.label)):
            return field
    kind = f" ({owner.kind()})" if "." in path else ""
    known = _some([field.name for field in fields_of(owner)])
    what = f"it has {known}" if known else "it has none"
    if not name:
        raise ProjectError(f"The name {path} stands for several settings: {what}, after a dot.")
    raise ProjectError(f"There is no setting {shown(name)!r} in {path}{kind}: {what}.")


def _plain(name: str) -> str:
    return "".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _some(names: list[str]) -> str:
    return ", ".join(names[:_MOST]) + (", …" if len(names) > _MOST else "")
