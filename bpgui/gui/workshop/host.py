"""A host: what a foreman works in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from bpgui.gui.workshop.order import Order

#: On a thread of the window's process, or in a process of its own.
Place = Literal["thread", "process"]
#: Called when a host has ended that should not have: why, in one sentence, and what else is known.
Mourn = Callable[[str, str], None]


class Host(Protocol):
    """A foreman at work somewhere. What he has to tell comes from a thread of the host's."""

    #: Seconds within which he answers a question, if he ever does; None where he always does.
    patience: float | None

    @property
    def alive(self) -> bool:
        """Whether orders are still carried out."""
        ...

    def post(self, order: Order) -> None:
        """Give an order, and do not wait for it."""
        ...

    def taken(self) -> None:
        """The last batch is on the screen: the next may come."""
        ...

    def close(self) -> None:
        """End it, and wait for its end."""
        ...
