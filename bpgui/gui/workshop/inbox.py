"""The inbox: orders lie in it until the foreman has time for them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from bpgui.gui.workshop.order import Order


class Inbox:
    """One thread puts orders in, another takes them out, the oldest first."""

    def __init__(self) -> None:
        self._orders: deque[Order] = deque()
        self._changed = threading.Condition()
        self.closed = False

    def put(self, order: Order) -> None:
        """Here is another."""
        with self._changed:
            self._orders.append(order)
            self._changed.notify()

    def close(self) -> None:
        """There will be no more, and those that wait need not be carried out."""
        with self._changed:
            self.closed = True
            self._changed.notify()

    @property
    def waiting(self) -> bool:
        """Whether somebody should look into it."""
        return bool(self._orders) or self.closed

    def wait(self, seconds: float | None = None) -> None:
        """Until there is something in it; at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self.waiting, seconds)

    def take(self) -> Order | None:
        """The next; None where there is none."""
        with self._changed:
            return None if self.closed or not self._orders else self._orders.popleft()

    def holds(self, *commands: Callable[..., None]) -> bool:
        """Whether an order to do one of these waits."""
        with self._changed:
            return any(order.command in commands for order in self._orders)
