"""The gallery under the rules of health: what is well is called well, what is ill is named."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from bpgui.engine.cost import costs, total
from bpgui.engine.denormals import flushed
from bpgui.health import rules
from bpgui.project.examples import Example, gallery, load_example
from bpgui.project.session import Prepared, prepare
from tests.health.following import all_found

EXAMPLES = gallery()
#: Multiply-adds of a run: about a second' worth. Forward, backward (twice) and evaluation of
#: every row make four passes an epoch.
MOST, PASSES = 3e9, 4
#: An example is followed for an epoch at least, and so many steps at most.
FEWEST, STEPS = 1, 10_000
LOOKS = 30


def length(prepared: Prepared) -> int:
    """Epochs: as many as it is made for, if that is quick."""
    training, rows = prepared.project.training, len(prepared.train)
    each = -(-rows // (training.batch_size or rows))
    own = training.epochs or -(-training.steps // each)
    dear = PASSES * rows * total(costs(prepared.check).values()).multiply_adds
    return max(FEWEST, min(own, int(MOST // dear), STEPS // each))


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_what_an_example_is_said_to_suffer_from_is_found_and_no_more(example: Example) -> None:
    prepared = prepare(load_example(example.name))
    epochs = length(prepared)
    looks = {round(epoch) for epoch in np.geomspace(1, epochs, LOOKS)}
    with flushed():
        assert all_found(prepared, epochs, looks) == set(example.ills)


def test_ills_are_rules() -> None:
    named = set(itertools.chain.from_iterable(example.ills for example in EXAMPLES))
    assert named <= {rule.kind() for rule in rules}
