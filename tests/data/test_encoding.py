"""Classes become numbers and come back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.data import DataError, accuracy, decode, encode_targets
from bpgui.engine.task import Task

ENDS = st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (0.1, 0.9)])
NUMBER = Task((2,), "regression", 3)


def classes(count: int) -> Task:
    return Task((2,), "classification", count, tuple(f"c{i}" for i in range(count)))


@st.composite
def encodings(draw: st.DrawFn) -> tuple[Task, np.ndarray, int]:
    count = draw(st.integers(2, 6))
    targets = draw(st.lists(st.integers(0, count - 1), max_size=20))
    outputs = draw(st.sampled_from([1, 2])) if count == 2 else count
    return classes(count), np.array(targets, dtype=np.int64), outputs


@given(encodings(), ENDS)
def test_decode_undoes_encode(
    case: tuple[Task, np.ndarray, int], ends: tuple[float, float]
) -> None:
    task, targets, outputs = case
    encoded = encode_targets(task, targets, outputs, *ends)
    assert encoded.shape == (len(targets), outputs)
    assert encoded.dtype == np.float64
    assert set(encoded.ravel().tolist()) <= set(ends)
    assert np.array_equal(decode(task, encoded, *ends), targets)
    if len(targets):
        assert accuracy(task, encoded, targets, *ends) == 1.0


def test_two_classes_on_one_output() -> None:
    encoded = encode_targets(classes(2), np.array([0, 1, 1]), 1, -1.0, 1.0)
    assert encoded.tolist() == [[-1], [1], [1]]


def test_an_output_for_each_class() -> None:
    encoded = encode_targets(classes(3), np.array([2, 0]), 3, 0.0, 1.0)
    assert encoded.tolist() == [[0, 0, 1], [1, 0, 0]]


def test_targets_of_a_regression_pass_through() -> None:
    targets = np.array([[0.25, 3.0, -7.0]])
    assert np.array_equal(encode_targets(NUMBER, targets, 3, 0.0, 1.0), targets)


def test_the_threshold_is_the_middle() -> None:
    outputs = np.array([[0.4], [0.5], [0.6]])
    assert decode(classes(2), outputs, 0.0, 1.0).tolist() == [0, 0, 1]
    assert decode(classes(2), outputs, -1.0, 1.0).tolist() == [1, 1, 1]


def test_the_first_of_equals_wins() -> None:
    assert decode(classes(3), np.array([[0.2, 0.7, 0.7]]), 0.0, 1.0).tolist() == [1]


def test_accuracy_is_the_share_told_right() -> None:
    outputs = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], dtype=np.float32)
    assert accuracy(classes(2), outputs, np.array([0, 1, 1, 0]), 0.0, 1.0) == 0.75
    assert np.isnan(accuracy(classes(2), outputs[:0], np.array([], dtype=np.int64), 0.0, 1.0))


@pytest.mark.parametrize(
    ("task", "outputs", "words"),
    [
        (classes(2), 3, "2 classes need one output or two, the network has 3"),
        (classes(3), 1, "3 classes need 3 outputs, the network has 1"),
        (NUMBER, 1, "The data need 3 outputs, the network has 1"),
    ],
)
def test_a_network_with_the_wrong_outputs_is_told(task: Task, outputs: int, words: str) -> None:
    targets = np.zeros((2, 3)) if task is NUMBER else np.array([0, 1])
    with pytest.raises(DataError, match=words):
        encode_targets(task, targets, outputs, 0.0, 1.0)


def test_a_regression_has_nothing_to_decode() -> None:
    with pytest.raises(DataError, match="no classes"):
        decode(NUMBER, np.zeros((1, 3)), 0.0, 1.0)
