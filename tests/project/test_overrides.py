"""Settings changed by name."""

from __future__ import annotations

from typing import Any

import pytest

from bpgui.data.sources.iris import Iris
from bpgui.data.sources.moons import Moons
from bpgui.engine.activations.relu import ReLU
from bpgui.engine.declaration import Declaration
from bpgui.engine.fields import OneOf, fields_of
from bpgui.engine.graph import Graph
from bpgui.engine.layers.dense import Dense
from bpgui.engine.optimizers.momentum import Momentum
from bpgui.engine.typed import show
from bpgui.project.error import ProjectError
from bpgui.project.examples import gallery, load_example
from bpgui.project.overrides import overridden
from bpgui.project.project import Project
from bpgui.project.session import prepare
from tests.sentences import is_sentence


def spiral() -> Project:
    return load_example("spiral")


def layer(project: Project, name: str) -> Any:
    return project.graph.named(name).layer


def test_settings_of_the_training() -> None:
    names = ["training.learning_rate=0.5", "training.optimizer = Momentum"]
    training = overridden(spiral(), [*names, "training.optimizer.mu=0.25"]).training
    assert training.learning_rate == 0.5
    assert training.optimizer == Momentum(mu=0.25)


@pytest.mark.parametrize(
    "name",
    ["training.batch_size", "Training.Batch Size", "TRAINING.batch-size", "training.batchsize"],
)
def test_names_as_files_or_forms_have_them(name: str) -> None:
    assert overridden(spiral(), [f"{name}=7"]).training.batch_size == 7


@pytest.mark.parametrize(
    ("typed", "value"),
    [("on", True), ("false", False), ("Yes", True), ("NO", False), ("off", False)],
)
def test_switches(typed: str, value: bool) -> None:
    assert overridden(spiral(), [f"training.best_weights={typed}"]).training.best_weights is value


def test_words_that_are_shown_do_as_well() -> None:
    training = overridden(
        spiral(), ["training.class_weights=classes alike", "training.batch_size=full batch"]
    ).training
    assert (training.class_weights, training.batch_size) == ("balanced", 0)


def test_settings_of_a_layer_by_its_name() -> None:
    project = overridden(spiral(), ["Hidden 1.units=3", "hidden 2.activation=relu"])
    assert layer(project, "Hidden 1").units == 3
    assert layer(project, "Hidden 2").activation == ReLU()
    assert prepare(project)


def test_a_layer_may_have_dots_in_its_name_and_share_the_beginning_of_it() -> None:
    graph = Graph().add(Dense(units=1), name="Block").add(Dense(units=1), name="Block.a")
    after = overridden(Project(graph), ["Block.a.units=2", "Block.units=3"])
    assert (layer(after, "Block").units, layer(after, "Block.a").units) == (3, 2)


def test_the_ends_of_the_diagram_follow_the_data() -> None:
    project = overridden(spiral(), ["data.source=Moons", "data.source.points=80"])
    assert project.data.source == Moons(points=80)
    assert project.graph == spiral().graph
    iris = overridden(spiral(), ["data.source=iris"])
    assert iris.data.source == Iris()
    assert prepare(iris).check.trained


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("foo", "'foo' changes nothing: write NAME=VALUE"),
        ("rate=1", "nothing to set called 'rate': begin with training, data, Input, Hidden 1,"),
        ("training.rate=1", "no setting 'rate' in training: it has learning_rate, optimizer,"),
        ("training=1", "training stands for several settings: it has learning_rate"),
        (
            "training.optimizer.rate=1",
            r"no setting 'rate' in training.optimizer \(Adam\): it has beta1",
        ),
        ("training.optimizer=Foo", "training.optimizer has no kind of optimiser called 'Foo'"),
        ("training.seed.x=1", "training.seed is a single one"),
        ("training.learning_rate=fast", "training.learning_rate must be a number"),
        ("training.learning_rate=nan", "training.learning_rate must be a finite number"),
        ("training.best_weights=maybe", "training.best_weights must be on or off"),
        ("Hidden 1.units=-3", "Hidden 1.units must be between 1 and 65536, not -3"),
        ("Loss.units=3", "no setting 'units' in Loss"),
        ("\x1b[31m\n" + "x" * 10_000 + "=1", "nothing to set called"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(setting: str, sentence: str) -> None:
    with pytest.raises(ProjectError, match=sentence) as caught:
        overridden(spiral(), [setting])
    assert is_sentence(str(caught.value))


def settings(owner: Declaration, path: str) -> list[str]:
    """Every setting as it is, by its path."""
    found = []
    for field in fields_of(owner):
        value = getattr(owner, field.name)
        if isinstance(field.spec, OneOf):
            found += [f"{path}.{field.name}={value.kind()}"]
            found += settings(value, f"{path}.{field.name}")
        elif value != "":
            found.append(f"{path}.{field.name}={show(field.spec, value)}")
    return found


@pytest.mark.parametrize("name", [example.name for example in gallery()])
def test_every_setting_can_be_said_as_it_is(name: str) -> None:
    project = load_example(name)
    said = settings(project.data, "data") + settings(project.training, "training")
    for node in project.graph.nodes.values():
        said += settings(node.layer, node.name)
    assert overridden(project, said) == project
