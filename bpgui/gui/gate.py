"""The gate between the training thread and the window's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """The trainer works inside `passing()`; while somebody is inside `closed()`, it waits.

    So the window's thread may use the trainer between two reports, and gets the interpreter to
    itself.
    """

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._inside = threading.RLock()
        self._visitors = 0

    @property
    def besieged(self) -> bool:
        """Whether somebody keeps it closed, or waits to be let in."""
        return not self._open.is_set()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Work, as soon as nobody keeps the gate closed."""
        self._open.wait()
        with self._inside:
            yield

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Keep the work waiting; entered when the piece being worked on is done. May be nested."""
        self._open.clear()
        with self._inside:
            self._visitors += 1
            try:
                yield
            finally:
                self._visitors -= 1
                if not self._visitors:
                    self._open.set()
