"""What stands in a NumPy program, and what cannot be written as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.engine.activation import activations
from bpgui.engine.activations.tanh import Tanh
from bpgui.engine.clipping import clippings
from bpgui.engine.clippings.none import NoClipping
from bpgui.engine.graph import Graph, chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.layers.prelu import PReLU
from bpgui.engine.loss import losses
from bpgui.engine.losses.squared import HalfSquaredError
from bpgui.engine.optimizer import optimizers
from bpgui.engine.optimizers.sgd import SGD
from bpgui.engine.regularizer import regularizers
from bpgui.engine.regularizers.none import NoRegularizer
from bpgui.engine.schedule import schedules
from bpgui.engine.schedules.constant import Constant
from bpgui.engine.training import Training
from bpgui.export import Bundle, ExportError, export
from bpgui.export.numpy_program.place import translations
from bpgui.project.bundle import bundle
from tests.engine.nets import POSITIONS, Net
from tests.engine.variants import all_variants
from tests.export.numpy_runs import (
    NAMES,
    PLAIN,
    agrees,
    bundle_of,
    formatted,
    placed,
    program,
    session,
)
from tests.sentences import is_sentence


def bundles() -> Iterator[Bundle]:
    """One for every layer, optimiser, loss... under every option."""
    for layer, shape, position in (case.values for case in placed()):
        yield bundle_of(POSITIONS[position](layer, shape), {})
    for family, field in (
        (optimizers, "optimizer"),
        (regularizers, "regularizer"),
        (clippings, "clipping"),
        (schedules, "schedule"),
    ):
        for _, value in all_variants(family):
            yield bundle_of(PLAIN, {}, Training(**{field: value}))
    for _, function in all_variants(losses):
        last = (*function.needs(), "Linear")[0]
        graph = chain(Input((4,)), Dense(3, last), Loss(function))
        yield bundle_of(graph, {}, classes=("a", "b", "c"))
        yield bundle_of(graph, {}, Training(class_weights="balanced"), classes=("a", "b", "c"))


def test_every_program_is_formatted(tmp_path: Path) -> None:
    for number, made in enumerate(bundles()):
        with suppress(ExportError):  # a kind that came later need not have a translation
            text = program(made).text
            (tmp_path / f"program_{number}.py").write_text(text, encoding="utf-8")
    assert len(list(tmp_path.iterdir())) > 300
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
    "a rather long name that ends in \\", "it's (a] \"name\" of 40 characters, too \\",
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


def refusal(graph: Graph, **more: Any) -> str:
    with pytest.raises(ExportError) as caught:
        program(bundle_of(graph, {}, **more))
    assert is_sentence(str(caught.value))
    return str(caught.value)


def test_a_layer_without_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(translations, "PReLU")
    graph = chain(Input((4,)), Dense(3), PReLU(), Loss()).rename(3, "Bend")
    said = refusal(graph)
    assert said.startswith("Bend (PReLU) has no translation into NumPy")
    assert ".npz" in said


@pytest.mark.parametrize(
    ("registry", "base", "place"),
    [
        (activations, Tanh, "layer"),
        (losses, HalfSquaredError, "loss"),
        (optimizers, SGD, "optimizer"),
        (regularizers, NoRegularizer, "regularizer"),
        (schedules, Constant, "schedule"),
        (clippings, NoClipping, "clipping"),
    ],
    ids=["activation", "loss", "optimiser", "regulariser", "schedule", "clipping"],
)
def test_others_without_translation(
    registry: Any, base: Any, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type("Foreign", (base,), {"label": "foreign", "__doc__": base.__doc__})
    monkeypatch.setitem(registry._kinds, "Foreign", kind)
    if place == "layer":
        said = refusal(chain(Input((4,)), Dense(3, kind()), Loss()))
        assert said.startswith("Dense: ")
    elif place == "loss":
        said = refusal(chain(Input((4,)), Dense(3), Loss(kind())))
    else:
        with pytest.raises(ExportError) as caught:
            program(bundle_of(PLAIN, {}, Training(**{place: kind()})))
        said = str(caught.value)
        assert is_sentence(said)
    assert "foreign has no translation into NumPy" in said


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
