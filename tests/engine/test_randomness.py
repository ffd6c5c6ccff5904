"""The random numbers of a run: from its seed alone, and resumed where they stood."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bpgui.engine.randomness import Randomness
from bpgui.engine.state import StateError
from tests.sentences import is_sentence


def drawn(randomness: Randomness) -> list[float]:
    return [*randomness.order(9), *randomness.noise.random(5)]


def test_the_seed_decides() -> None:
    assert drawn(Randomness(1)) == drawn(Randomness(1))
    assert drawn(Randomness(1)) != drawn(Randomness(2))


def test_an_order_has_every_row_once() -> None:
    assert sorted(Randomness(3).order(50)) == list(range(50))


def test_noise_does_not_change_the_order_of_the_rows() -> None:
    noisy, quiet = Randomness(1), Randomness(1)
    noisy.noise.random(100)
    np.testing.assert_array_equal(noisy.order(20), quiet.order(20))


def test_it_goes_on_from_where_it_stood() -> None:
    one, other = Randomness(1), Randomness(2)
    drawn(one)
    state = one.state()
    after = drawn(one)
    other.restore(state)
    assert drawn(other) == after


@pytest.mark.parametrize("text", ["", "[]", "[1, 2]", "{}", json.dumps([{"state": {}}] * 2)])
def test_a_damaged_state_is_refused(text: str) -> None:
    with pytest.raises(StateError) as error:
        Randomness(1).restore(text)
    assert is_sentence(str(error.value))
