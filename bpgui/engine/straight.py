"""Straight-line code: steps with every call written out, without the cost of going through lists.

A step of a tiny network is some twenty calls of a quarter of a microsecond each. A tenth of that is
unpacking a partial and fetching the next; in a function that has every call written out, it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array, Call
from bpgui.engine.reference import Reference, referred

#: More calls, such as those of a long sequence, are gone through: to compile them would take longer
#: than they save.
MOST = 4096

#: Makes as many steps as there are items in the shortest list it is given, one list a lane.
Steps = Callable[..., None]


@dataclass(frozen=True, eq=False)
class Lane:
    """What every step does with an item of its own: the k-th with the k-th of a list.

    line: the statement, with {item}, and {0}, {1} and so on for the values that serve all steps.
    """

    line: str = ""
    values: tuple[object, ...] = ()
    #: After the calls all steps have in common, not before them.
    after: bool = False
    #: In these calls the item takes the place of this array, or of a reference to one.
    instead: Any = None


@dataclass(frozen=True, eq=False)
class Track:
    """A lane, and the items for it."""

    lane: Lane
    items: Sequence[object]


def put(array: Array) -> Lane:
    """Arrays to be copied into this one."""
    return Lane("{0}[...] = {item}", (array,))


def note(array: Array) -> Lane:
    """Arrays into which this one is copied in the end."""
    return Lane("{item}[...] = {0}", (array,), after=True)


def instead(array: Any) -> Lane:
    """Arrays, or references, that take the place of this one in every call."""
    return Lane(instead=array)


def gather(blocks: Sequence[tuple[Array, Array, Array | None]]) -> Lane:
    """Numbers of rows, to be gathered from tables: each with the place for its rows, and, where
    they are wanted as columns, the array (columns, rows) for them."""
    lines: list[str] = []
    values: list[object] = []
    for table, place, turned in blocks:
        k = len(values)
        lines.append(f"{{{k}}}({{item}}, 0, {{{k + 1}}}, 'clip')")
        values += [table.take, place]
        if turned is not None:
            lines.append(f"{{{k + 2}}}[...] = {{{k + 3}}}")
            values += [turned, place.T]
    return Lane("; ".join(lines), tuple(values))


def straight(calls: Sequence[Call], lanes: Sequence[Lane]) -> Steps:
    """Steps that make all these calls in their order, and have these lanes, at least one."""
    items = [f"item{index}" for index in range(len(lanes))]
    text = Text(lanes, items)
    if len(calls) > MOST:
        calls = [partial(_one_by_one, tuple(calls))]
    own = [
        (lane.after, lane.line.format(*map(text.name, lane.values), item=item))
        for item, lane in zip(items, lanes, strict=True)
        if lane.instead is None
    ]
    lines = [
        *(line for after, line in own if not after),
        *map(text.written, calls),
        *(line for after, line in own if after),
    ]
    head = f"def steps(*lanes):\n for {', '.join(items)}, in zip(*lanes):"
    exec("\n".join([head, *(f"  {line}" for line in lines or ["pass"])]), text.names)
    steps: Steps = text.names["steps"]
    return steps


class Text:
    """Writes calls out, and keeps what the names in them stand for."""

    def __init__(self, lanes: Sequence[Lane], items: Sequence[str]) -> None:
        self.names: dict[str, Any] = {}
        self._items = {
            place(lane.instead): item
            for lane, item in zip(lanes, items, strict=True)
            if lane.instead is not None
        }

    def name(self, value: object) -> str:
        """That of a value, or of the item that takes its place."""
        item = self._item(value)
        if item is not None:
            return item
        # By identity: arrays know no hash.
        own = f"v{id(value)}"
        self.names[own] = value
        return own

    def written(self, call: Call) -> str:
        """The line that makes a call."""
        if not isinstance(call, partial):
            return f"{self.name(call)}()"
        arguments = [self.name(value) for value in call.args]
        if call.func is np.copyto and _copies(*call.args, **call.keywords):
            return f"{arguments[0]}[...] = {arguments[1]}"
        arguments += [f"{key}={self.name(value)}" for key, value in call.keywords.items()]
        owner = self._item(getattr(call.func, "__self__", None))
        function = self.name(call.func) if owner is None else f"{owner}.{call.func.__name__}"
        return f"{function}({', '.join(arguments)})"

    def _item(self, value: object) -> str | None:
        replaced = self._items and isinstance(value, (np.ndarray, Reference))
        return self._items.get(place(value)) if replaced else None


def place(value: Any) -> object:
    """The same for two arrays only where they are one: where it lies, and how. For a reference it
    is another than for the array."""
    if isinstance(value, Reference):
        array = referred(value)
        return value if array is None else ("reference", place(array))
    return value.ctypes.data, value.shape, value.strides, value.dtype.str


def _copies(to: object, value: object, *options: object, **named: object) -> bool:
    """Whether np.copyto can be an assignment, which takes half as long, but casts anything."""
    if not isinstance(to, np.ndarray) or not isinstance(value, np.ndarray):
        return False
    return not options and not named and to.dtype == value.dtype


def _one_by_one(calls: Sequence[Call]) -> None:
    for call in calls:
        call()
