"""What was it that came first?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data.dataset import Floats
from bpgui.data.sequences import Letters
from bpgui.data.source import sources


@sources.register("First token", group="Sequences", synonyms=("echo", "memory"), rank=153)
@dataclass(frozen=True)
class FirstToken(Letters):
    """Remember the first letter, however many others follow.

    The rows are tokens, whole numbers from 0 that stand for letters: an Embedding reads them. The
    longer the sequence, the more a simple recurrent net forgets, and an LSTM does not.
    """

    def draw(self, rng: np.random.Generator) -> tuple[Floats, NDArray[Any]]:
        tokens = self.tokens(rng)
        return tokens.astype(np.float64), tokens[:, 0]
