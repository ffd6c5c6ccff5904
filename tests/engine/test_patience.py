"""Early stopping remembers the best weights, and goes to files with the run."""

from __future__ import annotations

import numpy as np

from bpgui.engine.patience import Patience


def noticed(*losses: float) -> tuple[Patience, np.ndarray]:
    """After epochs with these losses; the weights hold the number of the epoch."""
    values = np.zeros(3)
    patience = Patience(values)
    for epoch, loss in enumerate(losses, 1):
        values[...] = epoch
        patience.notice(loss, epoch)
    return patience, values


def test_it_counts_the_epochs_since_the_best() -> None:
    assert noticed(3.0, 2.0, 2.5, 2.0)[0].waited == 2
    assert noticed(3.0, 2.0, 2.5, 1.0)[0].waited == 0
    assert noticed(1.0, np.nan, np.inf)[0].waited == 2


def test_it_gives_the_best_weights_back() -> None:
    patience, values = noticed(3.0, 1.0, 2.0)
    patience.give_back()
    np.testing.assert_array_equal(values, 2)
    assert (patience.loss, patience.epoch) == (1.0, 2)


def test_without_an_epoch_there_is_nothing_to_give_back() -> None:
    patience, values = noticed()
    values[...] = 7
    patience.give_back()
    np.testing.assert_array_equal(values, 7)
    assert patience.state() == {}


def test_its_state_restores_it() -> None:
    patience, _ = noticed(3.0, 1.0, 2.0)
    state = patience.state()
    other, values = noticed(0.5)
    other.restore(state)
    assert (other.loss, other.epoch, other.waited) == (1.0, 2, 1)
    other.give_back()
    np.testing.assert_array_equal(values, 2)
    other.restore({})
    assert other.state() == {}
    assert other.waited == 0


def test_its_state_is_a_copy() -> None:
    patience, values = noticed(1.0)
    state = patience.state()
    values[...] = 9
    patience.notice(0.5, 2)
    np.testing.assert_array_equal(state["best_values"], 1)
