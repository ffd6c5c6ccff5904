"""The reader: has tables read beside the window, which can be used meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from bpgui.data import DataError, Source
from bpgui.gui.workshop.errand import Errand
from bpgui.project.error import ProjectError

T = TypeVar("T")
Then = Callable[[Any], None]

#: Seconds that a window which is closed waits for what cannot be called off, such as a network
#: drive that does not answer.
PATIENCE = 5.0


class Reader(QObject):
    """One thing at a time: what is asked for next takes the place of what is being done.

    Signals, in the window's thread: `began(title)` of what is being read; `ended()` when nothing is
    any more, whatever came of it; `failed(sentence)`.
    """

    began = Signal(str)
    ended = Signal()
    failed = Signal(str)
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errand: Errand[Any] | None = None
        self._then: Then | None = None
        self._done.connect(self._arrived)

    def read(
        self, sources: Iterable[Source], work: Callable[[], T], then: Callable[[T], None]
    ) -> None:
        """Do `work`, which loads these sources, and `then` something with what it finds.

        At once where they are quick to load, otherwise beside the window. Sentences for the user
        that the work ends with are told by `failed`.
        """
        slow = [source for source in sources if source.slow]
        if not slow:
            self.cancel()
            self._conclude(work, then)
            return
        before = self._errand
        if before is not None:
            before.call_off()
        self._then = then
        self._errand = Errand(work, self._done.emit, before)
        self.began.emit(slow[0].title())

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._then is not None

    @property
    def share(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return self._errand.share if self._errand is not None else 0.0

    @Slot()
    def cancel(self) -> None:
        """Give it up: all stays as it is."""
        if self._errand is not None:
            self._errand.call_off()
        if self._then is not None:
            self._then = None
            self.ended.emit()

    def close(self) -> None:
        """Give it up, and wait for its end."""
        self.cancel()
        if self._errand is not None:
            self._errand.join(PATIENCE)

    @Slot(object)
    def _arrived(self, errand: Errand[Any]) -> None:
        if errand is not self._errand:
            return
        self._errand = None
        then, self._then = self._then, None
        if then is None:
            return  # given up
        try:
            self._conclude(lambda: _found(errand), then)
        finally:
            if self._then is None:
                self.ended.emit()

    def _conclude(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        try:
            found = work()
        except (DataError, ProjectError) as error:
            self.failed.emit(str(error))
            return
        then(found)


def _found(errand: Errand[T]) -> T:
    if errand.error is not None:
        raise errand.error
    return errand.found  # type: ignore[return-value]
