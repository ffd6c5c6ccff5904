"""The flow: how much gradient comes back along every wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bpgui.engine.graph import Edge
from bpgui.engine.trainer import Trainer
from bpgui.project.session import Prepared


@dataclass(frozen=True, eq=False)
class Flow:
    """After a step: the L2 norm of dL/da on the wires; none where no step has led there."""

    step: int
    wires: Mapping[Edge, float]


class FlowProbe:
    """Takes a Flow."""

    def take(self, trainer: Trainer, prepared: Prepared) -> Flow:
        """That of the last step."""
        return Flow(trainer.step, trainer.flows())
