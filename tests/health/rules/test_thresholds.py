"""Every rule at its threshold: what lies just within is told, what lies just outside is not."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from bpgui.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.task import Task
from bpgui.health import LayerVitals, rules
from bpgui.health.rule import Case
from tests.health.cases import FLAT, NODES, case, layer, told

THREE = Task((2,), "classification", 3, ("a", "b", "c"))
TOKENS = Task((2,), "regression", 1, tokens=9)
IMAGE = Task((1, 2, 2), "regression", 1)
#: A run whose loss has fallen to a tenth: no rule that asks for learning complains of it.
LEARNED = (1.0, 0.1, 0.1)
RISEN: dict[str, Any] = {
    "loss": [0.1] * 10,
    "val_loss": [1.0] * 5 + [9.0] * 5,
    "val_accuracy": [0.9] * 10,
}
MORE = {"accuracy": [1.0] * 12, "val_accuracy": [0.9] * 12}
OVER = {"accuracy": [1.0] * 10, "val_accuracy": [0.9] * 10}


def each(setting: str, *values: object) -> list[LayerVitals]:
    """One layer for each value of this vital."""
    return [layer(NODES[place], **{setting: value}) for place, value in enumerate(values)]


def gradients(*sizes: float) -> list[LayerVitals]:
    return each("gradient", *sizes)


def updates(*sizes: float | None) -> list[LayerVitals]:
    return each("update", *sizes)


def jumping(ups: int, height: float = 3.0, length: int = 20) -> list[float]:
    """Losses of which so many are higher than the one before; none is lower at the end."""
    return ([1.0, height] * ups + [height] * length)[:length]


WITHIN: list[tuple[str, Case]] = [
    ("DeadUnits", case(layer(2, dead=0.41))),
    ("Saturated", case(layer(2, saturated=0.51))),
    ("Exploding", case(*updates(1e-3, 0.51, 1e-3))),
    ("Exploding", case(*updates(None, math.inf))),
    ("Exploding", case(layer(2, update=9.0, weight=0.21, usual=2.0))),
    ("Vanishing", case(*gradients(0.0099, 0.5, 1.0))),
    ("Vanishing", case(*gradients(0.0099, 1.0, 0.01))),
    ("Vanishing", case(*gradients(0.0, 1.0, 1.0))),
    ("Vanishing", case(layer(2, gradient=0.0, dead=0.9), layer(3), layer(4))),
    ("Vanishing", case(layer(2, gradient=1.0, update=0.49), layer(3, gradient=1e9))),
    ("UpdateSize", case(*updates(9e-6, 1e-7, None), loss=[1.0] * 10)),
    ("UpdateSize", case(layer(2, update=0.0, dead=0.4, saturated=0.5), loss=[1.0] * 10)),
    ("NotFalling", case(loss=[1.0] + [0.98] * 20, each=15)),
    ("Oscillating", case(loss=jumping(8))),
    ("Oscillating", case(loss=[9.0, *jumping(8)])),
    # Jumps of 0.4 where the mean is 1.2.
    ("Oscillating", case(loss=[1.0, 1.4] * 10)),
    ("OverFitting", case(loss=[0.1] * 10, val_loss=[1.0] * 5 + [1.51] * 5, **OVER)),
    (
        "OverFitting",
        case(
            loss=[0.1] * 10,
            val_loss=[1.0] * 5 + [9.0] * 5,
            accuracy=[0.93] * 10,
            val_accuracy=[0.8999] * 10,
        ),
    ),
    ("OverFitting", case(accuracy=[0.961] * 10, validation_rows=100, **RISEN)),
    ("OverFitting", case(accuracy=[0.931] * 10, validation_rows=10_000, **RISEN)),
    ("FirstLoss", case(loss=(2.78, 2.4), function=BinaryCrossEntropy())),
    ("FirstLoss", case(loss=(4.4, 4.2), function=CategoricalCrossEntropy(), task=THREE)),
    ("FirstLoss", case(loss=(9.0, 8.0), function=BinaryCrossEntropy(), regularizer="MaxNorm")),
    ("InputScale", case(inputs=(5.01, 1.0, 1.0))),
    ("InputScale", case(inputs=(0.0, 1.0, 10.01))),
    ("InputScale", case(inputs=(0.0, 0.01, 1.01))),
    ("Imbalance", case(classes=(101, 50, 10))),
]
OUTSIDE: list[tuple[str, Case]] = [
    ("DeadUnits", case(layer(2, dead=0.4))),
    ("DeadUnits", case(layer(2, dead=0.9), loss=LEARNED)),
    ("Saturated", case(layer(2, saturated=0.5))),
    ("Saturated", case(layer(2, saturated=0.9), loss=LEARNED)),
    ("Exploding", case(*updates(0.5, None))),
    ("Exploding", case(layer(2, update=9.0, weight=0.19, usual=2.0))),
    ("Exploding", case(*updates(9.0), step=0)),
    ("Exploding", case(*updates(9.0), loss=LEARNED)),
    ("Vanishing", case(*gradients(0.01, 0.5, 1.0))),
    ("Vanishing", case(*gradients(0.0, 0.0, 0.0))),
    ("Vanishing", case(layer(2, gradient=0.0), layer(3, dead=1.0), layer(4))),
    ("Vanishing", case(*gradients(1.0, 1.0, math.inf))),
    ("Vanishing", case(*gradients(math.nan, 1.0, 1.0))),
    ("Vanishing", case(layer(2, gradient=1.0, update=0.51), layer(3, gradient=1e9))),
    ("Vanishing", case(layer(2, gradient=1.0), layer(3, gradient=1e9, update=0.51))),
    ("Vanishing", case(*gradients(1e-6))),
    ("Vanishing", case(*gradients(1e-6, 1.0, 1.0), step=0)),
    ("Vanishing", case(*gradients(1e-6, 1.0, 1.0), loss=LEARNED)),
    ("UpdateSize", case(*updates(9e-6, 1.1e-5, None), loss=[1.0] * 10)),
    ("UpdateSize", case(*updates(1e-7, 1e-7), loss=[1.0] * 9)),
    ("UpdateSize", case(*updates(None), loss=[1.0] * 10)),
    ("UpdateSize", case(layer(2, update=0.0, dead=0.41), loss=[1.0] * 10)),
    ("UpdateSize", case(layer(2, update=0.0, saturated=0.51), loss=[1.0] * 10)),
    ("UpdateSize", case(*updates(1e-7), loss=[1.0] + [0.1] * 9)),
    ("NotFalling", case(loss=[1.0] + [0.9799] * 20)),
    ("NotFalling", case(loss=[1.0] * 20)),
    ("NotFalling", case(loss=[1.0] * 300, each=1)),
    ("NotFalling", case(loss=[1.0, 0.5] + [1.0] * 19)),
    ("Oscillating", case(loss=jumping(7))),
    ("Oscillating", case(loss=jumping(8, length=19))),
    ("Oscillating", case(loss=[1.0, 1.3] * 10)),
    ("Oscillating", case(loss=[9.0, *jumping(8)], accuracy=[0.95] * 21)),
    ("OverFitting", case(loss=[0.1] * 10, val_loss=[1.0] * 5 + [1.5] * 5, **OVER)),
    ("OverFitting", case(loss=[0.1] * 10, val_loss=[1.0] * 5 + [9.0] * 4 + [1.0], **OVER)),
    ("OverFitting", case(loss=[0.1] * 10, val_loss=[1.0] * 9 + [9.0], **OVER)),
    ("OverFitting", case(loss=[1.1] * 10, val_loss=[1.0] * 5 + [9.0] * 5, **OVER)),
    ("OverFitting", case(loss=[0.1] * 10, **OVER)),
    (
        "OverFitting",
        case(
            loss=[0.1] * 9,
            val_loss=[1.0] * 4 + [9.0] * 5,
            accuracy=[1.0] * 9,
            val_accuracy=[0.5] * 9,
        ),
    ),
    (
        "OverFitting",
        case(
            loss=[0.1] * 10,
            val_loss=[1.0] * 5 + [9.0] * 5,
            accuracy=[0.93] * 10,
            val_accuracy=[0.91] * 10,
        ),
    ),
    # One good epoch is not what the others are measured by.
    (
        "OverFitting",
        case(loss=[0.1] * 12, val_loss=[1.0] * 5 + [0.5] + [1.4] * 6, **MORE),
    ),
    # Twice the standard error of 0.9 is 0.06 where there are a hundred rows.
    ("OverFitting", case(accuracy=[0.959] * 10, validation_rows=100, **RISEN)),
    ("FirstLoss", case(loss=(2.77, 2.4), function=BinaryCrossEntropy())),
    ("FirstLoss", case(loss=(4.39, 4.2), function=CategoricalCrossEntropy(), task=THREE)),
    ("FirstLoss", case(loss=(9.0, 8.0))),
    ("FirstLoss", case(loss=(9.0, 1.0), function=BinaryCrossEntropy())),
    ("FirstLoss", case(loss=(9.0, 8.0), function=BinaryCrossEntropy(), regularizer="L2")),
    ("InputScale", case(inputs=(5.0, 1.0, 10.0))),
    ("InputScale", case(inputs=(0.0, 0.01, 1.0))),
    ("InputScale", case(inputs=(0.0, 0.0101, 1.01))),
    ("InputScale", case(inputs=(0.0, 0.001, 1.01), task=IMAGE)),
    ("InputScale", case(inputs=(9.0, 1.0, 99.0), task=TOKENS)),
    ("InputScale", case(inputs=(9.0, 1.0, 99.0), loss=LEARNED)),
    ("Imbalance", case(classes=(100, 50, 10))),
    ("Imbalance", case(classes=(101, 50, 10), class_weights="balanced")),
    ("Imbalance", case(classes=())),
]


@pytest.mark.parametrize(("rule", "examined"), WITHIN)
def test_what_is_beyond_a_threshold_is_told(rule: str, examined: Case) -> None:
    (finding,) = told(rule, examined)
    assert finding.rule == rule
    for cure in finding.cures:
        assert cure.label


@pytest.mark.parametrize(("rule", "examined"), OUTSIDE)
def test_what_is_not_beyond_it_is_not(rule: str, examined: Case) -> None:
    assert told(rule, examined) == []


def test_every_rule_is_held_to_both_sides() -> None:
    names = {kind.kind() for kind in rules}
    assert {rule for rule, _ in WITHIN} == {rule for rule, _ in OUTSIDE} == names


def test_a_run_that_is_well_has_no_findings() -> None:
    assert [told(kind.kind(), case(loss=FLAT)) for kind in rules] == [[]] * len(rules)


@pytest.mark.parametrize("rule", ["DeadUnits", "Saturated"])
def test_each_layer_is_told_by_itself(rule: str) -> None:
    setting = "dead" if rule == "DeadUnits" else "saturated"
    found = told(rule, case(*each(setting, 0.9, 0.1, 0.8)))
    assert [finding.node for finding in found] == [2, 4]


def test_only_the_wildest_layer_is_told() -> None:
    (finding,) = told("Exploding", case(*updates(0.6, 3.0, 0.7)))
    assert finding.node == 3
    assert "by 3 times its length" in finding.measured


def test_the_first_layer_is_where_a_gradient_has_vanished() -> None:
    (finding,) = told("Vanishing", case(*gradients(1e-3, 0.5, 0.2)))
    assert finding.node == 2
    assert "500 times smaller than in Dense 2" in finding.title


def test_no_gradient_at_all_is_told_without_a_ratio() -> None:
    (finding,) = told("Vanishing", case(*gradients(0.0, 1e300, 0.2)))
    assert finding.title == "No gradient arrives here"


def test_the_smallest_gradients_are_told_too() -> None:
    (finding,) = told("Vanishing", case(*gradients(1e-200, 1e200, 0.2)))
    assert finding.title == "Gradient over 1e400 times smaller than in Dense 2"


def test_another_function_is_prescribed_only_where_one_squashes() -> None:
    labels = []
    for functions in (("Tanh", "ReLU", "ReLU"), ("ReLU", "ReLU", "Sigmoid")):
        layers = [
            layer(node, function=function, gradient=size)
            for node, function, size in zip(NODES, functions, (1e-3, 1.0, 1.0), strict=True)
        ]
        (finding,) = told("Vanishing", case(*layers))
        labels.append([cure.label for cure in finding.cures])
    assert "Use ReLU in the hidden layers" in labels[0]
    assert "Use ReLU in the hidden layers" not in labels[1]


def test_dropout_goes_behind_the_layer_with_the_longest_weights_but_the_last() -> None:
    layers = each("weight", 1.0, 3.0, 9.0)
    examined = case(*layers, loss=[0.1] * 10, val_loss=[1.0] * 5 + [9.0] * 5, **OVER)
    (finding,) = told("OverFitting", examined)
    after = finding.cures[0].apply(examined.project).graph
    (dropout,) = [node for node in after.nodes.values() if node.layer.kind() == "Dropout"]
    assert [edge.source for edge in after.incoming[dropout.id]] == [3]


@pytest.mark.parametrize(
    ("rule", "examined", "factors"),
    [
        ("NotFalling", case(loss=[1.0] * 21), (10, 0.1)),
        ("UpdateSize", case(*updates(1e-7), loss=[1.0] * 10), (10, 100)),
        ("Oscillating", case(loss=jumping(8)), (0.1,)),
    ],
)
def test_rates_are_changed_by_these_factors(
    rule: str, examined: Case, factors: tuple[float, ...]
) -> None:
    (finding,) = told(rule, examined)
    before = examined.project.training.learning_rate
    rates = [cure.apply(examined.project).training.learning_rate for cure in finding.cures]
    changed = [rate / before for rate in rates if rate != before]
    assert changed == pytest.approx(factors)


def test_the_worst_rules_speak_first() -> None:
    ranks = [kind.rank for kind in rules]
    assert all(a < b for a, b in itertools.pairwise(ranks))


@pytest.mark.parametrize("shut", ["dead", "saturated"])
def test_weights_that_have_grown_by_steps_are_cured_by_smaller_ones_first(shut: str) -> None:
    def first(weight: float) -> str:
        vitals = layer(2, weight=weight, usual=1.0, **{shut: 1.0})
        (found,) = told("DeadUnits" if shut == "dead" else "Saturated", case(vitals))
        return found.cures[0].label

    assert first(5.1) == "Use 1/10 of the learning rate"
    assert first(4.9) != "Use 1/10 of the learning rate"
