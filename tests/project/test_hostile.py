"""Files that are broken, foreign or meant to do harm: one sentence each, and nothing loaded."""

from __future__ import annotations

import dataclasses
import io
import json
import pickle
import random
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.project import weights
from bpgui.project.error import ProjectError
from bpgui.project.file import MIMETYPE, load, save
from bpgui.project.session import start
from tests.project.conftest import Trained
from tests.sentences import is_sentence

Members = dict[str, bytes]


@pytest.fixture
def sound(trained: Trained, tmp_path: Path) -> bytes:
    """The bytes of a good file with weights."""
    save(tmp_path / "sound.bpgui", trained.project, trained.state)
    return (tmp_path / "sound.bpgui").read_bytes()


def refusal(content: bytes, folder: Path) -> str:
    """The sentence with which a file of these bytes is refused."""
    path = folder / "tried.bpgui"
    path.write_bytes(content)
    with pytest.raises(ProjectError) as caught:
        load(path)
    assert is_sentence(str(caught.value)), str(caught.value)
    named, _, said = str(caught.value).partition(": ")
    assert named == "Cannot open tried.bpgui"
    return said[0].upper() + said[1:]


def members(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Members, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name), data, compression)
    return file.getvalue()


def test_the_name_of_a_file_harms_no_sentence(tmp_path: Path) -> None:
    path = tmp_path / f"two\nlines \x1b[31m \u202e{'x' * 150}.bpgui"
    path.write_bytes(b"nothing")
    with pytest.raises(ProjectError) as caught:
        load(path)
    assert is_sentence(str(caught.value))
    assert str(caught.value).isprintable()
    assert "two lines" in str(caught.value)


# -- the zip file --------------------------------------------------------------------------------


def test_a_file_packed_by_another_program_is_read(sound: bytes, tmp_path: Path) -> None:
    """Who unpacks a project, edits its text and packs it again loses nothing."""
    content = members(sound)
    del content["mimetype"]
    content["thumbnail.png"] = b"of a later version"
    (tmp_path / "a.bpgui").write_bytes(packed(content))
    project, state = load(tmp_path / "a.bpgui")
    assert project.notes == "Trained."
    assert state is not None


@pytest.mark.parametrize("share", [0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999])
def test_a_truncated_file(share: float, sound: bytes, tmp_path: Path) -> None:
    assert "project" in refusal(sound[: int(share * len(sound))], tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"\x89PNG\r\n" * 100, bytes(10_000)])
def test_no_zip_at_all(content: bytes, tmp_path: Path) -> None:
    assert refusal(content, tmp_path).startswith("This is not a bpgui project, or it is damaged")


def test_flipped_bits_are_told_or_harmless(sound: bytes, trained: Trained, tmp_path: Path) -> None:
    """Every part is guarded by a checksum: a flipped bit gives the same project or a sentence."""
    path = tmp_path / "flipped.bpgui"
    dice = random.Random(0)
    told = 0
    for _ in range(300):
        content = bytearray(sound)
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(content)
        try:
            project, state = load(path)
        except ProjectError as error:
            told += is_sentence(str(error))
        else:
            told += project == trained.project and (
                state is None or state.random == trained.state.random
            )
    assert told == 300


def test_another_programs_zip(tmp_path: Path) -> None:
    other = packed({"mimetype": b"application/epub+zip", "META-INF/container.xml": b"<x/>"})
    assert "made by another program" in refusal(other, tmp_path)
    assert "holds no project.json" in refusal(packed({"word/document.xml": b"<x/>"}), tmp_path)
    assert "holds no project.json" in refusal(packed({}), tmp_path)


def test_a_newer_version(sound: bytes, tmp_path: Path) -> None:
    content = members(sound)
    data = json.loads(content["project.json"])
    content["project.json"] = json.dumps({**data, "format": 99, "new": "idea"}).encode()
    assert "made by a newer bpgui (format 99" in refusal(packed(content), tmp_path)


def test_text_that_is_no_json(sound: bytes, tmp_path: Path) -> None:
    content = {**members(sound), "project.json": b'{"format": 1, "graph": NaN}'}
    assert "not well-formed JSON" in refusal(packed(content), tmp_path)


ELSEWHERE = [
    "../evil",
    "/etc/passwd",
    "a/../../b",
    "..\\evil",
    "C:\\evil",
    "\\\\host\\share",
    "..",
    "a/..",
]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_names_that_point_elsewhere(name: str, sound: bytes, tmp_path: Path) -> None:
    content = {**members(sound), name: b"x"}
    assert "points outside of it" in refusal(packed(content), tmp_path)
    assert [path.name for path in tmp_path.parent.iterdir() if path.name == "evil"] == []


def test_a_member_twice(sound: bytes, tmp_path: Path) -> None:
    file = io.BytesIO(sound)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("project.json", b"{}")
    assert "holds project.json twice" in refusal(file.getvalue(), tmp_path)


def test_thousands_of_members(tmp_path: Path) -> None:
    content = {str(i): b"" for i in range(2_000)}
    assert "holds 2,000 files" in refusal(packed(content), tmp_path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_that_nobody_needs(method: int, sound: bytes, tmp_path: Path) -> None:
    assert "damaged" in refusal(packed(members(sound), method), tmp_path)


def test_an_encrypted_member(sound: bytes, tmp_path: Path) -> None:
    content = bytearray(packed(members(sound), zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            content[at + offset] |= 1
    assert "damaged" in refusal(bytes(content), tmp_path)


@pytest.mark.parametrize("member", ["project.json", "weights.npz", "mimetype"])
def test_a_bomb(member: str, sound: bytes, tmp_path: Path) -> None:
    """A member that swells is refused by its size alone: it is never unpacked."""
    content = {**members(sound), member: b" " * 200_000_000}
    bomb = packed(content)
    assert len(bomb) < 1_000_000
    content.clear()
    tracemalloc.start()
    said = refusal(bomb, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert f"not safe to open: its {member} swells to 200 MB" in said
    assert peak < 10_000_000


def test_a_member_that_lies_about_its_size(sound: bytes, tmp_path: Path) -> None:
    """The directory promises 1,000 bytes and the member holds more: that is noticed."""
    content = members(sound)
    size = len(content["project.json"])
    lying = packed(content).replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert "damaged" in refusal(lying, tmp_path)


# -- the weights ---------------------------------------------------------------------------------


def arrays(content: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(members(content)["weights.npz"]), allow_pickle=False) as file:
        return dict(file)


def with_weights(content: bytes, found: dict[str, Any], **options: bool) -> bytes:
    file = io.BytesIO()
    np.savez(file, **options, **found)
    return packed({**members(content), "weights.npz": file.getvalue()}, zipfile.ZIP_STORED)


def changed(key: str, value: Callable[[Any], Any]) -> Callable[[dict[str, Any]], None]:
    def spoil(found: dict[str, Any]) -> None:
        found[key] = value(found[key])

    return spoil


def counters(**values: Any) -> Callable[[dict[str, Any]], None]:
    return changed("state", lambda text: np.array(json.dumps({**json.loads(str(text)), **values})))


def spoilt(array: Any, value: float) -> Any:
    array = array.copy()
    array.flat[3] = value
    return array


WEIGHT = "parameters/Hidden 1/weight"
SPOILT = {
    "a tensor too few": (lambda found: found.pop(WEIGHT), "Hidden 1/weight is missing"),
    "a tensor too many": (
        lambda found: found.update({"parameters/Ghost/weight": np.zeros(3)}),
        "Ghost/weight belongs to no node",
    ),
    "another shape": (changed(WEIGHT, lambda a: a.T), r"has the shape (2, 8), not (8, 2)"),
    "whole numbers": (changed(WEIGHT, lambda a: a.astype(int)), "holds int64 numbers"),
    "complex numbers": (changed(WEIGHT, lambda a: a.astype(complex)), "holds complex128 numbers"),
    "half precision": (changed(WEIGHT, lambda a: a.astype("f2")), "holds float16 numbers"),
    "other byte order": (changed(WEIGHT, lambda a: a.astype(">f4")), "damaged"),
    "text": (changed(WEIGHT, lambda a: a.astype(str)), "numbers"),
    "NaN": (changed(WEIGHT, lambda a: spoilt(a, np.nan)), "Hidden 1/weight is not finite"),
    "infinity": (changed(WEIGHT, lambda a: spoilt(a, -np.inf)), "Hidden 1/weight is not finite"),
    "NaN in a moment": (
        changed("moments/mean", lambda a: spoilt(a, np.nan)),
        "the moment mean is not finite",
    ),
    "a moment too long": (
        changed("moments/mean", lambda a: np.zeros(9_999)),
        "the moment mean has the shape",
    ),
    "a moment in two dimensions": (
        changed("moments/mean", lambda a: a[None]),
        "the moment mean has the shape",
    ),
    "best weights of another net": (
        lambda found: found.update({"moments/best_values": np.zeros(1)}),
        "the moment best_values has the shape (1,), not (105,)",
    ),
    "a row of best losses": (
        lambda found: found.update({"moments/best_loss": np.zeros(2)}),
        "the moment best_loss has the shape (2,), not ()",
    ),
    "a moment of truths": (changed("moments/mean", lambda a: a > 0), "holds bool numbers"),
    "many moments": (
        lambda found: found.update({f"moments/{i}": np.zeros(1) for i in range(17)}),
        "damaged",
    ),
    "no order": (lambda found: found.pop("order"), "damaged"),
    "no permutation": (changed("order", lambda a: a * 0), "damaged"),
    "an order of fractions": (changed("order", lambda a: a + 0.5), "holds float64 numbers"),
    "no state": (lambda found: found.pop("state"), "damaged"),
    "a state that is no JSON": (changed("state", lambda text: np.array("{")), "damaged"),
    "a state that is a list": (changed("state", lambda text: np.array("[]")), "damaged"),
    "a negative step": (counters(step=-1), "damaged"),
    "half a step": (counters(step=0.5), "damaged"),
    "a step in words": (counters(step="one"), "damaged"),
    "true as an epoch": (counters(epoch=True), "damaged"),
    "a huge step": (counters(step=10**30), "damaged"),
    "numbers as random state": (counters(random=5), "damaged"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_weights_that_are_not_ours(name: str, sound: bytes, tmp_path: Path) -> None:
    spoil, wanted = SPOILT[name]
    found = arrays(sound)
    spoil(found)
    assert wanted in refusal(with_weights(sound, found), tmp_path)


def test_weights_in_another_order_of_memory_are_read(sound: bytes, tmp_path: Path) -> None:
    found = arrays(sound)
    before = found[WEIGHT]
    found[WEIGHT] = np.asfortranarray(before)
    (tmp_path / "a.bpgui").write_bytes(with_weights(sound, found))
    state = load(tmp_path / "a.bpgui")[1]
    assert state is not None
    read = state.parameters["Hidden 1/weight"]
    assert np.array_equal(read, before)
    assert read.flags.c_contiguous


class Evil:
    """Unpickling this would call print."""

    def __reduce__(self) -> Any:
        return (print, ("unpickled!",))


def test_pickled_objects_are_never_touched(
    sound: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {**arrays(sound), WEIGHT: np.array([Evil()] * 16, dtype=object).reshape(8, 2)}
    assert "damaged" in refusal(with_weights(sound, found, allow_pickle=True), tmp_path)
    content = {**members(sound), "weights.npz": pickle.dumps(Evil())}
    assert "project" in refusal(packed(content), tmp_path)
    assert capsys.readouterr().out == ""


def npy(header: str) -> bytes:
    """An .npy file that promises what its header says, and holds nothing."""
    text = header.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (100000000000, 8)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (8, 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-8, -2)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (8, 2)}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': 'nonsense', 'fortran_order': False, 'shape': (8, 2)}",
        "__import__('os').getcwd()",
        "(" * 100,
    ],
)
def test_headers_that_promise_too_much(header: str, sound: bytes, tmp_path: Path) -> None:
    inner = members(members(sound)["weights.npz"])
    inner[f"{WEIGHT}.npy"] = npy(header)
    content = {**members(sound), "weights.npz": packed(inner, zipfile.ZIP_STORED)}
    assert "weights" in (said := refusal(packed(content), tmp_path)) or "damaged" in said


def test_packed_arrays_are_refused(sound: bytes, tmp_path: Path) -> None:
    """Ours are stored as they are; a packed one could swell."""
    inner = packed(members(members(sound)["weights.npz"]))
    content = packed({**members(sound), "weights.npz": inner}, zipfile.ZIP_STORED)
    assert "damaged" in refusal(content, tmp_path)


def test_weights_of_an_untrainable_diagram(sound: bytes, tmp_path: Path) -> None:
    content = members(sound)
    data = json.loads(content["project.json"])
    data["graph"]["edges"] = []
    content["project.json"] = json.dumps(data).encode()
    assert "do not fit its diagram" in refusal(packed(content), tmp_path)


def test_more_weights_than_the_diagram_has(sound: bytes, tmp_path: Path) -> None:
    """The diagram says how much room its weights can take, and so how much is read."""
    project = load_project(sound, tmp_path)
    room = weights.limit(project.graph)
    content = {**members(sound), "weights.npz": bytes(room + 1)}
    assert "not safe to open" in refusal(packed(content, zipfile.ZIP_STORED), tmp_path)


def load_project(content: bytes, folder: Path) -> Any:
    path = folder / "sound.bpgui"
    path.write_bytes(content)
    return load(path)[0]


@pytest.mark.parametrize("text", ["", "[]", "[1, 2]", '[{"state": {}}, {}]', "null"])
def test_damaged_random_generators_are_told_when_training_goes_on(
    text: str, trained: Trained
) -> None:
    from bpgui.engine.state import StateError

    trainer = start(trained.project)
    with pytest.raises(StateError) as caught:
        trainer.restore(dataclasses.replace(trained.state, random=text))
    assert is_sentence(str(caught.value))


def test_the_type_is_the_one_that_is_written(sound: bytes) -> None:
    assert members(sound)["mimetype"] == MIMETYPE.encode()
