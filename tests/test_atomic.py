"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from bpgui.atomic import obstacle, replacing, replacing_all, why_not
from tests.sentences import is_sentence


def write(path: Path, content: bytes) -> None:
    with replacing(path) as file:
        file.write(content)


def test_a_new_file_and_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, b"one")
    write(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, OSError, KeyboardInterrupt])
def test_what_fails_on_the_way_changes_nothing(error: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def half() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(error):
        half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_old_file_stands_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 2
    assert path.read_bytes() == b"new"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_file_is_as_open_as_others(tmp_path: Path) -> None:
    (tmp_path / "ordinary").write_bytes(b"")
    write(tmp_path / "a", b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_folders_and_devices_are_not_replaced(tmp_path: Path) -> None:
    for path in (tmp_path, Path(os.devnull)):
        with pytest.raises(OSError):  # noqa: PT011  (folder and device differ)
            write(path, b"x")
    assert tmp_path.is_dir()
    assert not Path(os.devnull).is_file()


def test_a_rehearsal_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    assert obstacle(path) is None
    assert obstacle(tmp_path / "new") is None
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_rehearsal_finds_what_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name, why in {
        "none/a": f"the folder {tmp_path / 'none'} does not exist",
        "file/a": f"{tmp_path / 'file'} is not a folder",
        "": "it is a folder, and a file name is needed",
    }.items():
        said = obstacle(tmp_path / name)
        assert said is not None
        assert is_sentence(said)
        assert why in said


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "you may not write to the folder /home/x"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_reasons_are_told_in_plain_words(number: int, words: str) -> None:
    said = why_not(OSError(number, os.strerror(number)), "/home/x/a.npz")
    assert said.startswith("Cannot write /home/x/a.npz: ")
    assert words in said
    assert is_sentence(said)


def test_files_that_are_replaced_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    with replacing_all(one, two) as (first, second):
        first.write(b"1")
        second.write(b"2")
        assert one.read_bytes() == b"old"
        assert not two.exists()
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


@pytest.mark.parametrize("there", [(), ("one",), ("two",), ("one", "two")])
def test_if_one_cannot_be_replaced_none_is(
    there: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in there:
        (tmp_path / name).write_bytes(name.encode())
    real = os.replace

    def failing(source: Path, target: Path) -> None:
        if target.name == "two":
            raise PermissionError(errno.EACCES, "no")
        real(source, target)

    def both() -> None:
        with replacing_all(tmp_path / "one", tmp_path / "two") as files:
            for file in files:
                file.write(b"new")

    monkeypatch.setattr("os.replace", failing)
    with pytest.raises(PermissionError):
        both()
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {name: name.encode() for name in there}
