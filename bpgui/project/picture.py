"""Pictures that carry the project they show: a PNG or SVG of a diagram opens as its project.

In a PNG it stands in a compressed text chunk (iTXt, PNG specification 11.3.4.5) of the keyword
`bpgui`, which viewers pass over; in an SVG in a `metadata` element, packed and in base64. Trained
weights are not carried.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import os
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from bpgui.project.codec import from_json, to_json
from bpgui.project.error import ProjectError, opening
from bpgui.project.file import MAX_JSON
from bpgui.project.project import Project
from bpgui.wording import shown

SUFFIXES = (".png", ".svg")

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">I4s")
_KEYWORD = b"bpgui"
#: Keyword, compressed by zlib, no language, no translated keyword.
_PREFIX = _KEYWORD + b"\0\1\0\0\0"
_OPEN, _CLOSE = b'<metadata id="bpgui-project">', b"</metadata>"
#: What is read of a picture at most: packed projects are far smaller, and so are diagrams in SVG.
_MOST = 32_000_000
_MOST_CHUNKS = 100_000


def with_project(picture: bytes, project: Project) -> bytes:
    """A PNG or SVG with the project in it; ValueError for bytes that are neither."""
    packed = zlib.compress(to_json(project), 9)
    if picture.startswith(_SIGNATURE):
        # After the header chunk, so that it is found before the pixels.
        at = len(_SIGNATURE) + _HEADER.size + 13 + 4
        return picture[:at] + _chunk(b"iTXt", _PREFIX + packed) + picture[at:]
    start = picture.find(b">", picture.find(b"<svg")) + 1
    if b"<svg" not in picture or not start:
        raise ValueError("neither PNG nor SVG")
    return picture[:start] + b"\n" + _OPEN + base64.b64encode(packed) + _CLOSE + picture[start:]


def load(path: str | os.PathLike[str]) -> Project:
    """The project that a picture carries.

    Raises ProjectError, one sentence, for a picture that carries none, or none that is sound.
    """
    name = shown(path, 200)
    if not os.path.isfile(path):
        raise ProjectError(f"There is no file {name}.")
    try:
        with open(path, "rb") as file:
            png = file.read(len(_SIGNATURE)) == _SIGNATURE
            packed = _from_png(file) if png else _from_svg(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProjectError(f"Cannot read {name}: {reason}.") from None
    with opening(path):
        if packed is None:
            raise ProjectError(
                "This picture carries no project; only those of diagrams that bpgui exported do."
            )
        return from_json(_unpacked(packed))


def _from_png(file: BinaryIO) -> bytes | None:
    """The packed project of a PNG, behind its signature."""
    for kind, length in itertools.islice(_chunks(file), _MOST_CHUNKS):
        if kind == b"iTXt" and len(_PREFIX) < length <= _MOST:
            content, check = file.read(length), file.read(4)
            if content.startswith(_PREFIX) and check == _crc(kind, content):
                return content[len(_PREFIX) :]
        else:
            file.seek(length + 4, os.SEEK_CUR)
    return None


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Kind and length of every chunk, with the file at its content; the reader goes past it."""
    while len(header := file.read(_HEADER.size)) == _HEADER.size:
        length, kind = _HEADER.unpack(header)
        yield kind, length


def _from_svg(file: BinaryIO) -> bytes | None:
    """The packed project of an SVG: looked for in its bytes, so that no XML is ever expanded."""
    file.seek(0)
    content = file.read(_MOST)
    _, opened, rest = content.partition(_OPEN)
    text, closed, _ = rest.partition(_CLOSE)
    if not opened or not closed:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, MAX_JSON)
    except zlib.error:
        text = b""
    if unpacker.unconsumed_tail:
        raise ProjectError("The project in it is too large: more than 32 MB of text.")
    if not unpacker.eof:
        raise ProjectError("The project in it is damaged: use another copy of the picture.")
    return text


def _chunk(kind: bytes, content: bytes) -> bytes:
    return _HEADER.pack(len(content), kind) + content + _crc(kind, content)


def _crc(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(kind + content))
