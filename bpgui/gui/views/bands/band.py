"""What every band of the time canvas is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from bpgui.gui.history import History
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.kit.table import Table

if TYPE_CHECKING:
    from bpgui.gui.views.bands.plot import Plot

#: Beside a frame, in pixels: the words on the right; below the last one: the axis of steps.
RIGHT, AXIS = 60, 24
#: The height of controls, and of words alone.
HEADER, WORDS = 32, 20


@dataclass(frozen=True)
class Reading:
    """One entry of a legend: what it is, its colour, its value in words."""

    label: str
    color: QColor
    value: str = ""
    #: Whether a piece of line stands before it, and its strokes and gaps if it is not whole.
    sign: bool = True
    dashes: tuple[float, ...] = ()
    #: Whether there is a disc on that line, as at the end of the curve.
    disc: bool = False
    #: More about it, on hovering.
    hint: str = ""


@dataclass(frozen=True)
class Mark:
    """A place at an axis, in pixels on the surface: its words, and a hairline through the frame.

    strong: the words are bold. span: the height of an accent beside the frame, 0 for none.
    """

    at: float
    words: str
    color: QColor
    line: QColor | None = None
    strong: bool = False
    span: float = 0.0


class Band:
    """A plot over time. `frame` is the rectangle between its margins; `x` the shared scale of
    steps."""

    #: Whether the lines of its left axis are before what it draws.
    lines_above: bool = False

    #: Its share of the height.
    share: float = 1.0

    #: Pixels of the controls above it.
    heading: int = HEADER

    def __init__(self) -> None:
        self.history = History()
        #: The controls above it: a widget the canvas places.
        self.header: QWidget | None = None

    def begin(self, history: History) -> None:
        """Another run."""
        self.history = history

    def left_margin(self) -> float:
        """The room its labels need on the left, in pixels."""
        return 40.0

    def fitting(self, height: float) -> float:
        """How much of a height it can use."""
        return height

    def build(self, plot: Plot) -> None:
        """Put into a plot what it draws with; called once, before it is drawn."""

    def draw(self, frame: QRectF, x: Scale) -> None:
        """Bring everything up to date that does not move with the cursor."""

    def point(self, cursor: float | None, y: float) -> None:
        """Mark the values at step `cursor`, or none; `y` is the height of the pointer, NaN
        elsewhere."""

    def readings(self, cursor: float | None, y: float) -> list[Reading]:
        """The legend: the values at a step (None: the newest), and at height `y` where that
        matters."""
        return []

    def zoom(self, top: float, bottom: float) -> None:
        """Show only what is between these two heights, pixels on the screen."""

    def unzoom(self) -> None:
        """Show everything."""

    @property
    def zoomed(self) -> bool:
        """Whether it shows only a part of its heights."""
        return False

    def click(self, y: float) -> int | None:
        """The node that a click at this height picks, or None."""
        return None

    def tables(self) -> Iterator[Table]:
        """The numbers shown."""
        return iter(())
