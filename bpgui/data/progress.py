"""How far long work has come: told where it is done, heard where somebody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Hears which share of the work is done, 0 to 1. What it raises ends the work.
Listener = Callable[[float], None]
#: A thread begins with none.
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def heard(listener: Listener) -> Iterator[None]:
    """Have whatever is told in here, on this thread, heard by `listener`."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(share: float) -> None:
    """So much of the work is done; to be told often, as it may be given up here."""
    listener = _listener.get()
    if listener is not None:
        listener(share)
