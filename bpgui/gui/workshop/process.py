"""A foreman in a process of his own."""

from __future__ import annotations

import signal
import threading
import traceback
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue
from typing import Literal, cast

from bpgui.gui.workshop import child
from bpgui.gui.workshop.freight import Freight
from bpgui.gui.workshop.host import Mourn
from bpgui.gui.workshop.news import News, Tell
from bpgui.gui.workshop.order import Order
from bpgui.gui.workshop.tray import Tray

#: None: the last batch is on the screen. "end": there is nothing more to be sent.
_Letter = Order | Literal["end"] | None


class ProcessHost:
    """Has an interpreter of its own, so training keeps its speed while the window paints.

    One thread starts the process and listens to it, another sends it orders: the window never waits
    for either.
    """

    #: A process may have been stopped from outside.
    patience: float | None = 5.0

    def __init__(self, tell: Tell, mourn: Mourn) -> None:
        self._tell, self._mourn = tell, mourn
        self._letters: SimpleQueue[_Letter] = SimpleQueue()
        self._process: SpawnProcess | None = None
        self._starting = threading.Lock()
        self._closed = False
        self._ended = False
        #: Why the sender has ended the process.
        self._complaint = ""
        self._listener = threading.Thread(target=self._live, name="training process", daemon=True)
        self._listener.start()

    @property
    def alive(self) -> bool:
        """See Host."""
        return not self._ended

    @property
    def pid(self) -> int | None:
        """That of the process, once it has begun."""
        return self._process.pid if self._process is not None else None

    def post(self, order: Order) -> None:
        """See Host."""
        self._letters.put(order)

    def taken(self) -> None:
        """See Host."""
        self._letters.put(None)

    def close(self) -> None:
        """See Host."""
        with self._starting:
            self._closed = True
            if self._process is not None:
                # It holds nothing that is to be saved.
                self._process.kill()
        self._listener.join()

    # -- its life ------------------------------------------------------------------------------

    def _live(self) -> None:
        why, details = "", ""
        try:
            with closing(Tray()) as tray:
                self._converse(tray)
        except (EOFError, OSError) as error:
            why = self._how_it_ended() or str(error)
        except Exception as error:
            why, details = f"{type(error).__name__}: {error}", traceback.format_exc()
        self._ended = True
        if not self._closed:
            self._mourn(
                f"The training process ended unexpectedly ({why}): run again to start it anew.",
                details,
            )

    def _converse(self, tray: Tray) -> None:
        """Start the process and tell what it says, until it is silent: EOFError, or OSError."""
        context = get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=child.main, args=(there, tray.name), daemon=True)
        sender = threading.Thread(
            target=self._send, args=(here, process), name="orders", daemon=True
        )
        with closing(here):
            with closing(there), self._starting:
                if self._closed:
                    return
                process.start()
                self._process = process
            sender.start()
            try:
                here.recv_bytes()
                tray.hide()
                freight = Freight(here, tray)
                while True:
                    self._tell(cast(News, freight.receive()))
            finally:
                # It may be about to end by itself, which tells why.
                process.join(1.0)
                process.kill()
                process.join()
                self._letters.put("end")
                sender.join()

    def _send(self, pipe: Connection, process: SpawnProcess) -> None:
        while (letter := self._letters.get()) != "end":
            try:
                pipe.send(letter)
            except OSError:
                pass  # the listener hears of it too
            except Exception as error:
                self._complaint = f"{type(error).__name__}: {error}"
                process.kill()

    def _how_it_ended(self) -> str:
        if self._complaint:
            return self._complaint
        code = self._process.exitcode if self._process is not None else None
        if code is None:
            return ""
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
