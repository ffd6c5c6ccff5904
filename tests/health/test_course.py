"""When a run counts as one that has learned."""

from __future__ import annotations

import pytest

from tests.health.cases import case


@pytest.mark.parametrize(
    ("loss", "accuracy", "learned"),
    [
        ([1.0, 0.29], [0, 0], True),
        ([1.0, 0.3], [0, 0], False),
        ([1.0, 0.9], [0, 0.91], True),
        ([1.0, 0.9], [0, 0.9], False),
        # One evaluation tells nothing of what came of it.
        ([0.0], [1.0], False),
        # The median of the last five counts: neither one good epoch nor what was before.
        ([1.0, 0.9, 0.9, 0.9, 0.1, 0.1], [0] * 6, False),
        ([1.0, 0.9, 0.9, 0.1, 0.1, 0.1], [0] * 6, True),
        ([1.0] * 9 + [0.1, 0.9, 0.1, 0.1, 0.9], [0] * 14, True),
    ],
)
def test_learned(loss: list[float], accuracy: list[float], learned: bool) -> None:
    assert case(loss=loss, accuracy=accuracy).learned is learned


@pytest.mark.parametrize(("loss", "learned"), [(0.439, True), (0.441, False)])
def test_what_cannot_be_learned_is_left_out(loss: float, learned: bool) -> None:
    assert case(loss=[1.0, loss], floor=0.2).learned is learned
    assert not case(loss=[1.0, loss]).learned
