"""What passes between whoever trains and the window: frozen values, nothing shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bpgui.engine.report import Evaluation, Report
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.project.project import Project
from bpgui.project.session import Prepared

#: preparing: the data and the plan are being made. diverged: the loss is no longer finite. failed:
#: an error.
Status = Literal["preparing", "ready", "running", "paused", "finished", "diverged", "failed"]


@dataclass(frozen=True)
class Job:
    """A run to be made ready: the project as it stood, where to begin if not at weights drawn
    anew, and states that it can go to."""

    run: int
    project: Project
    state: State | None = None
    past: tuple[State, ...] = ()


@dataclass(frozen=True)
class RunInfo:
    """What is known of a run before its first step.

    tensors: the names of all trained parameter tensors in diagram order; tensor_nodes and shapes:
    the id of the node each belongs to, and its public shape.
    """

    id: int
    project: Project
    prepared: Prepared
    tensors: tuple[str, ...] = ()
    tensor_nodes: tuple[int, ...] = ()
    shapes: tuple[tuple[int, ...], ...] = ()
    #: The step it begins at: 0 for a fresh start.
    first_step: int = 0

    @property
    def layout(self) -> tuple[tuple[int, str], ...]:
        """Node and parameter of every tensor: what stays the same when a node is renamed."""
        names = (tensor.rpartition("/")[2] for tensor in self.tensors)
        return tuple(zip(self.tensor_nodes, names, strict=True))


@dataclass(frozen=True)
class Failure:
    """A probe that could not be taken, in one sentence."""

    message: str


@dataclass(frozen=True)
class Batch:
    """About 33 ms of training, or a change of status.

    command: the number of the newest command it knows of (see Run). pictures: what probes took, by
    key; a Failure where one could not. evaluation: all rows measured now, when the run stands
    still. state: everything needed to go on from here, when the run stands still and could go on.
    message: why it stopped, in one sentence; details: the traceback behind an unforeseen failure.
    """

    run: int
    status: Status
    command: int = 0
    reports: tuple[Report, ...] = ()
    pictures: Mapping[str, object] = field(default_factory=dict)
    evaluation: Evaluation | None = None
    state: State | None = None
    message: str = ""
    details: str = ""
    #: The steps whose state is kept, and can be gone to.
    kept: tuple[int, ...] = ()
    #: The run stands, and this is all there is to say of it: every picture has been taken.
    settled: bool = False


class Probe(Protocol):
    """Takes one picture of the network where it is trained, just before a batch is sent.

    A probe is a value: it is handed to another thread, or pickled for another process, so nothing
    in it changes afterwards, and its module does not import Qt.
    """

    def take(self, trainer: Trainer, prepared: Prepared) -> object:
        """The picture: small arrays of its own, ready to be shown."""
        ...
