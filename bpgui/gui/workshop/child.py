"""What runs in a process that trains."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from threadpoolctl import threadpool_limits

from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.freight import Freight
from bpgui.gui.workshop.inbox import Inbox
from bpgui.gui.workshop.order import Order
from bpgui.gui.workshop.outbox import Outbox
from bpgui.gui.workshop.tray import Tray

#: Nobody here shares the interpreter with the window: training never waits for it.
PATIENCE = 0.0


def main(pipe: Connection, tray: str) -> None:
    """Carry out the orders that come through the pipe, until nobody is at its other end."""
    # Ctrl-C in the terminal is meant for the window.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    freight = Freight(pipe, Tray(tray))
    pipe.send_bytes(b"ready")
    inbox, outbox = Inbox(), Outbox(freight.send, PATIENCE)
    threading.Thread(target=_listen, args=(pipe, inbox, outbox), daemon=True).start()
    with suppress(OSError), threadpool_limits(1, user_api="blas"):
        Foreman(inbox, outbox, freight.send).serve()


def _listen(pipe: Connection, inbox: Inbox, outbox: Outbox) -> None:
    """Take orders in at once, however long a step takes; None: the last batch is on the screen."""
    try:
        while True:
            order: Order | None = pipe.recv()
            if order is None:
                outbox.taken.set()
            else:
                inbox.put(order)
    except (EOFError, OSError):
        # The window has gone, and there is nothing to be saved.
        os._exit(0)
    except Exception:
        traceback.print_exc()
        os._exit(1)
