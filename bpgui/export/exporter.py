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

    #: How its file names end: with a dot and, where several formats share it, what is before it.
    suffix: ClassVar[str] = ""

    def files(self, path: str | os.PathLike[str]) -> tuple[Path, ...]:
        """What `write` makes: `path` itself, and after it what belongs beside it."""
        return (Path(path),)

    def demand(self) -> None:
        """ExportError where something is not installed that this format needs."""

    def dump(self, bundle: Bundle, file: BinaryIO) -> None:
        """Write the bundle to an open file; a format of several files has a `write` of its own."""
        raise NotImplementedError

    def write(self, path: str | os.PathLike[str], bundle: Bundle) -> None:
        """Write the bundle to `path`, all or nothing; ExportError where it cannot be."""
        must_be_finite(bundle)
        try:
            with replacing(path) as file:
                self.dump(bundle, file)
        except OSError as error:
            raise ExportError(why_not(error, path)) from None


exporters: Registry[Exporter] = Registry("export format")


def must_be_finite(bundle: Bundle) -> None:
    """ExportError if there are numbers in it that no format should carry."""
    if not bundle.finite():
        raise ExportError(
            "The network holds numbers that are not finite, so there is nothing to export: "
            "train it again with a smaller learning rate."
        )


def exporter_for(path: str | os.PathLike[str]) -> Exporter:
    """The exporter with the longest suffix that the name ends in, ready to write.

    ExportError naming them all, or what is not installed.
    """
    name = Path(path).name
    fitting = [kind for kind in exporters if name.lower().endswith(kind.suffix)]
    if fitting:
        exporter = max(fitting, key=lambda kind: len(kind.suffix))()
        exporter.demand()
        return exporter
    suffix, known = Path(path).suffix, ", ".join(kind.suffix for kind in exporters)
    why = f"{suffix} is no known format" if suffix else "its name needs an ending for the format"
    raise ExportError(f"Cannot export to {os.fspath(path)}: {why} (known: {known}).")


def completed(path: str | os.PathLike[str], suffix: str) -> Path:
    """The path with this suffix, unless its name tells a format itself, known or not.

    The ending .py alone tells none: "digits.py" becomes "digits_pytorch.py".
    """
    whole = os.fspath(path)
    ending = Path(path).suffix.lower()
    if any(Path(path).name.lower().endswith(kind.suffix) for kind in exporters):
        return Path(path)
    if ending and suffix.endswith(ending):
        return Path(whole[: -len(ending)] + suffix)
    return Path(path) if ending[1:2].isalpha() else Path(whole + suffix)


def export(path: str | os.PathLike[str], bundle: Bundle) -> None:
    """Write the bundle in the format that the suffix of `path` tells; ExportError as above."""
    exporter_for(path).write(path, bundle)
