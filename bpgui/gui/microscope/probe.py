"""What the microscope asks of the run: the trace of one sample, and one weight taken apart."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.trace import Move, Paths, Trace, path, trace
from bpgui.engine.trainer import Trainer
from bpgui.gui.batch import RunInfo
from bpgui.project.session import Prepared


@dataclass(frozen=True)
class Weight:
    """One trained number: which of a node's parameters, and which of its entries."""

    node: int
    parameter: str
    index: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Look:
    """What was asked for, and what was seen after so many steps of training."""

    asked: TraceProbe
    trace: Trace
    paths: Paths | None
    step: int


@dataclass(frozen=True)
class TraceProbe:
    """One sample (`row` from 0) of a part of the data, and the weight to take apart, if any."""

    validation: bool = False
    row: int = 0
    weight: Weight | None = None

    def take(self, trainer: Trainer, prepared: Prepared) -> Look:
        """Walk the sample through the network as it is now."""
        rows = prepared.rows(self.validation)
        move = Move(trainer.training, trainer.learning_rate, trainer.state().moments)
        made = trace(
            trainer.graph,
            trainer.check,
            trainer.parameters,
            rows.x[self.row],
            rows.t[self.row],
            move,
        )
        return Look(self, made, self._paths(made), trainer.step)

    def _paths(self, made: Trace) -> Paths | None:
        if self.weight is None:
            return None
        return path(made, self.weight.node, self.weight.parameter, self.weight.index)


def known_weight(info: RunInfo, weight: Weight) -> bool:
    """Whether a run has a trained number in this place."""
    known = zip(info.tensors, info.tensor_nodes, info.shapes, strict=True)
    return any(
        node == weight.node
        and tensor.rpartition("/")[2] == weight.parameter
        and len(shape) == len(weight.index)
        and all(i < size for i, size in zip(weight.index, shape, strict=True))
        for tensor, node, shape in known
    )
