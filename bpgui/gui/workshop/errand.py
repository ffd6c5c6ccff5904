"""An errand: something long, done beside the window, that can be called off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from bpgui.data.progress import heard

T = TypeVar("T")


class CalledOff(Exception):
    """Nobody waits for it any more."""


class Errand(Generic[T]):
    """Work on a thread of its own, once the errand before it has ended.

    `share` of it is done, 0 to 1. `done` is called from that thread, with the errand: then it has
    `found` something, or ended with an `error`, and neither if it was called off.
    """

    def __init__(
        self,
        work: Callable[[], T],
        done: Callable[[Errand[T]], None],
        before: Errand[T] | None = None,
    ) -> None:
        self.share = 0.0
        self.found: T | None = None
        self.error: Exception | None = None
        self._called_off = False
        # A daemon: a window that breaks down must not live on as a process without one.
        self._thread = threading.Thread(
            target=self._run, args=(work, done, before), name="errand", daemon=True
        )
        self._thread.start()

    def call_off(self) -> None:
        """Let it end at the next occasion, and do not wait for that."""
        self._called_off = True

    def join(self, seconds: float | None = None) -> None:
        """Wait for its end; at most so long."""
        self._thread.join(seconds)

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[Errand[T]], None],
        before: Errand[T] | None,
    ) -> None:
        if before is not None:
            before.join()
        try:
            with heard(self._hear):
                self._hear(0.0)
                self.found = work()
        except CalledOff:
            pass
        except Exception as error:
            self.error = error
        done(self)

    def _hear(self, share: float) -> None:
        if self._called_off:
            raise CalledOff
        self.share = share
