"""An order: what the window asks of the foreman."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """A method of the foreman, and what it is to be called with; values all, to be sent away."""

    command: Callable[..., None]
    arguments: tuple[object, ...] = ()
