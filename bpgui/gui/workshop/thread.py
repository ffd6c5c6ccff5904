"""A foreman on a thread of the window's own process."""

from __future__ import annotations

import threading

from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.host import Mourn
from bpgui.gui.workshop.inbox import Inbox
from bpgui.gui.workshop.news import Tell
from bpgui.gui.workshop.order import Order
from bpgui.gui.workshop.outbox import Outbox

#: Seconds that the window may take over a batch, with the interpreter to itself, before training
#: goes on without it.
PATIENCE = 0.1


class ThreadHost:
    """Starts at once, shares all memory with the window, and takes turns with it at the
    interpreter."""

    patience: float | None = None

    def __init__(self, tell: Tell, mourn: Mourn) -> None:
        self._inbox, self._outbox = Inbox(), Outbox(tell, PATIENCE)
        foreman = Foreman(self._inbox, self._outbox, tell)
        # A daemon: a window that breaks down must not live on as a process without one.
        self._thread = threading.Thread(target=foreman.serve, name="training", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """See Host."""
        return self._thread.is_alive()

    def post(self, order: Order) -> None:
        """See Host."""
        self._inbox.put(order)

    def taken(self) -> None:
        """See Host."""
        self._outbox.taken.set()

    def close(self) -> None:
        """See Host."""
        self._inbox.close()
        self._outbox.taken.set()
        self._thread.join()
