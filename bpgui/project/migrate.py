"""Bringing plain data of older file formats up to date, one version at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bpgui.project.error import ProjectError
from bpgui.project.schema import FORMAT

Data = dict[str, Any]

#: Version n -> what makes version n + 1 of it, dict to dict. A step is never changed once released.
STEPS: Mapping[int, Callable[[Data], Data]] = {
    # Format 2 knows muted nodes and frames, of which format 1 has none.
    1: lambda data: data,
}


def migrate(
    data: object, newest: int = FORMAT, steps: Mapping[int, Callable[[Data], Data]] = STEPS
) -> Data:
    """`data` in the newest format.

    Raises ProjectError if it is no project at all, or of a newer version than this program reads.
    """
    if not isinstance(data, dict) or "format" not in data:
        raise ProjectError("This is not a bpgui project: it does not say which format it has.")
    version = data["format"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ProjectError(f"This is not a bpgui project: it has the format {str(version)[:40]!r}.")
    if version > newest:
        raise ProjectError(
            f"This project was made by a newer bpgui (format {version}, this one reads up to "
            f"{newest}): install the newest bpgui to open it."
        )
    while version < newest:
        data, version = {**steps[version](data), "format": version + 1}, version + 1
    return data
