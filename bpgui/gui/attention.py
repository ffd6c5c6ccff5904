"""Attention: whether commands are waiting for the thread that trains."""

from __future__ import annotations


class Attention:
    """One thread asks, another hears; each counts for itself, so that no call is missed."""

    def __init__(self) -> None:
        self._asked = 0
        self._heard = 0

    def ask(self) -> None:
        """A command has been sent."""
        self._asked += 1

    def hear(self) -> None:
        """A command has arrived."""
        self._heard += 1

    @property
    def wanted(self) -> bool:
        """Whether one is on its way."""
        return self._asked > self._heard
