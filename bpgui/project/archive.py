"""Reading zip files that come from strangers."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from bpgui.project.error import ProjectError

#: More members than any bpgui writes, with room for what later versions may add.
MAX_MEMBERS = 1_000

DAMAGED = "The project file is damaged or incomplete: use a copy of it."


class Archive:
    """The members of a zip file by name. Nothing is unpacked before its size has been looked at."""

    def __init__(self, file: IO[bytes], packed: bool = True) -> None:
        """Read the list of members; ProjectError where there is anything suspicious about it.

        With `packed` off, members must be stored as they are: then none can swell.
        """
        try:
            self._zip = zipfile.ZipFile(file)
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
            raise ProjectError(
                "This is not a bpgui project, or it is damaged: use another copy of it."
            ) from None
        if len(members) > MAX_MEMBERS:
            raise ProjectError(f"This is not a bpgui project: it holds {len(members):,} files.")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            _must_be_harmless(member, packed)
            if member.filename in self._members:
                raise ProjectError(
                    f"The project file is damaged: it holds {member.filename} twice."
                )
            self._members[member.filename] = member

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all members."""
        return tuple(self._members)

    def read(self, name: str, limit: int, ratio: int) -> bytes:
        """A member's content.

        Raises ProjectError if it is not there, has more than `limit` bytes, or is packed tighter
        than `ratio` to one.
        """
        if name not in self._members:
            raise ProjectError(f"This is not a bpgui project: it holds no {name}.")
        member = self._members[name]
        swollen = member.file_size > ratio * max(member.compress_size, 1_000)
        if member.file_size > limit or swollen:
            raise ProjectError(
                f"The project file is not safe to open: its {name} swells to "
                f"{member.file_size / 1e6:,.0f} MB."
            )
        with damage_reported():
            return self._zip.read(member)

    def open(self, name: str) -> IO[bytes]:
        """A member as a file to read from, inside `damage_reported`."""
        return self._zip.open(self._members[name])


@contextlib.contextmanager
def damage_reported() -> Iterator[None]:
    """Turn what zipfile raises for damaged members into one ProjectError."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError):
        # RuntimeError: encrypted. OSError: a seek before the beginning.
        raise ProjectError(DAMAGED) from None


def _must_be_harmless(member: zipfile.ZipInfo, packed: bool) -> None:
    name = member.orig_filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
        raise ProjectError(
            f"The project file is not safe to open: {name[:80]!r} in it points outside of it."
        )
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) if packed else (zipfile.ZIP_STORED,)
    if member.compress_type not in known:
        raise ProjectError(DAMAGED)
