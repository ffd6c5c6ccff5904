"""ONNX on the command line, with the package and without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest

from tests.cli.calls import Call
from tests.export.onnx_runs import answers

#: The imports of a program that finds no package of this name.
WITHOUT = """
import sys
sys.modules["onnx"] = None
import bpgui.__main__, bpgui.cli.train, bpgui.cli.export
from bpgui.export import exporters
print(*(kind.suffix for kind in exporters))
"""


def test_train_and_export_write_the_same_model(call: Call) -> None:
    said = call(
        *("train", "example:digits", "--epochs", "2"),
        *("--export", "a.onnx", "--export", "a.npz", "--save", "a.bpgui"),
    )
    assert said.code == 0
    assert call("export", "a.bpgui", "b.onnx").code == 0
    assert Path("a.onnx").read_bytes() == Path("b.onnx").read_bytes()
    model = onnx.load("a.onnx")
    onnx.checker.check_model(model, full_check=True)
    with np.load("a.npz") as arrays:
        assert str(arrays["bpgui"]) == model.metadata_props[0].value
    assert answers(model, np.zeros((3, 64)))["Output"].shape == (3, 10)


def test_without_the_package_nothing_begins(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call("train", "example:xor", "--steps", "1", "--save", "a.bpgui")
    monkeypatch.setitem(sys.modules, "onnx", None)
    for command in (
        ["train", "example:xor", "--steps", "1", "--save", "b.bpgui", "--export", "a.onnx"],
        ["export", "a.bpgui", "a.onnx"],
    ):
        said = call(*command)
        assert (said.code, said.out) == (2, "")
        assert 'pip install "bpgui[onnx]"' in said.sentence
    assert [path.name for path in Path().iterdir()] == ["a.bpgui"]


def test_everything_else_works_without_the_package() -> None:
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=root, capture_output=True, text=True, check=True
    )
    assert ".onnx" in found.stdout.split()
