"""A sample's activations and deltas in the tensor view, against values computed apart."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.engine.declaration import replace
from bpgui.gui.run import Run
from bpgui.gui.views.matrix.layout import GAP, layout
from bpgui.gui.views.matrix.probe import Portrait
from bpgui.gui.views.matrix.sample import SampleProbe, tiled
from bpgui.gui.views.tensors import TensorView
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start
from tests.gui.projects import reach, ready, spiral
from tests.gui.views.show import point, show


def exact(name: str):  # type: ignore[no-untyped-def]
    """An example in double precision, trained a little, and what was prepared for it."""
    project = load_example(name)
    training = replace(project.training, precision="float64")
    project = dataclasses.replace(project, training=training)
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    list(trainer.make(5))
    return trainer, prepared


def arrays(portraits: tuple[Portrait, ...]) -> dict[str, np.ndarray]:
    return {portrait.name: portrait.values for portrait in portraits}


@pytest.mark.parametrize("name", ["spiral", "digits", "cnn", "lstm"])
def test_what_comes_back_to_the_input_are_the_slopes_of_the_loss(name: str) -> None:
    trainer, prepared = exact(name)
    (entrance,) = trainer.check.entrances
    # On the plain ground of a digit all numbers below a pool are alike: there is no slope there.
    prepared.validation.x[3] += 0.01 * np.random.default_rng(2).standard_normal(
        prepared.validation.x[3].shape
    )
    look = SampleProbe(entrance, validation=True, row=3).take(trainer, prepared)
    x, t = prepared.validation.x[3:4], prepared.validation.t[3:4]
    found = arrays(look.portraits)
    np.testing.assert_allclose(found["a"], x[0])
    rng = np.random.default_rng(1)
    direction = rng.standard_normal(x.shape)
    step = 1e-7
    there, back = (trainer.evaluator.answers(x + sign * step * direction, t)[1] for sign in (1, -1))
    slope = (there - back) / (2 * step)
    assert float((found["∂L/∂a"] * direction[0]).sum()) == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_an_mlp_s_layers_by_hand() -> None:
    trainer, prepared = exact("spiral")
    values, x = trainer.values(), prepared.train.x[7]
    graph = trainer.graph
    first, second, last = (graph.named(name) for name in ("Hidden 1", "Hidden 2", "Output"))
    a = [x]
    for node in (first, second, last):
        w, b = values[f"{node.name}/weight"], values[f"{node.name}/bias"]
        a.append(np.tanh(w @ a[-1] + b))
    # Half the squared error.
    delta = a[3] - prepared.train.t[7]
    da = {last.id: delta}
    for node, before, out in ((last, second, a[3]), (second, first, a[2])):
        delta = values[f"{node.name}/weight"].T @ (delta * (1 - out**2))
        da[before.id] = delta
    for node, expected in zip((first, second, last), a[1:], strict=True):
        look = SampleProbe(node.id, validation=False, row=7).take(trainer, prepared)
        found = arrays(look.portraits)
        np.testing.assert_allclose(found["a"], expected, rtol=1e-12)
        np.testing.assert_allclose(found["∂L/∂a"], da[node.id], rtol=1e-10)


def test_a_cnn_s_feature_maps_by_hand() -> None:
    trainer, prepared = exact("cnn")
    values, graph, x = trainer.values(), trainer.graph, prepared.train.x[0]
    (conv, *_) = [n for n in graph.nodes.values() if n.layer.kind() == "Conv2D"]
    look = SampleProbe(conv.id, validation=False, row=0).take(trainer, prepared)
    seen = look.portraits[0]
    layer = conv.layer
    pad = layer.padding  # type: ignore[attr-defined]
    padded = np.pad(
        x.reshape(trainer.check.shapes[graph.order[0]]), ((0, 0), (pad, pad), (pad, pad))
    )
    w, b = values[f"{conv.name}/weight"], values[f"{conv.name}/bias"]
    k = w.shape[-1]
    channels, height, width = seen.shape
    expected = np.zeros(seen.shape)
    for c in range(channels):
        for i in range(height):
            for j in range(width):
                expected[c, i, j] = (w[c] * padded[:, i : i + k, j : j + k]).sum() + b[c]
    np.testing.assert_allclose(seen.values, np.maximum(expected, 0), rtol=1e-10, atol=1e-12)
    assert seen.picture == (height, width)


def test_an_lstm_s_states_by_hand() -> None:
    trainer, prepared = exact("lstm")
    values, graph, x = trainer.values(), trainer.graph, prepared.train.x[0]
    (lstm,) = [n for n in graph.nodes.values() if n.layer.kind() == "LSTM"]
    look = SampleProbe(lstm.id, validation=False, row=0).take(trainer, prepared)
    w, u, b = (values[f"{lstm.name}/{n}"] for n in ("weight_ih", "weight_hh", "bias"))
    units = u.shape[1]
    h, c = np.zeros(units), np.zeros(units)
    states = []
    for step in x.reshape(trainer.check.shapes[graph.order[0]]):
        i, f, g, o = np.split(w @ step + u @ h + b, 4)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        states.append(h)
    expected = h if len(look.portraits[0].shape) == 1 else np.array(states)
    np.testing.assert_allclose(look.portraits[0].values, expected, rtol=1e-10, atol=1e-12)


def test_a_loss_shows_answer_target_and_what_it_sends_back() -> None:
    trainer, prepared = exact("digits")
    (head,) = trainer.check.heads
    found = arrays(SampleProbe(head, validation=True, row=2).take(trainer, prepared).portraits)
    np.testing.assert_allclose(found["y"], trainer.predict(prepared.validation.x[2:3])[0])
    np.testing.assert_array_equal(found["t"], prepared.validation.t[2])
    assert found["∂L/∂y"].shape == (10,)


def test_looking_changes_nothing() -> None:
    trainer, prepared = exact("digits")
    values, gradients = trainer.values(), trainer.gradients()
    SampleProbe(2, validation=False, row=0).take(trainer, prepared)
    for before, now in ((values, trainer.values()), (gradients, trainer.gradients())):
        for name in before:
            np.testing.assert_array_equal(before[name], now[name])


@pytest.mark.parametrize("shape", [(3,), (25,), (64,), (100,), (4, 5, 6), (1, 8, 8), (7, 3)])
def test_every_activation_has_its_place(shape: tuple[int, ...]) -> None:
    places = layout(shape, tiled(shape)).places
    assert sorted(places[places != GAP].tolist()) == list(range(math.prod(shape)))


def test_feature_maps_keep_their_rows_together() -> None:
    places = layout((4, 5, 6), tiled((4, 5, 6))).places
    y, x = np.argwhere(places == 30)[0]
    np.testing.assert_array_equal(places[y : y + 5, x : x + 6].ravel(), np.arange(30, 60))


@pytest.fixture
def view(qtbot: QtBot, run: Run) -> TensorView:
    made = TensorView()
    ready(qtbot, run, spiral())
    show(qtbot, made, run)
    reach(qtbot, run, "paused", run.epoch)
    button = made.findChild(QToolButton, "tensor_kind_activations")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(made.canvas.portraits) == 2, timeout=10_000)
    made.grab()
    return made


def test_another_row_is_another_sample(view: TensorView, run: Run, qtbot: QtBot) -> None:
    assert run.info is not None
    view.select(frozenset({1}))
    for clicks, row in ((0, 0), (1, 1), (1, 2)):
        button = view.findChild(QToolButton, "sample_next")
        assert button is not None
        for _ in range(clicks):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        expected = run.info.prepared.train.x[row]
        qtbot.waitUntil(
            lambda x=expected: (  # type: ignore[misc]
                bool(view.canvas.portraits) and np.allclose(view.canvas.portraits[0].values, x)
            ),
            timeout=10_000,
        )
    box = view.findChild(QSpinBox, "sample_row")
    assert box is not None
    assert box.value() == 3


def test_validation_rows_can_be_chosen(view: TensorView, run: Run, qtbot: QtBot) -> None:
    assert run.info is not None
    view.select(frozenset({1}))
    view.sample.part.setFocus()
    qtbot.keyClick(view.sample.part, Qt.Key.Key_Down)
    expected = run.info.prepared.validation.x[0]
    qtbot.waitUntil(
        lambda: (
            bool(view.canvas.portraits) and np.allclose(view.canvas.portraits[0].values, expected)
        ),
        timeout=10_000,
    )
    assert view.sample.number.maximum() == 100


def test_the_value_under_the_pointer_is_told(view: TensorView) -> None:
    place = view.canvas.places()[1]
    point(view.canvas, place.center().x(), place.top() + 2)
    value = float(view.canvas.portraits[1].values[0])
    assert view._spot.text().startswith("∂L/∂a[1] = ")
    assert float(view._spot.text().partition(" = ")[2]) == pytest.approx(value, rel=1e-6)


def test_back_to_the_weights(view: TensorView, qtbot: QtBot) -> None:
    view.select(frozenset({4}))
    assert not view.speaking
    qtbot.waitUntil(
        lambda: [p.name for p in view.canvas.portraits] == ["y", "t", "∂L/∂y"], timeout=10_000
    )
    view._kinds.choose(0)
    assert "Loss has no weights" in view.words
    assert view.line.isHidden()
