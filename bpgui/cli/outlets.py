"""The files a run is to write, looked at before it begins."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from bpgui.atomic import obstacle
from bpgui.cli.stop import WRONG_CALL, Stop, told
from bpgui.export import ExportError, exporter_for
from bpgui.project.file import SUFFIX


def must_be_open(arguments: argparse.Namespace) -> None:
    """Stop if a result could not be written, or would take the place of another or of the project.

    Found out before a long run, not after it.
    """
    taken: dict[str, str] = {}
    for option, path in _paths(arguments):
        if not path:
            raise Stop(f"{option} needs the name of a file to write.", WRONG_CALL)
        for file in _files(option, path):
            _must_be_free(option, file, taken, arguments)


def _must_be_free(
    option: str, path: str, taken: dict[str, str], arguments: argparse.Namespace
) -> None:
    place = os.path.realpath(path)
    if place in taken:
        raise Stop(
            f"{taken[place]} and {option} would both write {path}: give them different names.",
            WRONG_CALL,
        )
    taken[place] = option
    if arguments.data and place == os.path.realpath(arguments.data):
        raise Stop(f"{option} would write over the data {path}: choose another name.", WRONG_CALL)
    if option != "--save" and place == os.path.realpath(arguments.project):
        raise Stop(
            f"{option} would write over the project {path}: choose another name.", WRONG_CALL
        )
    _must_suit(option, path)


def _files(option: str, path: str) -> list[str]:
    """Everything that an option writes: an export may be several files."""
    try:
        exporter = exporter_for(path) if option == "--export" else None
    except ExportError:
        exporter = None  # said later, after what else is wrong with the name
    return [os.fspath(file) for file in exporter.files(path)] if exporter else [path]


def _paths(arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Options and paths of everything that is to be written."""
    yield from (("--export", path) for path in arguments.export)
    for option, path in (
        ("--save", arguments.save),
        ("--log", arguments.log),
        ("--log-steps", arguments.log_steps),
    ):
        if path is not None:
            yield option, path


def _must_suit(option: str, path: str) -> None:
    if option == "--export":
        with told(WRONG_CALL):
            exporter_for(path)
    if option == "--save" and not path.lower().endswith(SUFFIX):
        raise Stop(
            f"Cannot save the project as {path}: its name must end in {SUFFIX} "
            "(for weights in another format say --export).",
            WRONG_CALL,
        )
    # A log is written as the run goes on, so it may also go to a pipe or a terminal.
    if option in ("--export", "--save"):
        said = obstacle(path)
        if said is not None:
            raise Stop(said, WRONG_CALL)
