"""The running sum of what the layers of a diagram cost."""

from __future__ import annotations

from bpgui.engine.check import Check
from bpgui.engine.cost import Cost, cost_of, total
from bpgui.engine.verdict import Verdict


class Ledger:
    """Adds up anew only what has changed: a verdict stays the same object while its node does."""

    def __init__(self) -> None:
        self._entries: dict[int, tuple[Verdict, Cost]] = {}
        self._sum = Cost()

    def sum(self, check: Check) -> Cost:
        """What all layers cost together that take part in training."""
        verdicts, entries = check.verdicts, self._entries
        live = {id for id in check.live if id in check.shapes}
        gone = [entries.pop(id)[1] for id in entries.keys() - live]
        new: list[Cost] = []
        for id in live:
            entry = entries.get(id)
            if entry is not None and entry[0] is verdicts[id]:
                continue
            if entry is not None:
                gone.append(entry[1])
            cost = cost_of(check, id)
            entries[id] = (verdicts[id], cost)
            new.append(cost)
        if gone or new:
            self._sum = total([self._sum, *new]) - total(gone)
        return self._sum
