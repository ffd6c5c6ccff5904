"""The tray: shared memory into which one process lays bytes, for the other to take."""

from __future__ import annotations

from collections.abc import Sequence
from multiprocessing.shared_memory import SharedMemory

#: Bytes that it holds: a batch of reports and pictures many times over.
ROOM = 8 << 20
#: In front of them stands the number of the load that was taken last.
HEAD = 8


class Tray:
    """Holds one load at a time, numbered from 1. One process lays, one takes.

    The memory has a name until the other process has opened it too (see `hide`); from then on it
    ends with the two of them, however they end.
    """

    def __init__(self, name: str | None = None) -> None:
        """A new one, or that of another process; OSError where there is no such memory."""
        self._memory = SharedMemory(name, create=name is None, size=HEAD + ROOM)
        whole = self._memory.buf
        assert whole is not None
        self._bytes, self._taken = whole[HEAD:], whole[:HEAD].cast("q")
        self._laid = 0
        self._named = name is None

    @property
    def name(self) -> str:
        """What the other process opens it by."""
        return self._memory.name

    def lay(self, pieces: Sequence[memoryview]) -> int:
        """The number of the load; 0 if it does not fit, or the last one still lies there."""
        size = sum(piece.nbytes for piece in pieces)
        if size > ROOM or self._taken[0] != self._laid:
            return 0
        begin = 0
        for piece in pieces:
            self._bytes[begin : begin + piece.nbytes] = piece
            begin += piece.nbytes
        self._laid += 1
        return self._laid

    def take(self, number: int, sizes: Sequence[int]) -> list[bytearray]:
        """Copies of the pieces of this load; there is room for the next one then."""
        pieces, begin = [], 0
        for size in sizes:
            pieces.append(bytearray(self._bytes[begin : begin + size]))
            begin += size
        self._taken[0] = number
        return pieces

    def hide(self) -> None:
        """Nobody else will open it: take its name away."""
        if self._named:
            self._named = False
            self._memory.unlink()

    def close(self) -> None:
        """Let go of it."""
        self._bytes.release()
        self._taken.release()
        self._memory.close()
        self.hide()
