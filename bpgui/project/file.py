"""The project file: a zip of `mimetype`, `project.json` and, where it is trained, `weights.npz`."""

from __future__ import annotations

import os
import zipfile
from typing import IO

from bpgui.atomic import replacing, why_not
from bpgui.engine.state import State
from bpgui.project import weights
from bpgui.project.archive import Archive
from bpgui.project.codec import from_json, to_json
from bpgui.project.error import ProjectError, opening
from bpgui.project.project import Project
from bpgui.wording import shown

SUFFIX = ".bpgui"
MIMETYPE = "application/vnd.bpgui.project+zip"
#: 20,000 nodes take about 15 MB.
MAX_JSON = 32_000_000
#: Text packs very well, trained weights hardly at all.
JSON_RATIO, WEIGHTS_RATIO = 500, 20


def save(path: str | os.PathLike[str], project: Project, state: State | None = None) -> None:
    """Write the project, and the weights and training state if there are any, all or nothing.

    Raises ProjectError, with the old file as it was, if it cannot be written, or if what would be
    written could not be read again: a state has to fit the diagram (see `weights.carried`).
    """
    text = to_json(project)
    if len(text) > MAX_JSON:
        raise ProjectError("The project cannot be saved: it takes more than 32 MB of text.")
    if from_json(text) != project:
        raise ProjectError("The project cannot be saved: it holds numbers that are not finite.")
    content = None if state is None else weights.dump(state)
    if content is not None:
        weights.read(content, project.graph)
    try:
        with replacing(path) as file, zipfile.ZipFile(file, "w") as archive:
            _write(archive, "mimetype", MIMETYPE.encode(), zipfile.ZIP_STORED)
            _write(archive, "project.json", text, zipfile.ZIP_DEFLATED)
            if content is not None:
                _write(archive, "weights.npz", content, zipfile.ZIP_STORED)
    except OSError as error:
        raise ProjectError(why_not(error, path)) from None


def load(path: str | os.PathLike[str]) -> tuple[Project, State | None]:
    """The project of a file, and its training state if it was saved with one.

    Raises ProjectError, one sentence, for anything but a sound file: nothing is loaded by half.
    """
    name = shown(path, 200)
    try:
        if not os.path.exists(path):
            raise ProjectError(f"There is no file {name}.")
        if not os.path.isfile(path):
            what = "a folder" if os.path.isdir(path) else "no ordinary file"
            raise ProjectError(f"Cannot open {name}: it is {what}.")
        with open(path, "rb") as file, opening(path):
            return _read(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProjectError(f"Cannot read {name}: {reason}.") from None


def _read(file: IO[bytes]) -> tuple[Project, State | None]:
    archive = Archive(file)
    if "mimetype" in archive and archive.read("mimetype", 1_000, 1) != MIMETYPE.encode():
        raise ProjectError("This is not a bpgui project: it was made by another program.")
    project = from_json(archive.read("project.json", MAX_JSON, JSON_RATIO))
    if "weights.npz" not in archive:
        return project, None
    limit = weights.limit(project.graph)
    content = archive.read("weights.npz", limit, WEIGHTS_RATIO)
    return project, weights.read(content, project.graph)


def _write(archive: zipfile.ZipFile, name: str, content: bytes, compression: int) -> None:
    # A fixed date: the same project makes the same file.
    archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
