"""The base of exports that are a program to read: source text, and the weights beside it."""

from __future__ import annotations

import os
from pathlib import Path

from bpgui.atomic import obstacle, replacing_all, why_not
from bpgui.export.bundle import Bundle
from bpgui.export.exporter import Exporter, ExportError, must_be_finite
from bpgui.export.formats.npz import Npz


class Program(Exporter):
    """Python source that builds the network again, and reads its weights from an .npz file.

    The two files go by one stem, and are written together or not at all. The suffix, such as
    "_pytorch.py", keeps the source a module that can be imported.
    """

    def source(self, bundle: Bundle, weights: str) -> str:
        """The program; `weights` is the name of the file that lies beside it."""
        raise NotImplementedError

    def files(self, path: str | os.PathLike[str]) -> tuple[Path, ...]:
        return Path(path), Path(path).with_suffix(Npz.suffix)

    def write(self, path: str | os.PathLike[str], bundle: Bundle) -> None:
        must_be_finite(bundle)
        program, weights = self.files(path)
        text = self.source(bundle, weights.name)
        for file in (program, weights):
            said = obstacle(file)
            if said is not None:
                raise ExportError(said)
        try:
            with replacing_all(weights, program) as (arrays, code):
                Npz().dump(bundle, arrays)
                code.write(text.encode())
        except OSError as error:
            raise ExportError(why_not(error, path)) from None
