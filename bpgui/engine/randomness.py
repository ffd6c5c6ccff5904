"""The random numbers of a run, all from its seed: the order of its rows, the noise of layers."""

from __future__ import annotations

import json

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.state import StateError


class Randomness:
    """Two generators, so that a layer that draws more does not change the order of the rows.

    `noise` is for the layers: dropout and the like.
    """

    def __init__(self, seed: int) -> None:
        self.noise = np.random.Generator(np.random.SFC64([seed, 2]))
        self._shuffle = np.random.default_rng([seed, 1])

    def order(self, rows: int) -> Array:
        """Another order of so many rows."""
        return self._shuffle.permutation(rows)

    def state(self) -> str:
        """Where both generators stand, as JSON text."""
        states = [generator.bit_generator.state for generator in (self._shuffle, self.noise)]
        return json.dumps(states, default=lambda value: [int(x) for x in value])

    def restore(self, state: str) -> None:
        """Go on from there; StateError where the text is damaged."""
        try:
            for generator, own in zip((self._shuffle, self.noise), json.loads(state), strict=True):
                inner = own["state"]
                if isinstance(inner.get("state"), list):
                    inner["state"] = np.array(inner["state"], dtype=np.uint64)
                generator.bit_generator.state = own
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StateError("The saved state of the random generators is damaged.") from error
