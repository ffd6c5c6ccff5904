"""Exporters: one declaration for each file format, discovered from `bpgui/export/formats/`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, ClassVar

from bpgui.atomic import replacing, why_not
from bpgui.engine.declaration import Declaration, Registry
from bpgui.export.bundle import Bundle


class ExportError(ValueError):
    """An export that cannot be made. The text is one sentence for the user."""


class Exporter(Declaration):
    """A file format. A new one is one file in `bpgui/export/formats/`."""

    #: How its file names end, with the dot.
    suffix: ClassVar[str] = ""

    def dump(self, bundle: Bundle, file: BinaryIO) -> None:
        """Write the bundle to an open file."""
        raise NotImplementedError

    def write(self, path: str | os.PathLike[str], bundle: Bundle) -> None:
        """Write the bundle to `path`, all or nothing; ExportError where it cannot be."""
        if not bundle.finite():
            raise ExportError(
                "The network holds numbers that are not finite, so there is nothing to export: "
                "train it again with a smaller learning rate."
            )
        try:
            with replacing(path) as file:
                self.dump(bundle, file)
        except OSError as error:
            raise ExportError(why_not(error, path)) from None


exporters: Registry[Exporter] = Registry("export format")


def exporter_for(path: str | os.PathLike[str]) -> Exporter:
    """The exporter for the suffix of `path`; ExportError naming the known ones."""
    suffix = Path(path).suffix
    for kind in exporters:
        if kind.suffix == suffix.lower():
            return kind()
    known = ", ".join(kind.suffix for kind in exporters)
    why = f"{suffix} is no known format" if suffix else "its name needs an ending for the format"
    raise ExportError(f"Cannot export to {os.fspath(path)}: {why} (known: {known}).")


def export(path: str | os.PathLike[str], bundle: Bundle) -> None:
    """Write the bundle in the format that the suffix of `path` tells; ExportError as above."""
    exporter_for(path).write(path, bundle)
