"""The bundle: what an export is told of a trained network."""

from __future__ import annotations

import dataclasses

import numpy as np

from bpgui.engine.declaration import replace
from bpgui.project.bundle import SAMPLE_ROWS, bundle
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start
from tests.project.conftest import Trained


def test_tensors_have_their_public_shapes(trained: Trained) -> None:
    made = bundle(trained.prepared, trained.trainer)
    assert {name: array.shape for name, array in made.tensors.items()} == {
        "Hidden 1/weight": (8, 2),
        "Hidden 1/bias": (8,),
        "Hidden 2/weight": (8, 8),
        "Hidden 2/bias": (8,),
        "Output/weight": (1, 8),
        "Output/bias": (1,),
    }
    assert all(array.dtype == np.float32 for array in made.tensors.values())
    assert all(array.flags.c_contiguous for array in made.tensors.values())


def test_a_bundle_does_not_change_while_training_goes_on(trained: Trained) -> None:
    made = bundle(trained.prepared, trained.trainer)
    before = {name: array.copy() for name, array in made.tensors.items()}
    list(trained.trainer.make(10))
    assert all(np.array_equal(made.tensors[name], array) for name, array in before.items())


def test_the_sample_is_taken_from_unseen_rows(trained: Trained) -> None:
    sample = bundle(trained.prepared, trained.trainer).sample
    assert np.array_equal(sample.inputs, trained.prepared.split.validation.inputs[:SAMPLE_ROWS])
    assert sample.outputs.shape == (SAMPLE_ROWS, 1)


def test_the_sample_of_a_project_without_validation_rows() -> None:
    project = load_example("L2")
    prepared = prepare(project)
    sample = bundle(prepared, start(project, prepared=prepared)).sample
    assert sample.inputs.tolist() == [[0.5, 0.2]]
    np.testing.assert_allclose(sample.outputs[0], [0.75431024, 0.89143154], atol=1e-8)


def test_preprocessing_is_that_of_the_training_rows() -> None:
    project = load_example("iris")
    prepared = prepare(project)
    made = bundle(prepared, start(project, prepared=prepared))
    assert made.preprocessing["name"] == "Standardise"
    shift, scale = (np.array(made.preprocessing[key]) for key in ("shift", "scale"))
    train = prepared.split.train.inputs
    np.testing.assert_allclose(shift, train.mean(axis=0))
    np.testing.assert_allclose(scale, train.std(axis=0))
    np.testing.assert_allclose(made.sample.prepared, (made.sample.inputs - shift) / scale)
    assert made.classes == ("setosa", "versicolor", "virginica")
    assert len(made.features) == 4


def test_an_auto_encoder_tells_no_classes() -> None:
    project = load_example("iris")
    graph = project.graph
    loss = graph.named("Loss")
    output = graph.named("Output")
    graph = graph.with_layer(output.id, replace(output.layer, units=4, activation="Linear"))
    graph = graph.with_layer(
        loss.id, replace(loss.layer, function="MeanSquaredError", target="input")
    )
    project = dataclasses.replace(project, graph=graph)
    prepared = prepare(project)
    assert bundle(prepared, start(project, prepared=prepared)).classes == ()


def test_what_is_muted_is_not_in_a_bundle() -> None:
    project = load_example("spiral")
    hidden = project.graph.named("Hidden 2").id
    project = dataclasses.replace(project, graph=project.graph.mute([hidden]))
    prepared = prepare(project)
    made = bundle(prepared, start(project, prepared=prepared))
    assert [node["name"] for node in made.graph["nodes"]] == [
        "Input", "Hidden 1", "Output", "Loss",
    ]  # fmt: skip
    assert not any(name.startswith("Hidden 2") for name in made.tensors)
