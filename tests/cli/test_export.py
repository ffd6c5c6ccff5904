"""`bpgui export`: the weights of a saved project."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np

from bpgui.engine.declaration import replace
from bpgui.project.examples import load_example
from bpgui.project.file import load, save
from tests.cli.calls import Call


def test_export_writes_what_training_would_have_written(call: Call) -> None:
    call("train", "example:iris", "--epochs", "2", "--save", "a.bpgui", "--export", "a.npz")
    said = call("export", "a.bpgui", "b.npz")
    assert (said.code, said.err) == (0, "")
    assert Path("a.npz").read_bytes() == Path("b.npz").read_bytes()


def test_export_needs_only_the_weights_to_fit(call: Call) -> None:
    """Another optimiser or batch size since the training does not matter to an export."""
    call("train", "example:iris", "--epochs", "2", "--save", "a.bpgui", "--export", "a.npz")
    project, state = load("a.bpgui")
    training = replace(project.training, optimizer="SGD", batch_size=3)
    save("b.bpgui", dataclasses.replace(project, training=training), state)
    assert call("export", "b.bpgui", "b.npz").code == 0
    with np.load("a.npz") as a, np.load("b.npz") as b:
        tensors = [name for name in a.files if name != "bpgui"]
        assert all(np.array_equal(a[name], b[name]) for name in tensors)
        told = [json.loads(str(file["bpgui"])) for file in (a, b)]
    assert [about.pop("training")["batch_size"] for about in told] == [
        project.training.batch_size,
        3,
    ]
    assert told[0] == told[1]


def test_export_without_weights(call: Call, tmp_path: Path) -> None:
    save(tmp_path / "a.bpgui", load_example("xor"))
    for name in ("a.bpgui", "example:xor"):
        said = call("export", name, "a.npz")
        assert said.code == 1
        assert "There are no trained weights in" in said.sentence


def test_export_to_a_folder_that_is_not_there(call: Call) -> None:
    call("train", "example:xor", "--steps", "1", "--save", "a.bpgui")
    said = call("export", "a.bpgui", "none/a.npz")
    assert said.code == 1
    assert "does not exist" in said.sentence
