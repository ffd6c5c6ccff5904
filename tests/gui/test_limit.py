"""What lies beyond the limit of a run."""

from __future__ import annotations

from bpgui.engine.training import Training
from bpgui.gui.limit import further


def test_as_many_again() -> None:
    assert further(Training(epochs=5, steps=0), 4, 400) is None
    words, training = further(Training(epochs=2_000, steps=0), 2_000, 80_000) or ("", None)
    assert words == "2,000 more epochs"
    assert training == Training(epochs=4_000, steps=0)


def test_whichever_limit_has_been_reached() -> None:
    words, training = further(Training(epochs=50, steps=100), 3, 100) or ("", None)
    assert words == "100 more steps"
    assert training == Training(epochs=50, steps=200)


def test_without_limits_there_is_nothing_beyond() -> None:
    assert further(Training(epochs=0, steps=0), 9, 900) is None
