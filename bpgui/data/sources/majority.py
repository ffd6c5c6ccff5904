"""Which letter is the most frequent?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.sequences import Letters
from bpgui.data.source import sources


@sources.register("Majority", group="Sequences", synonyms=("counting", "vote", "mode"), rank=154)
@dataclass(frozen=True)
class Majority(Letters):
    """Tell which letter occurs most often.

    The rows are tokens, whole numbers from 0 that stand for letters: an Embedding reads them. Order
    does not matter, so that attention needs no positions. Where letters are equally frequent, the
    last step is made to decide.
    """

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        tokens = self.tokens(rng)
        # The most frequent of all steps but the last, the first of them where several are, ...
        winner = _counts(tokens[:, :-1], self.symbols).argmax(axis=1)
        counts = np.sort(_counts(tokens, self.symbols), axis=1)
        tied = counts[:, -1] == counts[:, -2]
        # ... gets the last step where there would be a tie.
        tokens[tied, -1] = winner[tied]
        return tokens.astype(np.float64), _counts(tokens, self.symbols).argmax(axis=1)


def _counts(tokens: NDArray[np.int64], symbols: int) -> NDArray[np.int64]:
    """How often every token occurs in every row: (rows, symbols)."""
    counts: NDArray[np.int64] = (tokens[..., None] == np.arange(symbols)).sum(axis=1)
    return counts
