"""The trail of a run: what the last few steps have left, to be measured together.

A tiny network spends its time on calls: to work out the loss and the norms of the gradient takes
two tenths of a step if every step works out its own. To keep what they are worked out from takes
next to nothing, and to do it for many steps at once little more than for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bpgui.engine.arrays import Array, Call, empty
from bpgui.engine.straight import Track, note
from bpgui.engine.substitutes import substitutes

#: Of larger arrays a copy costs what it saves.
FEW = 4096
#: Bytes of all trails: they shall not push a network out of the cache.
ROOM = 256 << 10
#: Steps that are measured together; more gain nothing.
MOST = 64


class Trail:
    """A row of a stack (steps, ...) for what every step leaves in an array (...).

    When all rows are taken, the first is next.
    """

    def __init__(self, array: Array, stack: Array) -> None:
        self._array, self._stack = array, stack

    def tracks(self, calls: Sequence[Call]) -> list[Track]:
        """What steps made of these calls do with the rows: they work on them in place of the
        array, or copy it when they are over."""
        stack = self._stack.reshape(len(self._stack), -1)
        found = substitutes(calls, self._array.reshape(-1), stack)
        return found or [Track(note(self._array), list(self._stack))]

    def left(self, logged: int, count: int) -> Array:
        """What so many steps have left, (count, ...), after `logged` others."""
        first = logged % len(self._stack)
        return self._stack[first : first + count]

    def catch_up(self, logged: int) -> None:
        """Have the array say what the last of `logged` steps has left."""
        self._array[...] = self._stack[(logged - 1) % len(self._stack)]


def trails(arrays: Iterable[Array], steps: int) -> list[Trail]:
    """For each array one, of so many steps."""
    return [Trail(array, empty([steps, *array.shape], array.dtype)) for array in arrays]


def fitting(arrays: Iterable[Array], epoch: int) -> int:
    """Of how many steps there is room for these arrays: whole epochs if it can be, or one step."""
    steps = max(1, min(MOST, ROOM // max(sum(array.nbytes for array in arrays), 1)))
    return steps - steps % epoch if epoch <= steps else steps


def few(arrays: Iterable[Array]) -> bool:
    """Whether it takes less to copy these arrays than it saves."""
    return sum(array.size for array in arrays) <= FEW
