"""A frame: a title and a colour for some of the nodes, which can be folded into one card."""

from __future__ import annotations

from dataclasses import dataclass

#: What a frame may be coloured, by the names that stand in files.
COLORS = ("grey", "blue", "orange", "violet", "green", "red")
#: So many frames may lie one within the other.
DEEPEST = 16
#: Beyond what it holds, to the left, above, to the right and below, in pixels of the canvas.
Room = tuple[float, float, float, float]
NO_ROOM: Room = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Frame:
    """A rectangle around nodes, and around other frames.

    What it holds is told by its nodes (`Node.frame`) and by the frames whose `parent` it is (0:
    none is around it). Collapsed it is one card; the network is the same either way. It stands
    around what it holds, and `room` is what it takes beyond that.
    """

    id: int
    title: str
    color: str = "grey"
    collapsed: bool = False
    parent: int = 0
    room: Room = NO_ROOM
