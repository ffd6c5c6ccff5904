from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import Call, scalar
from bpgui.engine.axpby import axpby
from bpgui.engine.fields import real
from bpgui.engine.optimizer import Optimizer, OptimizerSite, optimizer


@optimizer("Momentum", synonyms=("heavy ball",), rank=20)
@dataclass(frozen=True)
class Momentum(Optimizer):
    """v <- mu v + g, theta <- theta - eta v

    Remembers the direction it came from, so that it rolls through flat places and small bumps.
    Polyak, 1964; in the form PyTorch uses.
    """

    mu: float = real(
        0.9, min=0.0, max=0.9999, label="Momentum", help="Share of the last velocity that is kept."
    )

    latex = (r"v \leftarrow \mu v + g", r"\theta \leftarrow \theta - \eta\, v")

    def bind(self, at: OptimizerSite) -> list[Call]:
        calls: list[Call] = []
        mu = scalar(self.mu, at.theta)
        for theta, g, work, velocity in at.pieces("velocity"):
            calls += [
                *axpby(None, g, mu, velocity, work),
                *axpby(at.descent, velocity, None, theta, work),
            ]
        return calls
