"""Programs in PyTorch and Keras as texts: neither is needed here (see `tests/tools/`)."""

from __future__ import annotations

import ast
import dataclasses
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.engine.activation import activations
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.arrays import Ops, Shape
from bpgui.engine.clipping import clippings
from bpgui.engine.clippings.by_norm import ByNorm
from bpgui.engine.declaration import Registry, to_data
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layer import Layer, Site, layers
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.engine.loss import losses
from bpgui.engine.losses.squared import MeanSquaredError
from bpgui.engine.optimizer import optimizers
from bpgui.engine.optimizers.sgd import SGD
from bpgui.engine.regularizer import regularizers
from bpgui.engine.regularizers.penalties import L2
from bpgui.engine.schedule import schedules
from bpgui.engine.schedules.cosine import Cosine
from bpgui.engine.training import Training
from bpgui.export import Bundle, ExportError, export, exporter_for, exporters
from bpgui.export.program import Program
from bpgui.project.examples import gallery, load_example
from tests.engine.test_layer_contract import INNER
from tests.export.known import newer
from tests.export.programs import SUFFIXES, kinds, of_example, settings, trained
from tests.sentences import is_sentence

#: The default rules, and more. Long names may make long lines.
RULES = "E4,E7,E9,F,W,I,UP,B,C4,SIM"

every_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


def program(suffix: str) -> Program:
    made = exporter_for(f"net{suffix}")
    assert isinstance(made, Program)
    return made


def of_graph(graph: Graph, **training: object) -> Bundle:
    return trained(graph, before=0, **training).bundle


@pytest.fixture(scope="module")
def bundles() -> dict[str, Bundle]:
    """Every example, every kind under every option, every setting of the training."""
    cases = {name: of_graph(graph) for name, graph in kinds()}
    cases |= {name: of_graph(graph, **more) for name, graph, more in settings()}
    return {**{card.name: of_example(card.name) for card in gallery()}, **cases}


def ruff(folder: Path) -> str:
    """What a formatter and a linter say of the programs in a folder; empty if nothing."""
    said = ""
    for words in (
        ["format", "--check"],
        ["check", "--quiet", "--select", RULES, "--target-version", "py311"],
    ):
        command = [sys.executable, "-m", "ruff", *words, "--isolated", "--line-length", "100"]
        done = subprocess.run(
            [*command, "--no-cache", "."], cwd=folder, capture_output=True, text=True, check=False
        )
        said += (done.stdout + done.stderr) if done.returncode else ""
    return said


def test_every_kind_is_among_the_cases() -> None:
    assert {kind.kind() for kind in INNER} <= {name.partition("-")[0] for name, _ in kinds()}


@every_suffix
def test_every_program_is_whole_and_tidy(
    bundles: dict[str, Bundle], suffix: str, tmp_path: Path
) -> None:
    wrong = []
    for number, (name, made) in enumerate(bundles.items()):
        try:
            text = program(suffix).source(made, f"net{suffix[:-3]}.npz")
        except ExportError:
            if newer(made):
                continue
            raise
        (tmp_path / f"case{number}.py").write_text(text, encoding="utf-8")
        compile(text, name, "exec")
        if told(text, suffix) != set(made.tensors):
            wrong.append(name)
    assert wrong == []
    assert ruff(tmp_path) == ""


def told(text: str, suffix: str) -> set[str]:
    """The tensors that a program reads."""
    tree = ast.parse(text)
    if suffix == "_pytorch.py":
        (table,) = (
            node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TENSORS"
        )
        return set(ast.literal_eval(table).values())
    (load,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "load")
    return {name for node in ast.walk(load) for name in _read(node)}


def _read(node: ast.AST) -> Iterator[str]:
    """w["a/weight"], and what the helpers for several tensors of a layer read."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "w":
        yield ast.literal_eval(node.slice)
    if not isinstance(node, ast.Call):
        return
    name, words = ast.unparse(node.func), node.args[1:]
    if name == "attention_arrays":
        for part in ("in_proj_weight", "in_proj_bias", "out_proj_weight", "out_proj_bias"):
            yield ast.literal_eval(words[0]) + part
    if name == "gru_arrays":
        way = ast.literal_eval(words[1]) if words[1:] else ""
        for part in ("weight_ih", "weight_hh", "bias", "bias_hn"):
            yield f"{ast.literal_eval(words[0])}/{part}{way}"


@every_suffix
def test_only_what_occurs_is_in_a_program(suffix: str) -> None:
    text = program(suffix).source(of_example("xor"), f"xor{suffix[:-3]}.npz")
    for other in ("GaussianSample", "attention", "waves", "average_pool", "factor", "penalty"):
        assert other not in text
    assert len(text.splitlines()) < 130


def test_how_digits_reads_in_pytorch() -> None:
    lines = program("_pytorch.py").source(of_example("digits"), "digits_pytorch.npz").splitlines()
    for line in (
        "class DigitsNet(nn.Module):",
        "        self.hidden = nn.Linear(64, 32)",
        "        x = F.relu(self.hidden(x))  # (rows, 32)",
        "        return F.softmax(self.logits(x), dim=1)",
        "    raw = raw / 16.0",
        "            loss = F.cross_entropy(y, wanted)",
    ):
        assert line in lines


def test_how_digits_reads_in_keras() -> None:
    lines = program("_keras.py").source(of_example("digits"), "digits_keras.npz").splitlines()
    for line in (
        '    x = layers.Dense(32, activation="relu", name="hidden")(inputs)  # (rows, 32)',
        '    x = layers.Dense(10, name="output")(x)  # (rows, 10)',
        '    answers = layers.Activation("softmax", name="answers")(x)  # (rows, 10)',
        '    model.get_layer("hidden").set_weights([w["Hidden/weight"].T, w["Hidden/bias"]])',
        "    logits.compile(optimizer, keras.losses.CategoricalCrossentropy(from_logits=True))",
    ):
        assert line in lines


@every_suffix
def test_the_head_says_what_it_is_and_what_it_needs(suffix: str) -> None:
    text = program(suffix).source(of_example("digits"), f"digits{suffix[:-3]}.npz")
    said = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
    assert said.startswith("A network trained with bpgui ")
    assert f"digits{suffix[:-3]}.npz, which must lie beside this file" in said
    assert f"from digits{suffix[:-3]} import decode, load, preprocess" in said


# -- names -----------------------------------------------------------------------------------------

NAMES = (
    "class", "forward", "train", "x", "h", "torch", "layers", "inputs", "1st conv", "隐藏层 1",
    "Größe", "½", "🙂", "l", "state", 'quote " and \\ back\'', "a" * 40, "a" * 39 + "b",
    "hidden 1", "Hidden-1", "print", "match", "logits", "__init__", "WEIGHTS", "{}", "%s", "x²",
)  # fmt: skip


@every_suffix
def test_names_of_all_sorts(suffix: str, tmp_path: Path) -> None:
    graph = chain(Input((4,)), *(Dense(4) for _ in NAMES), Dense(2), Loss())
    nodes = {
        id: dataclasses.replace(node, name=NAMES[id - 2]) if 1 < id < len(NAMES) + 2 else node
        for id, node in graph.nodes.items()
    }
    made = of_graph(dataclasses.replace(graph, nodes=nodes))
    text = program(suffix).source(made, f"net{suffix[:-3]}.npz")
    compile(text, "names", "exec")
    assert told(text, suffix) == set(made.tensors)
    (tmp_path / "names.py").write_text(text, encoding="utf-8")
    assert ruff(tmp_path) == ""


@every_suffix
@pytest.mark.parametrize("stem", ["1", "a-b c", "网络", 'a"""b', "back\\slash", "", "class", "a'b"])
def test_names_of_files(suffix: str, stem: str) -> None:
    text = program(suffix).source(of_example("xor"), f"{stem}{suffix[:-3]}.npz")
    compile(text, "stem", "exec")


@every_suffix
def test_names_of_classes_in_any_script(suffix: str) -> None:
    names = ("a\"b'c", "\\", "новый", "\n")
    made = dataclasses.replace(of_example("iris"), classes=names)
    (line,) = (
        line
        for line in program(suffix).source(made, "a.npz").splitlines()
        if line.startswith("CLASSES = ")
    )
    assert tuple(ast.literal_eval(line.removeprefix("CLASSES = "))) == names


# -- what cannot be --------------------------------------------------------------------------------


@pytest.fixture
def foreign() -> Iterator[type[Layer]]:
    """A kind of layer that somebody else has added."""

    @layers.register("Foreign layer", group="Core")
    @dataclass(frozen=True)
    class Foreign(Layer):
        """a = x"""

        def output_shape(self, *x: Shape) -> Shape:
            return x[0]

        def bind(self, at: Site) -> Ops:
            return Ops()

    yield Foreign
    del layers._kinds["Foreign"]


@every_suffix
def test_a_kind_without_a_translation(suffix: str, foreign: type[Layer], tmp_path: Path) -> None:
    graph = chain(Input((4,)), foreign(), Dense(2), Loss())
    made = of_graph(graph)
    with pytest.raises(
        ExportError, match=r"^Foreign layer cannot .*Foreign layer.*\.npz"
    ) as caught:
        export(tmp_path / f"a{suffix}", made)
    assert is_sentence(str(caught.value))
    assert list(tmp_path.iterdir()) == []


FOREIGN: dict[str, tuple[Registry[Any], type[Any]]] = {
    "activation": (activations, Tanh),
    "loss": (losses, MeanSquaredError),
    "optimizer": (optimizers, SGD),
    "schedule": (schedules, Cosine),
    "regularizer": (regularizers, L2),
    "clipping": (clippings, ByNorm),
}


@every_suffix
@pytest.mark.parametrize("noun", FOREIGN)
def test_a_function_without_a_translation(
    suffix: str, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, base = FOREIGN[noun]
    kind = dataclass(frozen=True)(type("Foreign", (base,), {}))
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("foreign thing")(kind)
    options = {noun: kind()} if noun not in ("activation", "loss") else {}
    dense = Dense(2, kind()) if noun == "activation" else Dense(2)
    loss = Loss(kind()) if noun == "loss" else Loss()
    made = of_graph(chain(Input((4,)), dense, loss), **options)
    with pytest.raises(
        ExportError, match=r"foreign thing.*: export the weights as \.npz"
    ) as caught:
        program(suffix).source(made, "a.npz")
    assert is_sentence(str(caught.value))
    if noun == "activation":
        assert str(caught.value).startswith("Dense cannot be written in ")


@every_suffix
def test_a_diagram_that_is_not_complete(suffix: str) -> None:
    made = dataclasses.replace(of_example("xor"), graph={"nodes": [], "edges": []})
    with pytest.raises(ExportError, match="not complete"):
        program(suffix).source(made, "a.npz")


# -- training --------------------------------------------------------------------------------------


def test_a_bundle_tells_how_it_was_trained() -> None:
    made = of_example("cnn")
    assert made.training == to_data(load_example("cnn").training)
    settings = {name: value for name, value in made.training.items() if name != "kind"}
    assert Training(**settings) == load_example("cnn").training


@every_suffix
def test_a_bundle_that_does_not_tell_how_it_was_trained(suffix: str) -> None:
    made = dataclasses.replace(of_example("xor"), training={})
    compile(program(suffix).source(made, "a.npz"), "plain", "exec")


@every_suffix
def test_rows_that_count_by_their_class(suffix: str, tmp_path: Path) -> None:
    made = of_example("iris")
    made = dataclasses.replace(made, training={**made.training, "class_weights": "balanced"})
    text = program(suffix).source(made, f"a{suffix[:-3]}.npz")
    assert "balance(targets)" in text
    (tmp_path / "a.py").write_text(text)
    assert ruff(tmp_path) == ""


@every_suffix
def test_nothing_to_train(suffix: str) -> None:
    graph = chain(Input((4,)), Dense(2, frozen=True), Loss())
    text = program(suffix).source(of_graph(graph), "a.npz")
    assert "def train" not in text
    compile(text, "frozen", "exec")


def test_frozen_layers_stay_frozen() -> None:
    graph = chain(
        Input((5, 4)), GRU(3, "sequence", frozen=True), MultiHeadAttention(1, frozen=True), Loss()
    )
    made = of_graph(graph)
    torch = program("_pytorch.py").source(made, "a.npz")
    assert "self.gru.requires_grad_(False)" in torch
    assert "self.attention.requires_grad_(False)" in torch
    keras = program("_keras.py").source(made, "a.npz")
    assert 'trainable=False, name="gru"' in keras
    assert 'model.get_layer("attention").trainable = False' in keras


# -- scaling ---------------------------------------------------------------------------------------


@every_suffix
@pytest.mark.parametrize("size", [1, 4, 64])
def test_scaling_of_one_number_few_and_many(suffix: str, size: int) -> None:
    """preprocess() of the program, run: it needs no framework but for its last line."""
    graph = chain(Input((size,)), Dense(2), Loss())
    numbers = {"shift": np.arange(1.0, size + 1).tolist(), "scale": [0.5] * size}
    made = dataclasses.replace(of_graph(graph), preprocessing={"name": "Standardise", **numbers})
    tree = ast.parse(program(suffix).source(made, "a.npz"))
    wanted = ("SHIFT", "SCALE", "preprocess")
    parts = [
        node
        for node in tree.body
        if getattr(node, "name", "") in wanted
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in wanted)
    ]
    function = next(part for part in parts if isinstance(part, ast.FunctionDef))
    function.body[-1] = ast.parse("return raw").body[0]
    function.args.args[0].annotation = function.returns = None
    space = {"np": np, "about": lambda: {"preprocessing": numbers}}
    exec(compile(ast.Module(parts, []), "scaling", "exec"), space)
    raw = np.ones((3, size))
    np.testing.assert_allclose(space["preprocess"](raw), (raw - numbers["shift"]) / 0.5)


def test_the_help_tells_every_ending() -> None:
    from bpgui.cli.parser import ENDINGS

    assert all(kind.suffix in ENDINGS for kind in exporters)
