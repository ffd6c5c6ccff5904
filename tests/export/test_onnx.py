"""ONNX: whole models, from raw rows to answers in the data's unit, and what they say."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from bpgui.data import MinMax, Standardise
from bpgui.engine.activations.linear import Linear
from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.reshape import Reshape
from bpgui.export import Bundle, ExportError, export, exporter_for
from bpgui.project.bundle import bundle
from bpgui.project.examples import gallery, load_example
from bpgui.project.project import Project
from bpgui.project.session import Prepared, prepare, start
from tests.engine.nets import Net
from tests.export.onnx_runs import agrees, answers, bundle_of, checked, dtype_of, sizes
from tests.sentences import is_sentence


def trained(project: Project, steps: int = 20) -> tuple[Prepared, Bundle]:
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    list(trainer.make(steps))
    return prepared, bundle(prepared, trainer)


def with_data(name: str, **settings: Any) -> Project:
    """An example whose data is prepared otherwise."""
    project = load_example(name)
    return dataclasses.replace(project, data=dataclasses.replace(project.data, **settings))


def weights(graph: Graph) -> dict[str, Any]:
    """Random ones."""
    return Net(graph, training=False).parameters.copies()


def only(answers: dict[str, Any]) -> Any:
    (answer,) = answers.values()
    return answer


# -- the gallery ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [example.name for example in gallery()])
def test_every_example_answers_raw_rows(name: str) -> None:
    prepared, made = trained(load_example(name), 3)
    model = checked(made)
    wanted = made.sample.outputs
    if not prepared.classifies and not prepared.repeats:
        wanted = prepared.in_units(wanted)
    found = only(answers(model, made.sample.inputs))
    single = wanted.dtype == np.float32 or found.dtype == np.float32
    atol = 1e-4 if single else 1e-9
    np.testing.assert_allclose(found.reshape(wanted.shape), wanted, rtol=0, atol=atol)
    one = only(answers(model, made.sample.inputs[:1]))
    np.testing.assert_allclose(one[0], found[0], rtol=0, atol=1e-5)
    assert np.ptp(found) > 0


# -- the ends ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scaler", [Standardise(), MinMax(-1, 1), MinMax(together=True)])
def test_targets_come_out_in_their_own_unit(scaler: Any) -> None:
    prepared, made = trained(with_data("sine", target_scaler=scaler))
    wanted = prepared.in_units(made.sample.outputs)
    assert np.abs(wanted - made.sample.outputs).max() > 0.01
    found = answers(checked(made), made.sample.inputs)
    assert found.keys() == {"Output"}
    np.testing.assert_allclose(only(found), wanted, rtol=0, atol=1e-5)


@pytest.mark.parametrize("scaler", [Standardise(), MinMax(-1, 1), MinMax(together=True)])
def test_pictures_are_scaled_pixel_by_pixel(scaler: Any) -> None:
    _, made = trained(with_data("cnn", scaler=scaler), 1)
    model = checked(made)
    assert sizes(model.graph.input[0]) == list(made.sample.inputs.shape[1:])
    found = only(answers(model, made.sample.inputs))
    np.testing.assert_allclose(found, made.sample.outputs, rtol=0, atol=1e-4)


def far(graph: Graph, **more: Any) -> onnx.ModelProto:
    """The model of a graph whose rows are times in seconds, of one day."""
    scaling = {"name": "Standardise", "shift": [1.7e9], "scale": [2.5e4]}
    tensors = {name: array.astype(np.float32) for name, array in weights(graph).items()}
    return checked(bundle_of(graph, tensors, **dict.fromkeys(more, scaling)))


def test_raw_numbers_that_single_precision_would_blur() -> None:
    graph = chain(Input((1,)), Dense(1, Linear()), Loss())
    model = far(graph, preprocessing=True)
    assert dtype_of(model.graph.input[0]) == np.float64
    assert dtype_of(model.graph.output[0]) == np.float32
    raw = 1.7e9 + np.array([[0.0], [1.0], [30.0]])
    found = only(answers(model, raw))
    assert len(np.unique(found)) == 3
    weight, bias = (weights(graph)[f"Dense/{name}"] for name in ("weight", "bias"))
    np.testing.assert_allclose(found, (raw - 1.7e9) / 2.5e4 * weight + bias, rtol=0, atol=1e-7)


def test_answers_that_single_precision_would_blur() -> None:
    graph = chain(Input((1,)), Dense(1, Linear()), Loss())
    model = far(graph, targets=True)
    assert dtype_of(model.graph.input[0]) == np.float32
    assert dtype_of(model.graph.output[0]) == np.float64
    weight, bias = (weights(graph)[f"Dense/{name}"] for name in ("weight", "bias"))
    wanted = bias * 2.5e4 + 1.7e9
    np.testing.assert_allclose(only(answers(model, np.zeros((1, 1))))[0], wanted, rtol=0, atol=0.01)
    assert weight.size == 1


def test_raw_numbers_beyond_single_precision() -> None:
    graph = chain(Input((2,)), Dense(1, Linear()), Loss())
    tensors = {name: array.astype(np.float32) for name, array in weights(graph).items()}
    scaling = {"name": "Standardise", "shift": [0.0, 0.0], "scale": [1e200, 1e-200]}
    model = checked(bundle_of(graph, tensors, preprocessing=scaling))
    found = only(answers(model, np.array([[1e200, -1e-200]])))
    plain = only(answers(checked(bundle_of(graph, tensors)), np.array([[1.0, -1.0]])))
    np.testing.assert_allclose(found, plain, rtol=1e-6)


def test_tokens_are_whole_numbers() -> None:
    graph = chain(Input((2, 2)), Flatten(), Embedding(5, 3), LSTM(2), Dense(2, Softmax()), Loss())
    model = checked(bundle_of(graph, weights(graph)))
    assert dtype_of(model.graph.input[0]) == np.int64
    rows = np.array([[[0, 4], [2, 1]], [[9, 4], [2, -3]]])
    net = Net(graph, 2, training=False)
    net.loss(rows, np.zeros((2, 2)))
    np.testing.assert_allclose(only(answers(model, rows)), net.output, rtol=0, atol=1e-9)


def test_tokens_that_others_read_as_numbers_are_fractions() -> None:
    graph = Graph().add(Input((3,))).add(Embedding(5, 2)).add(Flatten()).add(Concatenate())
    graph = graph.add(Dense(2)).add(Loss())
    for source, target in ((1, 2), (2, 3), (3, 4), (1, 4), (4, 5), (5, 6)):
        graph = graph.connect(source, target)
    model = checked(bundle_of(graph, weights(graph)))
    assert dtype_of(model.graph.input[0]) == np.float64
    agrees(graph)


def several_ends() -> Graph:
    """Two Inputs that share a row, and two losses."""
    graph = Graph().add(Input((2,)), name="left").add(Input((1, 2, 2)), name="right")
    graph = graph.add(Flatten()).add(Concatenate()).add(Dense(3), name="answer")
    graph = graph.add(Dense(6), name="echo").add(Loss()).add(Loss(target="input"))
    for source, target in ((1, 4), (2, 3), (3, 4), (4, 5), (4, 6), (5, 7), (6, 8)):
        graph = graph.connect(source, target)
    return graph


def test_several_inputs_and_several_losses() -> None:
    model = agrees(several_ends())
    assert [(each.name, sizes(each)) for each in model.graph.input] == [
        ("left", [2]),
        ("right", [1, 2, 2]),
    ]
    assert [(each.name, sizes(each)) for each in model.graph.output] == [
        ("answer", [3]),
        ("echo", [6]),
    ]


def test_every_input_has_its_part_of_the_scaling() -> None:
    graph, plain = several_ends(), np.arange(12.0).reshape(2, 6)
    shift, scale = [1.0, 2, 3, 4, 5, 6], [2.0, 1, 3, 1, 0.5, 1]
    scaling = {"name": "Standardise", "shift": shift, "scale": scale}
    made = bundle_of(graph, weights(graph), preprocessing=scaling)
    found = answers(checked(made), plain * scale + shift)
    wanted = answers(checked(bundle_of(graph, weights(graph))), plain)
    for name, answer in wanted.items():
        np.testing.assert_allclose(found[name], answer, rtol=0, atol=1e-12)


def test_an_auto_encoder_beside_a_regression_keeps_its_scale() -> None:
    graph = several_ends()
    scaling = {"name": "Standardise", "shift": [1.0], "scale": [3.0]}
    found = answers(checked(bundle_of(graph, weights(graph), targets=scaling)), np.ones((1, 6)))
    plain = answers(checked(bundle_of(graph, weights(graph))), np.ones((1, 6)))
    np.testing.assert_allclose(found["answer"], plain["answer"] * 3 + 1, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found["echo"], plain["echo"])


def test_two_losses_of_one_layer_and_a_loss_of_the_data() -> None:
    graph = Graph().add(Input((2,))).add(Dense(2)).add(Loss(), name="one").add(Loss(), name="two")
    graph = graph.add(Loss(target="input"), name="three")
    for source, target in ((1, 2), (2, 3), (2, 4), (1, 5)):
        graph = graph.connect(source, target)
    model = agrees(graph)
    assert [each.name for each in model.graph.output] == ["Dense", "two", "three"]


def test_what_is_muted_or_leads_nowhere_is_left_out() -> None:
    graph = chain(Input((3,)), Activation(), Dropout(), Dense(2), Loss()).add(Dense(7), name="idle")
    graph = graph.connect(1, graph.newest.id).mute([2])
    model = agrees(graph)
    assert [node.name for node in model.graph.node] == [
        "Dense/Gemm",
        "Dense/Tanh",
        "Dense/Identity",
    ]
    assert {each.name for each in model.graph.initializer} == {"Dense/weight", "Dense/bias"}


# -- what it says of itself ----------------------------------------------------------------------


def test_the_model_says_everything() -> None:
    _, made = trained(load_example("digits"), 3)
    model = checked(made)
    assert [(each.domain, each.version) for each in model.opset_import] == [("", 17)]
    assert model.ir_version == 8
    assert model.producer_name == "bpgui"
    assert f"bpgui {model.producer_version}" == made.producer
    (entry,) = model.metadata_props
    assert (entry.key, entry.value) == ("bpgui", made.metadata())
    assert json.loads(entry.value)["classes"] == [str(digit) for digit in range(10)]
    assert "raw rows" in model.doc_string
    assert "0, 1, 2" in model.graph.output[0].doc_string


def test_tensors_keep_their_names_and_layouts() -> None:
    _, made = trained(load_example("cnn"), 1)
    model = checked(made)
    stored = {each.name: onnx.numpy_helper.to_array(each) for each in model.graph.initializer}
    assert made.tensors.keys() <= stored.keys()
    for name, array in made.tensors.items():
        np.testing.assert_array_equal(stored[name], array)


def test_everything_has_a_name_of_its_own() -> None:
    graph = chain(Input((4, 4)), LSTM(2, output="sequence"), LSTM(2), Dense(2), Loss())
    model = checked(bundle_of(graph, weights(graph)))
    values = [value for node in model.graph.node for value in node.output]
    values += [each.name for each in (*model.graph.input, *model.graph.initializer)]
    assert len(values) == len(set(values))
    assert len({node.name for node in model.graph.node}) == len(model.graph.node)


HOSTILE = [
    "隐藏层 1",
    "Größe: ∂L/∂w",
    "a/b",
    'quote " and \\ back',
    "{x}",
    "%s",
    "🧠",
    "Gemm",
    " x  y ",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_in_any_script(name: str) -> None:
    graph = chain(Input((2,)), Dense(3), Add(), Dense(2), Loss())
    for id in graph.nodes:
        graph = graph.rename(id, name)  # made unique, without slashes
    model = agrees(graph)
    assert model.graph.input[0].name == graph.nodes[1].name
    assert model.graph.output[0].name == graph.nodes[4].name


def test_names_that_look_like_those_of_operators() -> None:
    """A parameter may be called as an operator would be."""
    graph = chain(Input((2,)), Dense(2), Loss())
    tensors = {**weights(graph), "Dense/Gemm": np.zeros(1), "Dense/Tanh": np.zeros(1)}
    model = checked(bundle_of(graph, tensors))
    assert [node.name for node in model.graph.node][:2] == ["Dense/Gemm 2", "Dense/Tanh 2"]


# -- the file ------------------------------------------------------------------------------------


def test_the_same_bundle_makes_the_same_file(tmp_path: Path) -> None:
    _, made = trained(load_example("xor"), 2)
    for name in ("a.onnx", "B.ONNX"):
        export(tmp_path / name, made)
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "B.ONNX").read_bytes()
    found = only(answers(onnx.load(tmp_path / "a.onnx"), made.sample.inputs))
    np.testing.assert_allclose(found, made.sample.outputs, rtol=0, atol=1e-6)


def failed(path: Path, made: Bundle) -> str:
    """Why it could not be written; the old file is as it was."""
    path.write_bytes(b"the old export")
    with pytest.raises(ExportError) as caught:
        export(path, made)
    assert path.read_bytes() == b"the old export"
    assert list(path.parent.iterdir()) == [path]
    assert is_sentence(str(caught.value))
    return str(caught.value)


def test_without_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, made = trained(load_example("xor"), 2)
    monkeypatch.setitem(sys.modules, "onnx", None)
    said = failed(tmp_path / "net.onnx", made)
    assert 'pip install "bpgui[onnx]"' in said
    with pytest.raises(ExportError, match="needs the package onnx"):
        exporter_for("net.onnx")
    assert exporter_for("net.npz").suffix == ".npz"


def test_nothing_is_left_of_what_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, made = trained(load_example("xor"), 2)
    from bpgui.export.onnx.translation import _translations

    monkeypatch.delitem(_translations, Dense)
    assert "Hidden" in failed(tmp_path / "net.onnx", made)


def test_a_network_that_is_not_finite(tmp_path: Path) -> None:
    graph = chain(Input((2,)), Dense(2), Loss())
    tensors = weights(graph)
    tensors["Dense/weight"][0, 0] = np.nan
    assert "not finite" in failed(tmp_path / "net.onnx", bundle_of(graph, tensors))


def test_a_network_too_large_for_the_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, made = trained(load_example("xor"), 2)
    monkeypatch.setattr("bpgui.export.onnx.model.MOST", 10)
    assert "2 GB" in failed(tmp_path / "net.onnx", made)


def test_a_network_without_parameters() -> None:
    graph = chain(Input((4,)), Reshape((2, 2)), Flatten(), Loss(target="input"))
    rows = np.arange(8.0).reshape(2, 4)
    found = only(answers(checked(bundle_of(graph, {})), rows))
    np.testing.assert_array_equal(found, rows)
