"""Dead and saturated units, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.graph import chain
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.health.shut import dead, saturated, shut, shutting


def test_functions_that_can_be_shut_are_found_but_for_the_last() -> None:
    inner = Dense(3, "relu"), Dense(3, "linear"), Activation("tanh"), Dense(3, "elu")
    graph = chain(Input((2,)), *inner, Dense(1, "sigmoid"), Loss())
    assert shutting(check(graph)) == {2: "ReLU", 4: "Tanh"}


@pytest.mark.parametrize(
    "a",
    [
        # Of three units the second is 0 for both rows.
        np.array([[0.0, 1.0], [0.0, 0.0], [2.0, 0.0]]),
        # Two steps of these units, for two rows.
        np.array([[[0, 1], [0, 0], [0, 0]], [[0, 0], [0, 0], [2, 0]]], float),
        # They are the channels of an image two pixels wide.
        np.array([[[[0, 1], [0, 0]]], [[[0, 0], [0, 0]]], [[[0, 0], [2, 0]]]], float),
    ],
    ids=["features", "sequence", "image"],
)
def test_a_unit_that_is_zero_everywhere_is_dead(a: np.ndarray) -> None:
    assert dead("ReLU", a) == pytest.approx(1 / 3)
    assert shut("ReLU", a) == pytest.approx(1 / 3)


#: An output, and where it lies: at 6 % of the steepest slope.
FLAT = [
    ("Tanh", 0.9696, 0.9695),
    ("Tanh", -0.9696, -0.9695),
    ("Sigmoid", 0.9848, 0.9847),
    ("Sigmoid", 0.0152, 0.0153),
    ("Softsign", 0.7551, 0.7550),
    ("Softsign", -0.7551, -0.7550),
]


@pytest.mark.parametrize(("kind", "flat", "steep"), FLAT)
def test_outputs_are_saturated_below_six_percent_of_the_slope(
    kind: str, flat: float, steep: float
) -> None:
    assert saturated(kind, np.array([[flat, steep, steep, steep]])) == 0.25
    assert shut(kind, np.array([[flat, flat, steep, steep]])) == 0.5


def test_other_functions_are_neither() -> None:
    a = np.zeros((2, 2))
    assert dead("Tanh", a) is None
    assert saturated("ReLU", a) is None
    assert math.isnan(shut("ELU", a))
