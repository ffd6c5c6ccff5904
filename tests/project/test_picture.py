"""Pictures carry their project: what went in comes out, and strange pictures are refused."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.project import picture
from bpgui.project.codec import to_json
from bpgui.project.error import ProjectError
from bpgui.project.examples import load_example
from bpgui.project.picture import load, with_project
from bpgui.project.project import Project
from tests.project.strategies import projects
from tests.sentences import is_sentence

SVG = (
    b'<?xml version="1.0"?>\n<svg width="1" height="1" xmlns="http://www.w3.org/2000/svg">\n</svg>'
)


def chunk(kind: bytes, content: bytes) -> bytes:
    whole = kind + content
    return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
PNG = b"\x89PNG\r\n\x1a\n" + HEADER + PIXELS + chunk(b"IEND", b"")


def stored(folder: Path, content: bytes, name: str = "net.png") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def carrying(text: bytes) -> bytes:
    """A PNG whose chunk holds this, packed or not."""
    return PNG[:33] + chunk(b"iTXt", b"bpgui\0\1\0\0\0" + text) + PNG[33:]


@given(projects())
def test_what_goes_in_comes_out(tmp_path_factory: pytest.TempPathFactory, made: Project) -> None:
    folder = tmp_path_factory.mktemp("picture")
    assert load(stored(folder, with_project(PNG, made))) == made
    assert load(stored(folder, with_project(SVG, made), "net.svg")) == made


def test_it_stays_the_same_picture() -> None:
    project = load_example("residual-cnn")
    png = with_project(PNG, project)
    assert png.startswith(PNG[:33])
    assert png.endswith(PNG[33:])
    svg = with_project(SVG, project)
    before, _, rest = svg.partition(b"<metadata")
    assert before.replace(b"\n", b"") + rest.partition(b"</metadata>")[2] == SVG.replace(
        b"\n", b"", 1
    )


def test_it_is_found_behind_other_words_and_behind_the_pixels(tmp_path: Path) -> None:
    project = load_example("xor")
    whole = with_project(PNG, project)
    ours = whole[33 : -len(PNG[33:])]
    other = chunk(b"iTXt", b"Comment\0\0\0\0\0drawn by hand")
    moved = PNG[:33] + other + PIXELS + ours + chunk(b"IEND", b"")
    assert load(stored(tmp_path, moved)) == project


@pytest.mark.parametrize("content", [PNG, SVG, b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"<svg>"])
def test_a_picture_that_carries_none_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(ProjectError, match="carries no project") as caught:
        load(stored(tmp_path, content))
    assert is_sentence(str(caught.value))


def test_what_swells_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MAX_JSON", 1_000)
    with pytest.raises(ProjectError, match="too large"):
        load(stored(tmp_path, carrying(zlib.compress(b" " * 100_000))))


@pytest.mark.parametrize(
    "packed",
    [
        b"no zlib",
        zlib.compress(to_json(load_example("xor")))[:-9],
        zlib.compress(b"{}"),
        zlib.compress(b'{"format": 99}'),
        zlib.compress(b"\xff\xfe"),
    ],
    ids=["not packed", "cut off", "empty", "of the future", "no text"],
)
def test_an_unsound_project_is_refused_in_a_sentence(tmp_path: Path, packed: bytes) -> None:
    svg = SVG.replace(
        b"</svg>",
        b'<metadata id="bpgui-project">' + base64.b64encode(packed) + b"</metadata></svg>",
    )
    for content in (carrying(packed), svg):
        with pytest.raises(ProjectError) as caught:
            load(stored(tmp_path, content))
        assert is_sentence(str(caught.value))
        assert str(caught.value).startswith("Cannot open net.png: ")


def test_a_damaged_chunk_is_passed_over(tmp_path: Path) -> None:
    whole = bytearray(with_project(PNG, load_example("xor")))
    whole[60] ^= 0xFF
    with pytest.raises(ProjectError, match="carries no project"):
        load(stored(tmp_path, bytes(whole)))


def test_a_chunk_that_claims_to_be_endless_ends(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="carries no project"):
        load(stored(tmp_path, PNG[:33] + struct.pack(">I", 0xFFFFFFFF) + b"iTXt" + b"bpgui\0"))


@given(st.binary(max_size=300))
def test_no_bytes_bring_it_down(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("picture")
    for start in (b"", PNG[:33], PNG[:33] + struct.pack(">I", len(content)) + b"iTXt"):
        with pytest.raises(ProjectError):
            load(stored(folder, start + content))


def test_a_folder_and_nothing_are_no_pictures(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.png"):
        with pytest.raises(ProjectError, match="There is no file"):
            load(path)


def test_only_pictures_are_made_to_carry() -> None:
    with pytest.raises(ValueError, match="neither"):
        with_project(b"GIF89a", load_example("xor"))
