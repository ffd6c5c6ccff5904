"""The differences of two projects: every changed setting is told, and nothing else."""

from __future__ import annotations

import dataclasses

import pytest

from bpgui.data.scaler import Standardise
from bpgui.data.sources.moons import Moons
from bpgui.engine.declaration import replace
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.optimizers.adam import Adam
from bpgui.engine.optimizers.sgd import SGD
from bpgui.project.differences import diff
from bpgui.project.examples import gallery, load_example
from bpgui.project.project import Project

PROJECT = Project(chain(Input(), Dense(units=8), Dense(units=1), Loss()))


def trained(**settings: object) -> Project:
    return dataclasses.replace(PROJECT, training=replace(PROJECT.training, **settings))


def with_layer(place: int, layer: object) -> Project:
    ids = list(PROJECT.graph.nodes)
    return dataclasses.replace(PROJECT, graph=PROJECT.graph.with_layer(ids[place], layer))


def test_nothing_differs_from_itself() -> None:
    assert diff(PROJECT, PROJECT) == []


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (trained(learning_rate=0.1), ["learning rate 0.003 → 0.1"]),
        (trained(optimizer=SGD()), ["optimiser Adam → gradient descent"]),
        (trained(optimizer=Adam(beta1=0.5)), ["optimiser: beta 1 0.9 → 0.5"]),
        (trained(batch_size=0), ["batch size 10 → Full batch"]),
        (trained(best_weights=False), ["best weights on → off"]),
        (trained(epochs=1000, seed=2), ["stop after epochs No limit → 1,000", "seed 1 → 2"]),
        (with_layer(1, Dense(units=16)), ["Dense: units 8 → 16"]),
        (with_layer(1, Dropout()), ["Dense: Dense → Dropout"]),
        (with_layer(0, Input((2, 3))), ["Input: shape 2 → 2 × 3"]),
    ],
)
def test_a_change_is_told_in_words(after: Project, words: list[str]) -> None:
    assert diff(PROJECT, after) == words


def test_data_come_after_the_diagram_and_before_the_training() -> None:
    after = trained(learning_rate=0.1)
    data = replace(PROJECT.data, source=Moons(), scaler=Standardise(), validation=0.5)
    graph = with_layer(1, Dense(units=16)).graph
    assert diff(PROJECT, Project(graph, data, after.training)) == [
        "Dense: units 8 → 16",
        f"data set {PROJECT.data.source.label} → {Moons.label}",
        "validation share 0.2 → 0.5",
        f"scaling {PROJECT.data.scaler.label} → {Standardise.label}",
        "learning rate 0.003 → 0.1",
    ]


def test_layers_come_and_go() -> None:
    graph = PROJECT.graph
    ids = list(graph.nodes)
    shorter = dataclasses.replace(PROJECT, graph=graph.remove([ids[1]]))
    assert diff(PROJECT, shorter) == ["Dense removed"]
    assert diff(shorter, PROJECT) == ["Dense added (Dense)"]


def test_names_places_and_notes_do_not_count() -> None:
    ids = list(PROJECT.graph.nodes)
    graph = PROJECT.graph.rename(ids[1], "Hidden").move({ids[1]: (5.0, 5.0)})
    assert diff(PROJECT, dataclasses.replace(PROJECT, graph=graph, notes="other")) == []


@pytest.mark.parametrize("name", [example.name for example in gallery()])
def test_any_two_projects_can_be_told_apart(name: str) -> None:
    other = load_example(name)
    assert diff(other, other) == []
    assert diff(PROJECT, other)
