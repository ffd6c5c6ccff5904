"""A past run: what is kept of it once another has taken its place."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.report import Evaluation
from bpgui.engine.state import State
from bpgui.gui.history import History
from bpgui.project.project import Project

#: Places in Palette.series that past runs take in turn: the present run has the first two, and
#: red stands for harm.
COLORS = (2, 4, 5, 6, 7, 9)
#: Strokes and gaps, in line widths, that they take in turn; the present run is drawn whole. One
#: fewer than the colours, so that thirty runs look different each.
DASHES = ((6.0, 3.0), (2.0, 2.0), (8.0, 3.0, 2.0, 3.0), (12.0, 4.0), (3.0, 6.0))


@dataclass(frozen=True, eq=False)
class Past:
    """One past run. Its history changes no more.

    number: counted from 1, its identity. state: where it can be gone on from. classifies:
    "accuracy" is a share of rows, else R2. origin: where it came from, "step 1,200 of run 1". why:
    how it ended, in one sentence, where there is something to tell.
    """

    number: int
    name: str
    project: Project
    history: History
    state: State | None = None
    classifies: bool = True
    origin: str = ""
    why: str = ""
    #: Whether its curves lie over those of the present run.
    visible: bool = True

    @property
    def color(self) -> int:
        """Its place in Palette.series; see Palette.series_color."""
        return COLORS[(self.number - 1) % len(COLORS)]

    @property
    def dash(self) -> tuple[float, ...]:
        """Its strokes and gaps: runs are told apart by more than their colour."""
        return DASHES[(self.number - 1) % len(DASHES)]

    @property
    def nbytes(self) -> int:
        """About the memory that it takes."""
        return self.history.nbytes + (self.state.nbytes if self.state is not None else 0)

    @property
    def steps(self) -> int:
        """The last step it made."""
        return self.history.last

    @property
    def evaluation(self) -> Evaluation | None:
        """What was measured last on all rows."""
        return self.history.evaluation
