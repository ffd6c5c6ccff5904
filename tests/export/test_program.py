"""The two files of a program: written together or not at all, under names that tell the format."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from bpgui.export import ExportError, completed, export, exporter_for
from tests.export.programs import SUFFIXES, of_example
from tests.sentences import is_sentence

every_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


@every_suffix
def test_two_files_that_belong_together(suffix: str, tmp_path: Path) -> None:
    made = of_example("xor")
    export(tmp_path / f"xor{suffix}", made)
    export(tmp_path / "plain.npz", made)
    beside = tmp_path / f"xor{suffix[:-3]}.npz"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        ["plain.npz", beside.name, f"xor{suffix}"]
    )
    assert beside.read_bytes() == (tmp_path / "plain.npz").read_bytes()


@pytest.mark.parametrize("fails", ["fsync", "replace"])
@pytest.mark.parametrize("there", [True, False])
@every_suffix
def test_both_or_none(
    suffix: str, fails: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"net{suffix}"
    beside = path.with_suffix(".npz")
    made = of_example("xor")
    if there:
        path.write_bytes(b"old program")
        beside.write_bytes(b"old weights")
    real = getattr(__import__("os"), fails)

    def failing(source: object, target: object = None) -> None:
        if fails == "replace" and Path(str(target)) != path:
            real(source, target)
            return
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(f"os.{fails}", failing)
        with pytest.raises(ExportError, match="the disk is full") as caught:
            export(path, made)
    assert is_sentence(str(caught.value))
    found = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert found == ({path.name: b"old program", beside.name: b"old weights"} if there else {})


@every_suffix
def test_a_folder_in_the_place_of_the_weights(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"net{suffix}"
    path.with_suffix(".npz").mkdir()
    with pytest.raises(ExportError, match=r"net_\w+\.npz: it is a folder") as caught:
        export(path, of_example("xor"))
    assert is_sentence(str(caught.value))
    assert not path.exists()


@every_suffix
def test_numbers_that_are_not_finite_are_refused(suffix: str, tmp_path: Path) -> None:
    made = of_example("xor")
    broken = {**made.tensors, "Hidden/bias": np.full(4, np.nan)}
    with pytest.raises(ExportError, match="not finite"):
        export(tmp_path / f"a{suffix}", dataclasses.replace(made, tensors=broken))
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_programs_share() -> None:
    with pytest.raises(ExportError, match=r"\.py is no known.*_pytorch\.py, _keras\.py") as caught:
        exporter_for("digits.py")
    assert is_sentence(str(caught.value))


def test_the_longest_ending_in_any_case() -> None:
    assert exporter_for("DIGITS_PyTorch.PY") == exporter_for("a_pytorch.py")
    assert exporter_for("a.npz_keras.py") == exporter_for("a_keras.py")
    assert exporter_for("_keras.py") == exporter_for("a_keras.py")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("digits", "digits_pytorch.py"),
        ("digits.py", "digits_pytorch.py"),
        ("digits.PY", "digits_pytorch.py"),
        ("run 1.5", "run 1.5_pytorch.py"),
        ("digits.npz", "digits.npz"),
        ("digits_keras.py", "digits_keras.py"),
        ("digits.foo", "digits.foo"),
        ("a.b/digits", "a.b/digits_pytorch.py"),
    ],
)
def test_a_name_that_was_typed(typed: str, path: str) -> None:
    assert completed(typed, "_pytorch.py") == Path(path)
