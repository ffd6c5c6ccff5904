"""Projects to plain data and JSON, and back: strict, and every refusal is a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from bpgui.engine.declaration import Declaration
from bpgui.engine.declaration import to_data as declared
from bpgui.engine.fields import fields_of
from bpgui.engine.training import Training
from bpgui.project.error import ProjectError, fault
from bpgui.project.graph_codec import build, graph_from_data, graph_to_data
from bpgui.project.migrate import migrate
from bpgui.project.project import DataSettings, Project
from bpgui.project.schema import FORMAT, ProjectData, shaped

D = TypeVar("D", bound=Declaration)


def to_data(project: Project) -> dict[str, Any]:
    """The project as plain data for JSON."""
    return {
        "format": FORMAT,
        "graph": graph_to_data(project.graph),
        "data": _settings_to_data(project.data),
        "training": _settings_to_data(project.training),
        "notes": project.notes,
    }


def from_data(data: object) -> Project:
    """The project that `to_data` wrote, in this version or an older one.

    Raises ProjectError, one sentence with the path to the fault. What it returns is well-formed;
    whether it can be trained is another question: see `check`.
    """
    form = shaped(migrate(data), ProjectData)
    return Project(
        graph=build(form.graph),
        data=_settings(DataSettings, form.data),
        training=_settings(Training, form.training),
        notes=form.notes,
    )


def to_json(project: Project) -> bytes:
    """The project as readable JSON."""
    return _encode(to_data(project))


def from_json(text: bytes | str) -> Project:
    """The project that `to_json` wrote; ProjectError as `from_data`."""
    return from_data(_decode(text))


def _settings_to_data(settings: Declaration) -> dict[str, Any]:
    return {name: value for name, value in declared(settings).items() if name != "kind"}


def _settings(cls: type[D], data: Mapping[str, Any]) -> D:
    unknown = data.keys() - {field.name for field in fields_of(cls)}
    if unknown:
        raise ProjectError(f"{cls.label}: there is no setting called {min(unknown)[:80]!r}.")
    try:
        return cls(**data)
    except (ValueError, RecursionError) as error:
        raise ProjectError(fault(cls.label, error, cls.label)) from None


def _encode(data: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(data), indent=2)


def _decode(text: bytes | str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise ProjectError(
            "This is not a bpgui project: its text is not well-formed JSON."
        ) from None


__all__ = [
    "FORMAT",
    "from_data",
    "from_json",
    "graph_from_data",
    "graph_to_data",
    "to_data",
    "to_json",
]
