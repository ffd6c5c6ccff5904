"""Numbers of things in sentences."""

from __future__ import annotations

import pytest

from bpgui.engine.counted import counted


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 layers"), (1, "1 layer"), (2, "2 layers"), (12_340, "12,340 layers")],
)
def test_one_is_told_from_several(count: int, words: str) -> None:
    assert counted(count, "layer") == words
