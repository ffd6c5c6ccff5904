"""The NumPy program: every kind of layer, in numbers that agree with the engine's."""

from __future__ import annotations

import dataclasses
import itertools
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.engine.activation import activations
from bpgui.engine.arrays import Array
from bpgui.engine.clipping import clippings
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.add import Add
from bpgui.engine.layers.batch_norm import BatchNorm
from bpgui.engine.layers.concatenate import Concatenate
from bpgui.engine.layers.conv2d import Conv2D
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.prelu import PReLU
from bpgui.engine.loss import Loss as LossFunction
from bpgui.engine.loss import losses
from bpgui.engine.losses.squared import HalfSquaredError
from bpgui.engine.optimizer import optimizers
from bpgui.engine.regularizer import regularizers
from bpgui.engine.schedule import schedules
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training
from bpgui.export import Bundle, ExportError, export
from bpgui.export.numpy_program.place import translations
from bpgui.project.bundle import bundle
from bpgui.project.examples import gallery, load_example
from bpgui.project.session import Prepared, prepare, start
from tests.engine.nets import POSITIONS, Net, rows
from tests.engine.runs import data, trainer
from tests.engine.runs import losses as losses_of
from tests.engine.test_layer_contract import CASES, INNER
from tests.engine.variants import all_variants
from tests.export.numpy_runs import (
    Noise,
    answer,
    bundle_of,
    imported,
    in_training,
    judged,
    owned,
    program,
    step,
)
from tests.sentences import is_sentence


def placed() -> list[Any]:
    """Every layer under every option, the positions in turns."""
    turns = itertools.cycle(POSITIONS)
    return [
        pytest.param(*case.values, position, id=f"{case.id}-{position}")
        for case, position in zip(CASES, turns, strict=False)
    ]


def near(found: Array, wanted: Array, name: str, tolerance: float = 1e-8) -> None:
    """Agreement to this share of the largest number there is."""
    size = max(1e-3, float(np.abs(wanted).max(initial=0.0)))
    np.testing.assert_allclose(found, wanted, rtol=0, atol=tolerance * size, err_msg=name)


def agrees(graph: Graph, t: Array | None = None, count: int = 3, **more: Any) -> str:
    """Answers in training and in use, loss and gradients are those of the engine; the text."""
    net, used = Net(graph, count, input_gradient=False), Net(graph, count, training=False)
    x, some = rows(graph, count)
    t = some.reshape(count, -1) if t is None else t
    before = owned(net.parameters.copies())
    module, w = program(bundle_of(graph, before, **more)), owned(before)

    a = in_training(module, x, w, Noise(net.rng, module.text))
    loss = net.run(x, t)
    near(answer(module, a), net.output, "answer", 1e-9)
    assert judged(module, a, t) == pytest.approx(loss, rel=1e-9)
    found, wanted = module.backward(a, t, w), net.parameters.gradients()
    assert found.keys() == wanted.keys()
    for name, gradient in wanted.items():
        near(found[name], gradient, name)
    for name, tensor in net.parameters.copies().items():
        near(w[name], tensor, name, 1e-12)

    used.parameters.values[...] = net.parameters.values
    used.run(x, t)
    near(answer(module, module.forward(x, w)), used.output, "answer in use", 1e-9)
    text: str = module.text
    return text


# -- layers ---------------------------------------------------------------------------------------


def test_every_kind_has_a_translation() -> None:
    assert {kind.kind() for kind in INNER} - translations.keys() == {"TransformerBlock"}


@pytest.mark.parametrize(("layer", "shape", "position"), placed())
def test_every_layer_under_every_option(
    layer: Layer, shape: tuple[int, ...], position: str
) -> None:
    agrees(POSITIONS[position](layer, shape))


@pytest.mark.parametrize("kernel", [1, 2, 3])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("padding", [-1, 0, 1, 2])
@pytest.mark.parametrize("kind", ["Conv1D", "Conv2D", "Conv2DTranspose", "MaxPool", "AveragePool"])
def test_windows_of_every_sort(
    kind: str, kernel: int, stride: int, dilation: int, padding: int
) -> None:
    options: dict[str, Any] = {"stride": stride, "padding": padding}
    if "Pool" in kind:
        if padding > kernel // 2 or dilation > 1:
            pytest.skip("a pool has no such windows")
        layer = layers[kind](**options, size=kernel)
    else:
        layer = layers[kind](**options, kernel=kernel, dilation=dilation, filters=2)
    shape = (9, 2) if kind == "Conv1D" else (2, 8, 7)
    agrees(POSITIONS["middle"](layer, shape))


def test_of_equal_numbers_the_engine_s_wins() -> None:
    relu = Activation(activations.parse("ReLU"))
    graph = chain(
        Input((1, 6, 6)),
        Conv2D(2, 3, padding=-1),
        relu,
        layers.parse({"kind": "MaxPool", "size": 3, "stride": 1}),
        Flatten(),
        Dense(2),
        Loss(),
    )
    agrees(graph)


def test_a_row_alone() -> None:
    agrees(chain(Input((3,)), Dense(4), BatchNorm(), Dense(2), Loss()), count=1)


# -- losses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", ["Linear", "Sigmoid", "Softmax"])
@pytest.mark.parametrize(
    "function", [loss for _, loss in all_variants(losses)], ids=[n for n, _ in all_variants(losses)]
)
def test_every_loss_behind_every_activation(function: LossFunction, last: str) -> None:
    if function.needs() and last not in function.needs():
        last = function.needs()[0]
    agrees(chain(Input((4,)), Dense(3), Dense(3, last), Loss(function)))


@pytest.mark.parametrize("kind", ["BinaryCrossEntropy", "CategoricalCrossEntropy", "KLDivergence"])
def test_a_loss_whose_activation_is_read_by_others_too(kind: str) -> None:
    function = losses.parse(kind)
    graph = chain(Input((4,)), Dense(3, function.needs()[0]), Loss(function))
    agrees(graph.add(Loss(weight=0.5)).connect(2, 4))


@pytest.mark.parametrize("kind", ["CategoricalCrossEntropy", "MeanSquaredError"])
def test_classes_by_one_output_each(kind: str) -> None:
    graph = chain(Input((4,)), Dense(3, "Softmax"), Loss(losses.parse(kind)))
    text = agrees(graph, np.eye(3)[[2, 0, 1]], classes=("a", "b", "c"))
    assert ("(a.dense - t) / len(t)" in text) == (kind == "CategoricalCrossEntropy")


def test_an_image_as_the_answer() -> None:
    graph = chain(Input((1, 4, 4)), Conv2D(3, 3, padding=-1, activation="Softmax"))
    agrees(graph.add(Loss("CategoricalCrossEntropy")).connect(2, 3))


def test_several_inputs_and_losses() -> None:
    graph = Graph().add(Input((3,)), name="left").add(Input((2, 2)), name="right")
    graph = graph.add(Flatten()).connect(2, 3).add(Concatenate()).connect(1, 4).connect(3, 4)
    graph = graph.add(Dense(5)).connect(4, 5).add(Dense(7, "linear")).connect(5, 6)
    graph = graph.add(Dense(7, "sigmoid")).connect(5, 7)
    graph = graph.add(Loss(weight=0.3)).connect(6, 8)
    graph = graph.add(Loss("BinaryCrossEntropy", weight=2.0)).connect(7, 9)
    agrees(graph)
    repeated = graph.with_layer(8, Loss(target="input", weight=0.3))
    agrees(repeated)


def test_an_image_and_its_repetition() -> None:
    graph = chain(Input((1, 4, 4)), Conv2D(1, 3, padding=-1, activation="Linear"), Loss())
    graph = graph.with_layer(3, Loss(target="input"))
    x, _ = rows(graph, 3)
    agrees(graph, x.reshape(3, -1))
    both = graph.add(Flatten()).connect(2, 4).add(Loss()).connect(4, 5)
    agrees(both)


def test_frozen_layers_have_no_gradients() -> None:
    net = [Input((4,)), Dense(3), PReLU(), BatchNorm(), Dense(3), Dense(2), Loss()]
    for place in (1, 2, 3, 4):
        other = list(net)
        other[place] = replace(net[place], frozen=True)
        agrees(chain(*other))
    other[1:5] = [replace(layer, frozen=True) for layer in net[1:5]]
    text = agrees(chain(*other))
    assert "d_batchnorm" not in text


# -- training -------------------------------------------------------------------------------------

PLAIN = chain(Input((3,)), Dense(6), Dense(2, "linear"), Loss())
NOISY = chain(Input((3,)), Dense(6), Dropout(0.2), BatchNorm(), Dense(2, "linear"), Loss())


def same_steps(graph: Graph, steps: int = 8, **settings: Any) -> None:
    """So many updates by trainer and program, with the same mini-batches, give the same losses."""
    run = trainer(graph, rows=24, **settings)
    module = program(bundle_of(graph, run.values(), run.training))
    follow(run, module, data(24).x, data(24).t, steps)


def follow(
    run: Trainer, module: Any, x: Array, t: Array, steps: int, tolerance: float = 1e-9
) -> float:
    """The same steps by a trainer and by a program; the largest difference of the losses."""
    w, memory = owned(run.values()), {}
    noise = Noise(run._course._randomness.noise, module.text)
    size, worst = run.training.batch_of(len(x)), 0.0
    for _ in range(steps):
        place = run._course.position * size
        taken = run._course._feeder.order[place : place + size]
        rate = run.learning_rate
        noise.start()
        found = step(module, x[taken], t[taken], w, memory, noise, rate)
        (loss,) = losses_of(list(run.make(1)))
        assert found == pytest.approx(loss, rel=tolerance, abs=1e-12)
        worst = max(worst, abs(found - loss))
    for name, tensor in run.values().items():
        near(w[name], tensor, name, tolerance)
    return worst


@pytest.mark.parametrize(
    "optimizer",
    [o for _, o in all_variants(optimizers)],
    ids=[n for n, _ in all_variants(optimizers)],
)
def test_every_optimiser(optimizer: Any) -> None:
    same_steps(PLAIN, 5, optimizer=optimizer)


@pytest.mark.parametrize(
    "regularizer",
    [r for _, r in all_variants(regularizers)],
    ids=[n for n, _ in all_variants(regularizers)],
)
def test_every_regulariser(regularizer: Any) -> None:
    same_steps(PLAIN, regularizer=regularizer)


@pytest.mark.parametrize(
    "clipping", [c for _, c in all_variants(clippings)], ids=[n for n, _ in all_variants(clippings)]
)
@pytest.mark.parametrize("penalty", ["NoRegularizer", "L2"])
def test_every_clipping(clipping: Any, penalty: str) -> None:
    same_steps(PLAIN, clipping=clipping, regularizer=penalty)


@pytest.mark.parametrize("batch", [0, 1, 7])
def test_noise_and_statistics_in_training(batch: int) -> None:
    same_steps(NOISY, batch_size=batch)


@pytest.mark.parametrize(
    "schedule", [s for _, s in all_variants(schedules)], ids=[n for n, _ in all_variants(schedules)]
)
def test_every_schedule(schedule: Any) -> None:
    settings = Training(schedule=schedule, learning_rate=0.5)
    module = program(bundle_of(PLAIN, Net(PLAIN).parameters.copies(), settings))
    if not hasattr(module, "rate_at"):
        assert schedule.kind() == "Constant"
        return
    memory = np.array(schedule.memory())
    extra = [1.0] if len(memory) else []
    for epoch in (0, 0.25, 1, 1.5, 3, 4, 70):
        wanted = 0.5 * schedule.factors(np.array([float(epoch)]), memory)[0]
        assert module.rate_at(epoch, *extra) == pytest.approx(wanted)


@pytest.mark.parametrize("batch", [0, 10])
@pytest.mark.parametrize(
    "schedule", ["Constant", "Cosine", "StepDecay", "ReduceOnPlateau", "WarmUp"]
)
@pytest.mark.parametrize("graph", [PLAIN, NOISY], ids=["plain", "noisy"])
def test_training_lowers_the_loss(graph: Graph, schedule: str, batch: int) -> None:
    settings = Training(schedule=schedule, batch_size=batch, learning_rate=0.01)
    w = owned(Net(graph).parameters.copies())
    costs = program(bundle_of(graph, w, settings)).train(data(50).x, data(50).t, 20, w)
    assert len(costs) == 20
    assert costs[-1] < 0.9 * costs[0]


def test_a_plateau_lowers_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = schedules.parse({"kind": "ReduceOnPlateau", "patience": 1, "factor": 0.5})
    settings = Training(schedule=schedule, batch_size=0, learning_rate=1.0)
    module, rates = program(bundle_of(PLAIN, {}, settings)), []
    monkeypatch.setattr(module, "step", lambda x, t, w, memory, rate: rates.append(rate) or 3.0)
    module.train(np.zeros((2, 3)), np.zeros((2, 2)), 8, {})
    memory, wanted = np.array(schedule.memory()), []
    for epoch in range(8):
        wanted.append(float(schedule.factors(np.array([epoch]), memory)[0]))
        schedule.notice(3.0, memory)
    assert rates == wanted
    assert rates[-1] == 0.125


@pytest.mark.parametrize("name", ["xor", "iris"])
def test_classes_may_count_alike(name: str) -> None:
    project = load_example(name)
    training = replace(project.training, class_weights="balanced", precision="float64")
    project = dataclasses.replace(project, training=training)
    ready = prepare(project)
    assert ready.train.weights is not None
    run = start(project, prepared=ready)
    module = program(bundle(ready, run))
    whole = module.row_weights(ready.train.t)
    np.testing.assert_allclose(whole, ready.train.weights)
    w, taken = owned(run.values()), run._course._feeder.order[: training.batch_size]
    s = ready.train.weights[taken]
    found = module.step(ready.train.x[taken], ready.train.t[taken], s, w, {})
    assert found == pytest.approx(losses_of(list(run.make(1)))[0], rel=1e-9)
    for name, tensor in run.values().items():
        near(w[name], tensor, name)


# -- examples -------------------------------------------------------------------------------------

NAMES = [example.name for example in gallery()]


@cache
def session(name: str, precision: str) -> tuple[Prepared, Trainer]:
    """An example after a few steps."""
    project = load_example(name)
    training = replace(project.training, precision=precision)
    project = dataclasses.replace(project, training=training)
    ready = prepare(project)
    run = start(project, prepared=ready)
    list(run.make(3))
    return ready, run


@pytest.mark.parametrize("name", NAMES)
def test_every_example(name: str, tmp_path: Path) -> None:
    ready, run = session(name, "float64")
    made = bundle(ready, run)
    export(tmp_path / "net_numpy.py", made)
    path = tmp_path / "net_numpy.py"
    module = imported(path.read_text(encoding="utf-8"), path)
    w, about = module.load()
    x = module.prepare(made.sample.inputs, about)
    np.testing.assert_allclose(x, made.sample.prepared, atol=1e-12)
    near(answer(module, module.forward(x, w)), made.sample.outputs, "answer", 1e-9)
    fresh = start(ready.project, prepared=ready)
    follow(fresh, module, ready.train.x, ready.train.t, 4, 1e-8)


@pytest.mark.parametrize("name", ["spiral", "cnn", "lstm", "transformer", "vae", "sine"])
def test_a_program_checks_itself(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(tmp_path / "net_numpy.py", bundle(*session(name, "float32")))
    path = tmp_path / "net_numpy.py"
    imported(path.read_text(encoding="utf-8"), path).check()
    answers, gradients = capsys.readouterr().out.splitlines()
    assert float(answers.split(" by ")[1].split()[0]) < 1e-4
    assert float(gradients.split(" by ")[1].split()[0]) < 1e-6


def test_a_program_runs_by_itself(tmp_path: Path) -> None:
    export(tmp_path / "two spirals_numpy.py", bundle(*session("spiral", "float32")))
    done = subprocess.run(
        [sys.executable, "-I", "two spirals_numpy.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("answers differ from bpgui's by")
    assert "import bpgui" not in (tmp_path / "two spirals_numpy.py").read_text()


def test_answers_by_name_and_in_units(tmp_path: Path) -> None:
    ready, run = session("iris", "float64")
    export(tmp_path / "net_numpy.py", bundle(ready, run))
    path = tmp_path / "net_numpy.py"
    module = imported(path.read_text(), path)
    raw = ready.split.validation.inputs
    told = module.predict(raw, *module.load())
    labels = ready.decode(run.predict(ready.validation.x))
    assert told == [ready.task.classes[k] for k in labels]
    np.testing.assert_array_equal(module.targets(ready.split.train.targets), ready.train.t)


def test_numbers_in_their_unit(tmp_path: Path) -> None:
    project = load_example("sine")
    scaled = dataclasses.replace(project.data, target_scaler="Standardise")
    training = replace(project.training, precision="float64")
    ready = prepare(dataclasses.replace(project, data=scaled, training=training))
    run = start(ready.project, prepared=ready)
    export(tmp_path / "net_numpy.py", bundle(ready, run))
    path = tmp_path / "net_numpy.py"
    module = imported(path.read_text(), path)
    told = module.predict(ready.split.validation.inputs, *module.load())
    near(told, ready.in_units(run.predict(ready.validation.x)), "answer")


# -- the text -------------------------------------------------------------------------------------


def formatted(folder: Path, rules: str = "E,F,W,I,UP,B,SIM,C4") -> None:
    """Every program in the folder is as ruff would leave it."""
    for words in (["format", "--diff"], ["check", "--select", rules]):
        command = [sys.executable, "-m", "ruff", *words, "--isolated", "--line-length", "100"]
        done = subprocess.run([*command, str(folder)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[:4000] + done.stderr[:2000]


def test_every_program_is_formatted(tmp_path: Path) -> None:
    texts = [
        program(bundle_of(POSITIONS[position](layer, shape), {})).text
        for layer, shape, position in (case.values for case in placed())
    ]
    for family, field in (
        (optimizers, "optimizer"),
        (regularizers, "regularizer"),
        (clippings, "clipping"),
        (schedules, "schedule"),
    ):
        for _, value in all_variants(family):
            texts.append(program(bundle_of(PLAIN, {}, Training(**{field: value}))).text)
    for _, function in all_variants(losses):
        last = (*function.needs(), "Linear")[0]
        graph = chain(Input((4,)), Dense(3, last), Loss(function))
        texts.append(program(bundle_of(graph, {}, classes=("a", "b", "c"))).text)
        balanced = Training(class_weights="balanced")
        texts.append(program(bundle_of(graph, {}, balanced, classes=("a", "b", "c"))).text)
    for number, text in enumerate(texts):
        (tmp_path / f"program_{number}.py").write_text(text, encoding="utf-8")
    formatted(tmp_path)


def test_the_programs_of_the_examples_are_formatted(tmp_path: Path) -> None:
    for name in NAMES:
        made = bundle(*session(name, "float64"))
        (tmp_path / f"{name}.py").write_text(program(made).text, encoding="utf-8")
    formatted(tmp_path)


def test_only_what_occurs_is_in_a_program() -> None:
    text = program(bundle_of(PLAIN, {})).text
    for word in ("windows", "lstm", "softmax", "rng is not None", "training=", "clip", "rate_at"):
        assert word not in text
    assert "import numpy as np" in text
    assert text.count("import") == 4


TITLES = [
    "class", "2nd layer", "隐藏层 1", "Größe", 'a "quoted" name', "a\\b", "x", "forward", "np",
    "ﬁne", "...", "Hidden", "hidden", "hidden z", "Hidden_", "w" * 100, "长" * 60, "lambda",
]  # fmt: skip


def test_names_of_every_sort(tmp_path: Path) -> None:
    graph, before = Graph().add(Input((3,)), name="import"), 1
    for title in TITLES:
        graph = graph.add(Dense(3, "Sine"), name=title).connect(before, graph.newest.id + 1)
        before = graph.newest.id
    graph = graph.add(Loss(HalfSquaredError()), name="return").connect(before, before + 1)
    text = agrees(graph)
    (tmp_path / "names.py").write_text(text, encoding="utf-8")
    # Of the longest, one word by itself fills more than a line.
    formatted(tmp_path, "F,I,UP,B,SIM,C4")


def test_a_layer_twice_behind_itself() -> None:
    graph = chain(Input((4,)), Dense(4), Dense(4))
    graph = graph.add(Add()).connect(1, 4).connect(2, 4).connect(3, 4)
    agrees(graph.add(Loss()).connect(4, 5))


def test_the_middle_of_a_variational_auto_encoder() -> None:
    text = agrees(chain(Input((4,)), Dense(6), GaussianSample(0.5), Dense(3), Loss()))
    assert "KL divergence" in text


# -- what cannot be -------------------------------------------------------------------------------


def refusal(graph: Graph, **more: Any) -> str:
    with pytest.raises(ExportError) as caught:
        program(bundle_of(graph, {}, **more))
    assert is_sentence(str(caught.value))
    return str(caught.value)


def test_a_layer_without_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(translations, "PReLU")
    graph = chain(Input((4,)), Dense(3), PReLU(), Loss())
    assert "PReLU" in refusal(graph)
    assert ".npz" in refusal(graph)


def test_what_is_not_finite_is_refused(tmp_path: Path) -> None:
    tensors = {name: array * np.nan for name, array in Net(PLAIN).parameters.copies().items()}
    made = bundle_of(PLAIN, tensors)
    with pytest.raises(ExportError, match="not finite"):
        export(tmp_path / "net_numpy.py", made)
    assert not list(tmp_path.iterdir())


def test_a_bundle_that_does_not_say_how_it_was_trained() -> None:
    made = bundle_of(PLAIN, {})
    bare = Bundle(made.graph, {}, made.preprocessing, made.sample)
    assert "m_hat" in program(bare).text
