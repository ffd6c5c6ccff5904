"""Straight-line code: a list of calls as one function, without the cost of going through the list.

A step of a tiny network is some thirty calls of a quarter of a microsecond each. A tenth of that is
unpacking a partial and fetching the next; in a function that has every call written out, it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from bpgui.engine.arrays import Call

#: More calls, such as those of a long sequence, are gone through: to compile them would take longer
#: than they save.
MOST = 4096


def straight(calls: Sequence[Call]) -> Call:
    """One call that makes all these calls in their order."""
    if len(calls) > MOST:
        return partial(_one_by_one, tuple(calls))
    names: dict[str, Any] = {}

    def name(value: object) -> str:
        # By identity: arrays know no hash.
        own = f"v{id(value)}"
        names[own] = value
        return own

    def written(call: Call) -> str:
        if not isinstance(call, partial):
            return f"{name(call)}()"
        arguments = [name(value) for value in call.args]
        arguments += [f"{key}={name(value)}" for key, value in call.keywords.items()]
        return f"{name(call.func)}({', '.join(arguments)})"

    lines = [f"    {written(call)}" for call in calls]
    exec("\n".join(["def step():", *lines, "    return"]), names)
    step: Call = names["step"]
    return step


def _one_by_one(calls: Sequence[Call]) -> None:
    for call in calls:
        call()
