"""A call as a slot: what a button or a command of a menu does."""

from __future__ import annotations

from collections.abc import Callable


class Call:
    """Calls a function with these arguments, and takes no notice of what the signal carries."""

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self._function, self._arguments = function, arguments

    def __call__(self, *_: object) -> None:
        self._function(*self._arguments)
