"""Freight: values on their way from the process that trains to the window's."""

from __future__ import annotations

import pickle
from multiprocessing.connection import Connection

from bpgui.gui.workshop.tray import Tray


class Freight:
    """Numbers travel apart from what they are numbers of: arrays lie on the tray, and what holds
    them goes through the pipe. Arrays for which there is no room there go after it.

    Pickle is safe here: the pipe has no name, and both its ends are this program. Nothing that
    comes from a file is ever unpickled.
    """

    def __init__(self, pipe: Connection, tray: Tray) -> None:
        self._pipe, self._tray = pipe, tray

    def send(self, value: object) -> None:
        """Hand a value over; OSError when nobody is at the other end."""
        arrays: list[pickle.PickleBuffer] = []
        holder = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
        pieces = [array.raw() for array in arrays]
        number = self._tray.lay(pieces) if pieces else 0
        self._pipe.send((holder, number, [piece.nbytes for piece in pieces]))
        if not number:
            for piece in pieces:
                self._pipe.send_bytes(piece)

    def receive(self) -> object:
        """Wait for a value; EOFError or OSError when there will be no more."""
        holder, number, sizes = self._pipe.recv()
        pieces = self._tray.take(number, sizes) if number else [self._piece(size) for size in sizes]
        return pickle.loads(holder, buffers=pieces)

    def _piece(self, size: int) -> bytearray:
        piece = bytearray(size)
        self._pipe.recv_bytes_into(piece)
        return piece
