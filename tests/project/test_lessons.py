"""The lessons: their networks as the texts have them, and one step of each worked out apart."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bpgui.engine.arrays import Array
from bpgui.engine.declaration import replace
from bpgui.engine.initializers.normal import Normal
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layers.dense import Dense
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start

#: Units and activation function of every dense layer, and the loss, as the lessons give them.
NETWORKS = {
    "L0": (3, [(5, "ReLU"), (4, "ReLU"), (1, "Sigmoid")], "BinaryCrossEntropy"),
    "L1A": (13, [(8, "Sigmoid"), (8, "Sigmoid"), (3, "Softmax")], "CategoricalCrossEntropy"),
    "L1B": (2, [(3, "Sigmoid"), (1, "Sigmoid")], "BinaryCrossEntropy"),
    "L2": (2, [(2, "Sigmoid"), (2, "Sigmoid"), (2, "Sigmoid")], "HalfSquaredError"),
    "L2B": (2, [(3, "Sigmoid"), (1, "Sigmoid"), (1, "Sigmoid")], "MeanSquaredError"),
    "L3": (784, [(10, "ReLU"), (10, "Softmax")], "CategoricalCrossEntropy"),
    "L4": (3, [(4, "Sigmoid"), (2, "Sigmoid")], "HalfSquaredError"),
}
TRAINED = {
    "L0": {"batch_size": 0},
    "L2B": {"optimizer": "SGD", "learning_rate": 0.1, "batch_size": 0, "steps": 1000},
    "L3": {"optimizer": "Adam", "learning_rate": 0.001, "batch_size": 32, "epochs": 10},
}
LAYERS = {3: ("Hidden 1", "Hidden 2", "Output"), 2: ("Hidden", "Output")}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_that_of_its_lesson(name: str) -> None:
    graph = load_example(name).graph
    layers = [graph.nodes[id].layer for id in graph.order]
    inputs, dense, loss = NETWORKS[name]
    assert layers[0].shape == (inputs,)  # type: ignore[attr-defined]
    found = [(x.units, x.activation.kind()) for x in layers[1:-1] if isinstance(x, Dense)]
    assert found == dense
    assert layers[-1].function.kind() == loss  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", TRAINED)
def test_it_is_trained_as_in_its_lesson(name: str) -> None:
    training = load_example(name).training
    for setting, value in TRAINED[name].items():
        found = getattr(training, setting)
        assert (found.kind() if setting == "optimizer" else found) == value


def test_the_first_lesson_begins_with_tiny_weights_and_has_its_own_data() -> None:
    project = load_example("L0")
    for node in project.graph.nodes.values():
        if isinstance(node.layer, Dense):
            assert (node.layer.initializer, node.layer.bias_initializer) == (Normal(0.01), Zeros())
    np.random.seed(42)
    x, y = np.random.rand(100, 3), np.random.rand(100, 1)
    rows = prepare(project).train
    order = np.argsort(rows.x[:, 0])
    np.testing.assert_array_equal(rows.x[order], x[np.argsort(x[:, 0])])
    np.testing.assert_array_equal(rows.t[order], y[np.argsort(x[:, 0])])


def test_the_coins_of_the_second_lesson_are_its_own() -> None:
    project = load_example("L2B")
    np.random.seed(0)
    x = np.random.randn(100, 2)
    labels = np.random.randint(0, 2, 100)
    prepared = prepare(project)
    order = np.argsort(prepared.train.x[:, 0])
    np.testing.assert_array_equal(prepared.train.x[order], x[np.argsort(x[:, 0])])
    told = prepared.decode(prepared.train.t[order])
    np.testing.assert_array_equal(told, labels[np.argsort(x[:, 0])])


def slope(function: str, z: Array, a: Array) -> Array:
    return (z > 0).astype(float) if function == "ReLU" else a * (1 - a)


def activated(function: str, z: Array) -> Array:
    if function == "ReLU":
        return np.maximum(z, 0)
    if function == "Softmax":
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)
    return 1 / (1 + np.exp(-z))


def by_hand(name: str, x: Array, t: Array, w: dict[str, Array]) -> tuple[float, dict[str, Array]]:
    """Loss and gradients by the formulas of the lessons, columns being rows: z = W a + b,
    delta_l = (W^T delta) * f'(z), dL/dW = delta a^T, the mean over the rows."""
    _, dense, loss = NETWORKS[name]
    names, count, outputs = LAYERS[len(dense)], len(x), t.shape[1]
    a, zs, acts = x.T, [], [x.T]
    for layer, (_, function) in zip(names, dense, strict=True):
        z = w[f"{layer}/weight"] @ a + w[f"{layer}/bias"][:, None]
        a = activated(function, z)
        zs.append(z)
        acts.append(a)
    y, t = a, t.T
    if loss == "BinaryCrossEntropy":
        value, delta = -(t * np.log(y) + (1 - t) * np.log(1 - y)).mean(), (y - t) / outputs
    elif loss == "CategoricalCrossEntropy":
        value, delta = -(t * np.log(y)).sum() / count, y - t
    else:
        share = 0.5 if loss == "HalfSquaredError" else 1 / outputs
        value = share * np.square(y - t).sum() / count
        delta = 2 * share * (y - t) * slope(dense[-1][1], zs[-1], y)
    gradients = {}
    for i in reversed(range(len(names))):
        gradients[f"{names[i]}/weight"] = delta @ acts[i].T / count
        gradients[f"{names[i]}/bias"] = delta.sum(axis=1) / count
        if i:
            back = w[f"{names[i]}/weight"].T @ delta
            delta = back * slope(dense[i - 1][1], zs[i - 1], acts[i])
    return float(value), gradients


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_is_that_of_its_formulas(name: str) -> None:
    project = load_example(name)
    training = replace(project.training, batch_size=0, precision="float64", loss_threshold=0.0)
    prepared = prepare(dataclasses.replace(project, training=training))
    trainer = start(prepared.project, prepared=prepared)
    before = trainer.values()
    (report,) = trainer.make(1)
    loss, gradients = by_hand(name, prepared.train.x, prepared.train.t, before)
    assert report.losses[0] == pytest.approx(loss, rel=1e-12)
    found = trainer.gradients()
    assert found.keys() == gradients.keys()
    for tensor, gradient in gradients.items():
        np.testing.assert_allclose(found[tensor], gradient, rtol=1e-9, atol=1e-15)


def test_a_training_step_has_the_printed_digits_of_the_lesson_by_hand() -> None:
    trainer = start(load_example("L2"))
    (report,) = trainer.make(1)
    assert report.losses[0] == pytest.approx(0.03607528510662207, abs=1e-15)
    printed = {
        "Output/weight": [[-0.03673075, -0.04022431], [-0.0084762, -0.00928239]],
        "Output/bias": [-0.04553278, -0.0105074],
        "Hidden 2/weight": [[-0.00280429, -0.00337474], [-0.00264291, -0.00318053]],
        "Hidden 2/bias": [-0.00486108, -0.00458134],
        "Hidden 1/weight": [[-0.00086259, -0.00034504], [-0.00099921, -0.00039969]],
        "Hidden 1/bias": [-0.00172518, -0.00199843],
    }
    found = trainer.gradients()
    for tensor, values in printed.items():
        np.testing.assert_allclose(found[tensor], values, rtol=0, atol=5e-9)


def test_the_notes_of_the_lesson_by_hand_give_its_numbers() -> None:
    notes = load_example("L2").notes
    trainer = start(load_example("L2"))
    for answer in trainer.predict(np.array([[0.5, 0.2]]))[0]:
        assert f"{answer:.8f}" in notes
    list(trainer.make(1))
    for layer in LAYERS[3]:
        delta = trainer.gradients()[f"{layer}/bias"]
        assert f"{np.linalg.norm(delta):.2g}" in notes
    assert "0.03607529" in notes
