"""Answers and losses outside of training, for any number of rows."""

from __future__ import annotations

import numpy as np
import pytest

import bpgui.engine.evaluator
from bpgui.engine.activations.softmax import Softmax
from bpgui.engine.arrays import Array
from bpgui.engine.check import check
from bpgui.engine.evaluator import Evaluator
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.dropout import Dropout
from bpgui.engine.layers.flatten import Flatten
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.losses.categorical_cross_entropy import CategoricalCrossEntropy
from bpgui.engine.parameters import Parameters

GRAPH = chain(
    Input((1, 2, 2)),
    Flatten(),
    Dense(5),
    Dropout(0.5),
    Dense(3, Softmax()),
    Loss(CategoricalCrossEntropy()),
)


@pytest.fixture
def parameters() -> Parameters:
    made = Parameters(GRAPH, check(GRAPH), "float64")
    made.draw(1)
    return made


@pytest.fixture
def evaluator(parameters: Parameters, monkeypatch: pytest.MonkeyPatch) -> Evaluator:
    monkeypatch.setattr(bpgui.engine.evaluator, "CHUNK", 4)
    return Evaluator(GRAPH, check(GRAPH), parameters)


def test_large_rows_are_worked_on_few_at_a_time(
    parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = np.random.default_rng(0).standard_normal((50, 1, 2, 2))
    whole = Evaluator(GRAPH, check(GRAPH), parameters)
    assert whole.chunk == bpgui.engine.evaluator.CHUNK
    monkeypatch.setattr(bpgui.engine.evaluator, "ROOM", 10_000)
    parted = Evaluator(GRAPH, check(GRAPH), parameters)
    assert 1 < parted.chunk < 50
    np.testing.assert_allclose(parted.predict(x), whole.predict(x), rtol=1e-14)
    monkeypatch.setattr(bpgui.engine.evaluator, "ROOM", 1)
    assert Evaluator(GRAPH, check(GRAPH), parameters).chunk == 1


def by_hand(parameters: Parameters, x: Array) -> Array:
    w = parameters.copies()
    hidden = np.tanh(x.reshape(len(x), 4) @ w["Dense/weight"].T + w["Dense/bias"])
    z = hidden @ w["Dense 2/weight"].T + w["Dense 2/bias"]
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("rows", [1, 3, 4, 9])
def test_every_row_is_answered_without_dropout(
    evaluator: Evaluator, parameters: Parameters, rows: int
) -> None:
    x = np.random.default_rng(0).standard_normal((rows, 1, 2, 2))
    t = np.eye(3)[np.arange(rows) % 3]
    outputs, loss = evaluator.answers(x, t)
    expected = by_hand(parameters, x)
    np.testing.assert_allclose(outputs, expected, rtol=1e-12)
    np.testing.assert_allclose(evaluator.predict(x), expected, rtol=1e-12)
    assert loss == pytest.approx(-np.mean(np.sum(t * np.log(expected), axis=1)), rel=1e-12)


def test_no_rows_are_no_trouble(evaluator: Evaluator) -> None:
    assert evaluator.predict(np.zeros((0, 1, 2, 2))).shape == (0, 3)


def test_answers_follow_the_parameters(evaluator: Evaluator, parameters: Parameters) -> None:
    x = np.ones((2, 1, 2, 2))
    before = evaluator.predict(x)
    parameters.theta[...] = 0
    np.testing.assert_allclose(evaluator.predict(x), 1 / 3)
    assert not np.allclose(before, 1 / 3)


def test_an_answer_stays_what_it_was(evaluator: Evaluator) -> None:
    first = evaluator.predict(np.ones((2, 1, 2, 2)))
    copy = first.copy()
    evaluator.predict(np.zeros((2, 1, 2, 2)))
    np.testing.assert_array_equal(first, copy)


def test_plans_are_kept_but_not_for_ever(evaluator: Evaluator) -> None:
    plan = evaluator.plan(2)
    assert evaluator.plan(2) is plan
    for batch in range(3, 12):
        evaluator.plan(batch)
    assert evaluator.plan(2) is not plan
