"""Exports, read back by those they are made for: NumPy and the real safetensors package."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

from bpgui.data import Standardise
from bpgui.engine.declaration import replace
from bpgui.export import Bundle, ExportError, Sample, export, exporter_for, exporters
from bpgui.export.program import Program
from bpgui.project.bundle import bundle
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start
from tests.sentences import is_sentence

Read = tuple[dict[str, Any], dict[str, Any]]


def read_npz(path: Path) -> Read:
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    return arrays, json.loads(str(arrays.pop("bpgui")))


def read_safetensors(path: Path) -> Read:
    with safe_open(path, framework="numpy") as file:
        return load_file(path), json.loads(file.metadata()["bpgui"])


READERS: dict[str, Callable[[Path], Read]] = {
    ".npz": read_npz,
    ".safetensors": read_safetensors,
}


def forward(arrays: dict[str, Any], meta: dict[str, Any], raw: Any) -> Any:
    """The network again, from what the export says of it: fifteen lines that know no bpgui."""
    functions = {
        "Linear": lambda z: z,
        "ReLU": lambda z: np.maximum(z, 0),
        "Tanh": np.tanh,
        "Sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "Softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    }
    scaling = meta["preprocessing"]
    a = (np.array(raw) - scaling["shift"]) / scaling["scale"]
    for node in meta["graph"]["nodes"]:
        if node["layer"]["kind"] == "Dense":
            z = a @ arrays[f"{node['name']}/weight"].T + arrays[f"{node['name']}/bias"]
            a = functions[node["layer"]["activation"]["kind"]](z)
    return a


def trained_bundle(name: str, steps: int = 200) -> Bundle:
    project = load_example(name)
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    list(trainer.make(steps))
    return bundle(prepared, trainer)


def test_every_format_has_a_reader_here() -> None:
    # A program reads its weights itself, and test_onnx.py runs a model.
    archives = {kind.suffix for kind in exporters if not issubclass(kind, Program)}
    assert archives - {".onnx"} == set(READERS)


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("name", ["spiral", "digits", "iris", "sine", "L1A", "L2", "L4"])
def test_a_reader_can_verify_itself(name: str, suffix: str, tmp_path: Path) -> None:
    made = trained_bundle(name)
    export(tmp_path / f"net{suffix}", made)
    arrays, meta = READERS[suffix](tmp_path / f"net{suffix}")
    sample = meta["sample"]
    assert 1 <= len(sample["inputs"]) <= 8
    scaling = meta["preprocessing"]
    prepared = (np.array(sample["inputs"]) - scaling["shift"]) / scaling["scale"]
    np.testing.assert_allclose(prepared, sample["prepared"], atol=1e-12)
    answers = forward(arrays, meta, sample["inputs"])
    np.testing.assert_allclose(answers, sample["outputs"], atol=1e-5)
    assert np.ptp(answers) > 1e-4


@pytest.mark.parametrize("suffix", READERS)
def test_a_reader_can_tell_numbers_in_their_own_unit(suffix: str, tmp_path: Path) -> None:
    project = load_example("sine")
    data = dataclasses.replace(project.data, target_scaler=Standardise())
    prepared = prepare(dataclasses.replace(project, data=data))
    trainer = start(prepared.project, prepared=prepared)
    export(tmp_path / f"net{suffix}", bundle(prepared, trainer))
    arrays, meta = READERS[suffix](tmp_path / f"net{suffix}")
    scaling = meta["targets"]
    assert scaling["name"] == "Standardise"
    told = forward(arrays, meta, meta["sample"]["inputs"]) * scaling["scale"] + scaling["shift"]
    ready = trainer.predict(np.array(meta["sample"]["prepared"]))
    np.testing.assert_allclose(told, prepared.in_units(ready), atol=1e-5)


@pytest.mark.parametrize("suffix", READERS)
def test_the_metadata_says_everything(suffix: str, tmp_path: Path) -> None:
    export(tmp_path / f"net{suffix}", trained_bundle("digits", 5))
    arrays, meta = READERS[suffix](tmp_path / f"net{suffix}")
    assert meta["format"] == 1
    assert meta["producer"].startswith("bpgui ")
    assert [node["name"] for node in meta["graph"]["nodes"]] == [
        "Input",
        "Hidden",
        "Output",
        "Loss",
    ]
    assert len(meta["graph"]["edges"]) == 3
    assert meta["preprocessing"] == {"name": "MinMax", "shift": [0.0], "scale": [16.0]}
    assert meta["classes"] == [str(digit) for digit in range(10)]
    assert meta["encoding"] == {"low": 0.0, "high": 1.0}
    assert meta["sample"].keys() == {"inputs", "prepared", "outputs"}
    assert arrays["Hidden/weight"].shape == (32, 64)
    assert all(array.dtype == np.float32 for array in arrays.values())


@pytest.mark.parametrize("suffix", READERS)
def test_a_network_in_float64_keeps_its_digits(suffix: str, tmp_path: Path) -> None:
    export(tmp_path / f"net{suffix}", trained_bundle("L2", 0))
    arrays, _ = READERS[suffix](tmp_path / f"net{suffix}")
    assert arrays["Hidden 1/weight"].tolist() == [[0.1, 0.3], [0.4, 0.6]]


def bare(**tensors: Any) -> Bundle:
    rows = np.zeros((1, 2))
    return Bundle({"nodes": []}, tensors, {"name": "NoScaling"}, Sample(rows, rows, rows))


@pytest.mark.parametrize("suffix", READERS)
def test_views_in_any_order_of_memory(suffix: str, tmp_path: Path) -> None:
    """Transposed and strided views: what the safetensors package itself gets wrong silently."""
    base = np.arange(24, dtype=np.float32).reshape(4, 6)
    views = {
        "transposed/weight": base.T,
        "strided/weight": base[::2, ::3],
        "backwards/weight": base[:, ::-1],
        "scalar/weight": base[0, 0].reshape(()),
        "empty/weight": base[:0],
    }
    path = tmp_path / f"net{suffix}"
    export(path, bare(**views))
    arrays, _ = READERS[suffix](path)
    assert arrays.keys() == views.keys()
    for name, view in views.items():
        assert np.array_equal(arrays[name], view)
        assert arrays[name].shape == view.shape


@pytest.mark.parametrize("suffix", READERS)
def test_tensors_of_several_widths(suffix: str, tmp_path: Path) -> None:
    tensors = {
        "a/x": np.arange(3, dtype=np.float32),
        "b/x": np.arange(5, dtype=np.float64),
        "c/x": np.arange(7, dtype=np.int64),
    }
    export(tmp_path / f"net{suffix}", bare(**tensors))
    arrays, _ = READERS[suffix](tmp_path / f"net{suffix}")
    for name, array in tensors.items():
        assert arrays[name].dtype == array.dtype
        assert np.array_equal(arrays[name], array)


@pytest.mark.parametrize("suffix", READERS)
def test_names_in_any_script(suffix: str, tmp_path: Path) -> None:
    names = ["隐藏层 1/weight", "Größe/weight", "слой/weight", 'quote " and \\ back/weight']
    tensors = {name: np.full(2, i, np.float32) for i, name in enumerate(names)}
    export(tmp_path / f"网络{suffix}", bare(**tensors))
    arrays, _ = READERS[suffix](tmp_path / f"网络{suffix}")
    assert {name: array[0] for name, array in arrays.items()} == {n: i for i, n in enumerate(names)}


@pytest.mark.parametrize("suffix", READERS)
def test_the_same_bundle_makes_the_same_file(suffix: str, tmp_path: Path) -> None:
    made = trained_bundle("xor", 5)
    for name in ("a", "b"):
        export(tmp_path / f"{name}{suffix}", made)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


# -- what cannot be ------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", READERS)
def test_numbers_that_are_not_finite_are_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"net{suffix}"
    path.write_bytes(b"the old export")
    broken = np.array([1.0, np.nan], np.float32)
    with pytest.raises(ExportError, match="not finite") as caught:
        export(path, bare(**{"a/weight": broken}))
    assert is_sentence(str(caught.value))
    assert path.read_bytes() == b"the old export"


@pytest.mark.parametrize(
    ("path", "what"),
    [("net.foo", r"\.foo is no"), ("net", "needs an ending"), ("net.npz.bak", r"\.bak is no")],
)
def test_an_unknown_ending(path: str, what: str) -> None:
    with pytest.raises(ExportError, match=rf"{what}.*known: \.npz, \.safetensors") as caught:
        exporter_for(path)
    assert is_sentence(str(caught.value))


def test_endings_in_capitals() -> None:
    assert exporter_for("NET.NPZ") == exporter_for("net.npz")


@pytest.mark.parametrize("suffix", READERS)
def test_a_folder_that_cannot_be_written(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    made = bare(**{"a/weight": np.zeros(2, np.float32)})
    for folder in ("missing", "file"):
        with pytest.raises(ExportError, match=r"^Cannot write ") as caught:
            export(tmp_path / folder / f"net{suffix}", made)
        assert is_sentence(str(caught.value))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("suffix", READERS)
def test_a_disk_that_fills_up_leaves_the_old_export(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"net{suffix}"
    path.write_bytes(b"the old export")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="the disk is full"):
        export(path, bare(**{"a/weight": np.zeros(2, np.float32)}))
    assert path.read_bytes() == b"the old export"
    assert list(tmp_path.iterdir()) == [path]


def test_a_layer_without_bias_has_no_bias_tensor(tmp_path: Path) -> None:
    project = load_example("xor")
    graph = project.graph
    hidden = graph.named("Hidden")
    graph = graph.with_layer(hidden.id, replace(hidden.layer, bias=False))
    project = dataclasses.replace(project, graph=graph)
    prepared = prepare(project)
    export(tmp_path / "a.npz", bundle(prepared, start(project, prepared=prepared)))
    arrays, _ = read_npz(tmp_path / "a.npz")
    assert sorted(arrays) == ["Hidden/weight", "Output/bias", "Output/weight"]
