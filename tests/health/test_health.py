"""The rules of health on networks in training: every sick one is caught, and can be cured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.declaration import replace
from bpgui.engine.graph import Graph, chain
from bpgui.engine.initializers.normal import Normal
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.report import Evaluation
from bpgui.health import Course, examine, measure, rules
from bpgui.health.figures import figure, percent
from bpgui.health.rule import Case
from bpgui.project.examples import load_example
from bpgui.project.project import DataSettings, Project
from bpgui.project.session import prepare, start
from tests.health.following import course, follow, kinds, look


def with_training(project: Project, **settings: object) -> Project:
    return dataclasses.replace(project, training=replace(project.training, **settings))


def test_tokens_are_never_called_badly_scaled() -> None:
    for findings in follow(load_example("transformer"), 1):
        assert "InputScale" not in kinds(findings)


def test_one_loss_that_stands_out_does_not_undo_what_was_learned() -> None:
    jump = [1.0, 0.1, 0.1, 0.1, 0.1, 0.9]
    assert course([Evaluation(i, loss, 0.5) for i, loss in enumerate(jump)]).learned()
    stays = [1.0, 0.1, 0.9, 0.9, 0.9]
    assert not course([Evaluation(i, loss, 0.5) for i, loss in enumerate(stays)]).learned()


def test_a_penalty_is_not_taken_for_bad_guesses() -> None:
    assert "FirstLoss" not in kinds(follow(load_example("overfit-l2"), 1)[0])


def test_one_bad_epoch_is_no_over_fitting() -> None:
    project = load_example("spiral")
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    calm, jump = Evaluation(1, 0.05, 0.99, 0.1, 0.98), Evaluation(2, 0.05, 0.99, 0.9, 0.8)
    for seen, told in (([calm] * 12 + [jump], False), ([calm] * 12 + [jump] * 3, True)):
        found = kinds(look(project, prepared, trainer, seen))
        assert ("OverFitting" in found) is told


def test_measuring_leaves_the_run_exactly_as_it_was() -> None:
    project = load_example("spiral")
    prepared = prepare(project)
    watched, alone = (start(project, prepared=prepared) for _ in range(2))
    losses: list[list[float]] = [[], []]
    for _ in range(30):
        measure(watched, prepared)
        for trainer, own in zip((watched, alone), losses, strict=True):
            for report in trainer.make(7):
                own += report.losses.tolist()
    assert losses[0] == losses[1]
    assert watched.state().random == alone.state().random


def test_frozen_layers_are_left_out() -> None:
    graph = chain(Input((2,)), Dense(4, frozen=True), Dense(3), Dense(1), Loss())
    prepared = prepare(Project(graph))
    trainer = start(prepared.project, prepared=prepared)
    list(trainer.make(3))
    assert [layer.node for layer in measure(trainer, prepared).layers] == [3, 4]


def deep(activation: str, start: Normal, last: str = "tanh") -> Graph:
    hidden = [Dense(10, activation, initializer=start) for _ in range(6)]
    return chain(Input((2,)), *hidden, Dense(1, last, initializer=start), Loss())


def test_a_vanishing_gradient_is_named_at_the_first_layer_and_cured() -> None:
    sick = with_training(Project(deep("sigmoid", Normal(0.5))), optimizer="SGD", learning_rate=0.1)
    (*_, findings) = follow(sick, 12)
    vanishing = next(finding for finding in findings if finding.rule == "Vanishing")
    assert vanishing.node == sick.graph.named("Dense").id
    relu = next(cure for cure in vanishing.cures if "ReLU" in cure.label)
    (*_, cured) = follow(relu.apply(sick), 12)
    assert "Vanishing" not in kinds(cured)


def test_the_first_lesson_shows_its_vanishing_gradient() -> None:
    (first, *_) = follow(load_example("L0"), 4)
    assert "Vanishing" in kinds(first)


def test_updates_as_large_as_the_weights_are_exploding() -> None:
    wild = Project(deep("relu", Normal(1.5), "linear"))
    sick = with_training(wild, optimizer="SGD", learning_rate=0.01)
    prepared = prepare(sick)
    trainer = start(sick, prepared=prepared)
    before = trainer.evaluate()
    list(trainer.make(1))
    findings = look(sick, prepared, trainer, [before, trainer.evaluate()])
    (exploding,) = (finding for finding in findings if finding.rule == "Exploding")
    # One step more, and the run diverges.
    assert "not finite" in exploding.measured


def test_a_step_as_large_as_the_weights_is_told_by_its_size() -> None:
    sick = with_training(
        Project(deep("tanh", Normal(0.3), "linear")), optimizer="SGD", learning_rate=30.0
    )
    prepared = prepare(sick)
    trainer = start(sick, prepared=prepared)
    before = trainer.evaluate()
    list(trainer.make(1))
    vitals = measure(trainer, prepared)
    findings = look(sick, prepared, trainer, [before, trainer.evaluate()])
    (exploding,) = (finding for finding in findings if finding.rule == "Exploding")
    largest = max(layer.update or 0 for layer in vitals.layers)
    assert f"{figure(largest)} times its length" in exploding.measured


def test_dead_units_are_counted() -> None:
    graph = chain(
        Input((2,)),
        Dense(20, "relu", bias_initializer=Normal(0.0)),
        Dense(1, "tanh"),
        Loss(),
    )
    from bpgui.engine.initializers.constant import Constant

    id = graph.named("Dense").id
    graph = graph.with_layer(id, Dense(20, "relu", bias_initializer=Constant(-50.0)))
    (*_, findings) = follow(Project(graph), 1)
    dead = next(finding for finding in findings if finding.rule == "DeadUnits")
    assert dead.node == id
    assert dead.title == f"{percent(1.0)} of the units are dead"


def test_saturated_units_are_caught() -> None:
    sick = Project(deep("tanh", Normal(8.0)))
    assert "Saturated" in kinds(follow(with_training(sick, learning_rate=1e-6), 2)[0])


def test_tiny_updates_and_a_loss_that_stands_still_are_caught() -> None:
    sick = with_training(load_example("spiral"), optimizer="SGD", learning_rate=1e-9)
    (*_, findings) = follow(sick, 24)
    assert {"UpdateSize", "NotFalling"} <= kinds(findings)


def test_over_fitting_is_caught() -> None:
    hidden = Dense(64, "relu"), Dense(64, "relu")
    loss = Loss("binary cross-entropy")
    graph = chain(Input((2,)), *hidden, Dense(1, "sigmoid"), loss)
    from bpgui.data.sources.moons import Moons

    data = DataSettings(source=Moons(points=60, noise=0.45), validation=0.5)
    sick = with_training(Project(graph, data), learning_rate=0.003, batch_size=5)
    assert "OverFitting" in set().union(*map(kinds, follow(sick, 60)))


def test_a_first_loss_worse_than_chance_is_caught() -> None:
    project = load_example("digits")
    graph = project.graph
    for id, node in graph.nodes.items():
        if isinstance(node.layer, Dense):
            graph = graph.with_layer(id, replace(node.layer, initializer=Normal(5.0)))
    sick = with_training(dataclasses.replace(project, graph=graph), learning_rate=1e-6)
    assert "FirstLoss" in kinds(follow(sick, 1)[0])


def test_inputs_that_are_not_standardised_are_caught_and_cured() -> None:
    graph = chain(Input((13,)), Dense(8), Dense(3, "softmax"), Loss("categorical cross-entropy"))
    sick = Project(graph, DataSettings(source="Wine"))
    findings = follow(sick, 1)[0]
    scale = next(finding for finding in findings if finding.rule == "InputScale")
    assert "InputScale" not in kinds(follow(scale.cures[0].apply(sick), 1)[0])


def test_an_oscillating_loss_is_caught() -> None:
    jumping = [1.0, 2.0] * 15
    evaluations = [Evaluation(i, loss, 0.5) for i, loss in enumerate(jumping)]
    project = load_example("spiral")
    prepared = prepare(project)
    findings = look(project, prepared, start(project, prepared=prepared), evaluations)
    assert "Oscillating" in kinds(findings)


def test_imbalanced_classes_are_caught() -> None:
    project = load_example("iris")
    prepared = prepare(project)
    vitals = measure(start(project, prepared=prepared), prepared)
    counts = dataclasses.replace(vitals.inputs, class_counts=(500, 10, 400))
    uneven = dataclasses.replace(vitals, inputs=counts)
    findings = examine(Case(project, prepared.task, uneven, course([])))
    assert "Imbalance" in kinds(findings)


def test_every_rule_gives_its_threshold_and_its_source() -> None:
    for kind in rules:
        assert kind.formula()
        assert (
            any(year in kind.help() for year in map(str, range(1985, 2027)))
            or "CS231n" in kind.help()
        )


@pytest.mark.parametrize("name", ["spiral", "digits", "residual"])
def test_every_cure_leaves_a_diagram_that_can_be_trained(name: str) -> None:
    from bpgui.health import cures

    project = load_example(name)
    node = next(id for id, node in project.graph.nodes.items() if isinstance(node.layer, Dense))
    small = replace(project.graph.nodes[node].layer, initializer=Normal())
    project = dataclasses.replace(project, graph=project.graph.with_layer(node, small))
    every = (
        cures.fitting_start(),
        cures.activation("ReLU", "ReLU"),
        cures.batch_norm(project.graph.nodes[node]),
        cures.dropout(project.graph.nodes[node]),
        cures.rate(0.1),
        cures.clipping(),
        cures.standardised(),
        cures.weight_decay(),
        cures.early_stop(),
    )
    for cure in every:
        cured = cure.apply(project)
        assert cured != project, cure.label
        assert check(cured.graph, prepare(cured).task).ok


def test_a_start_that_fits_is_left_alone() -> None:
    from bpgui.health import cures

    project = load_example("digits")
    assert cures.fitting_start().apply(project) == project


def test_tokens_are_no_sizes() -> None:
    project = load_example("transformer")
    prepared = prepare(project)
    assert prepared.task.tokens
    none = np.zeros(0)
    found = examine(
        Case(
            project,
            prepared.task,
            measure(start(project), prepared),
            Course(none, none, none, none, none),
        )
    )
    assert "InputScale" not in {finding.rule for finding in found}
