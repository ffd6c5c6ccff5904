"""Writing files whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from bpgui.wording import shown


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A binary file to write to, which takes the place of `path` when the block has ended well.

    It is written beside `path` under another name and put in its place when all of it is on the
    disk; if anything fails, `path` stays as it was and nothing is left behind. A link is followed.
    Raises OSError; `why_not` makes a sentence of it.
    """
    with replacing_all(path) as (file,):
        yield file


@contextlib.contextmanager
def replacing_all(*paths: str | os.PathLike[str]) -> Iterator[tuple[BinaryIO, ...]]:
    """Binary files that take the places of all `paths` together, or of none: see `replacing`."""
    targets = [Path(os.path.realpath(path)) for path in paths]
    for target in targets:
        _must_be_replaceable(target)
    parts = [_beside(target) for target in targets]
    try:
        with contextlib.ExitStack() as stack:
            files = tuple(stack.enter_context(open(part, "xb")) for part in parts)
            yield files
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        for part, target in zip(parts, targets, strict=True):
            if target.exists():
                part.chmod(target.stat().st_mode & 0o777)
        _put(parts, targets)
    finally:
        for part in parts:
            with contextlib.suppress(OSError):
                part.unlink()


def _put(parts: Sequence[Path], targets: Sequence[Path]) -> None:
    """Rename every part to its target; where one cannot be, those before it are taken back."""
    moved: list[tuple[Path, Path, bool]] = []
    try:
        for part, target in zip(parts[:-1], targets[:-1], strict=True):
            old, existed = _beside(target), target.exists()
            moved.append((old, target, existed))
            if existed:
                os.replace(target, old)
            os.replace(part, target)
        os.replace(parts[-1], targets[-1])
    except BaseException:
        for old, target, existed in moved:
            if old.exists():
                os.replace(old, target)
            elif not existed:
                target.unlink(missing_ok=True)
        raise
    for old, _, _ in moved:
        old.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    """A new name in the folder of `target`."""
    return target.with_name(f".bpgui-{secrets.token_hex(8)}.part")


def why_not(error: OSError, path: str | os.PathLike[str]) -> str:
    """One sentence saying why `path` could not be written."""
    name = shown(path, 200)
    folder = shown(os.path.dirname(os.path.abspath(path)), 200)
    reasons = {
        errno.ENOENT: f"the folder {folder} does not exist",
        errno.ENOTDIR: f"{folder} is not a folder",
        errno.EISDIR: "it is a folder, and a file name is needed",
        errno.EACCES: f"you may not write to the folder {folder} or replace the file",
        errno.EPERM: f"you may not write to the folder {folder} or replace the file",
        errno.EROFS: "the disk can only be read",
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "your share of the disk is full",
        errno.ENAMETOOLONG: "its name is too long",
    }
    reason = reasons.get(error.errno or 0) or error.strerror or type(error).__name__
    return f"Cannot write {name}: {reason}."


def obstacle(path: str | os.PathLike[str]) -> str | None:
    """Why `path` cannot be written, found out beforehand, in a sentence; None if nothing shows."""
    try:
        with replacing(path):
            raise _RehearsalError
    except _RehearsalError:
        return None
    except OSError as error:
        return why_not(error, path)


class _RehearsalError(Exception):
    """Ends a trial before anything is replaced."""


def _must_be_replaceable(target: Path) -> None:
    """Never put a file in the place of a folder or a device, nor of a file that is locked."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
