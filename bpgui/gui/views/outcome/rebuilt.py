"""What an auto-encoder makes of pictures: the rows, the same rebuilt, and new ones from nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.trainer import Trainer
from bpgui.project.session import Prepared

Floats = NDArray[np.float64]
#: Pictures of each sort.
SHOWN = 10


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """Rows (shown, ...), prepared as the network reads them, what it makes of them, and what its
    decoder makes of chance; no such rows where it draws nothing from a normal distribution."""

    originals: Floats
    rebuilt: Floats
    drawn: Floats


@dataclass(frozen=True)
class RebuiltProbe:
    """Takes a Rebuilt of rows that were kept apart, if there are any; `seed` draws the new ones."""

    validation: bool
    seed: int

    def take(self, trainer: Trainer, prepared: Prepared) -> Rebuilt:
        """That of now."""
        rows = prepared.rows(self.validation).x[:SHOWN]
        plan = trainer.evaluator.plan(len(rows))
        plan.put(rows)
        with np.errstate(all="ignore"):
            plan.run(backward=False)
            rebuilt = np.moveaxis(plan.output, -1, 0).astype(np.float64)
            drawn = np.zeros((0, *rebuilt.shape[1:]))
            graph = trainer.graph
            middle = next(
                (id for id in plan.parts if isinstance(graph.nodes[id].layer, GaussianSample)), None
            )
            if middle is not None:
                # Chance in the place of what the encoder says, and on from there.
                z = plan.activations[middle]
                z[...] = np.random.default_rng(self.seed).standard_normal(z.shape)
                behind = graph.after(middle) - {middle}
                for id in prepared.check.live:
                    if id in behind:
                        for call in plan.parts[id].forward:
                            call()
                drawn = np.moveaxis(plan.output, -1, 0).astype(np.float64)
        return Rebuilt(np.array(rows, np.float64), rebuilt, drawn)
