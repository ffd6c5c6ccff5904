"""Tables: numbers a view shows, for a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """Their name, and what gives the heads of the columns and the rows."""

    name: str
    fill: Callable[[], tuple[Sequence[str], Iterable[Sequence[Any]]]]

    def text(self) -> str:
        """As CSV; an empty cell for None and for what is not a number."""
        header, rows = self.fill()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(["" if cell is None or cell != cell else cell for cell in row])
        return out.getvalue()
