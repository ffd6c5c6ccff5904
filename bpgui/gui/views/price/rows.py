"""The rows of the cost table: every layer's share, the optimiser's, and the total."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bpgui.engine.check import Check
from bpgui.engine.cost import Cost, costs, total
from bpgui.engine.stopwatch import Timing
from bpgui.gui import theme
from bpgui.gui.format import compact, count, number, percent, size


@dataclass(frozen=True)
class PriceRow:
    """One line. node: None where it stands for no layer. forward, backward: seconds of a step."""

    name: str
    node: int | None
    cost: Cost
    batch: int
    itemsize: int
    forward: float | None = None
    backward: float | None = None
    step: float = 0.0
    category: theme.Category | None = None

    @property
    def seconds(self) -> float | None:
        """Both ways."""
        if self.forward is None or self.backward is None:
            return None
        return self.forward + self.backward

    @property
    def share(self) -> float | None:
        """Of the step."""
        return None if self.seconds is None or not self.step else self.seconds / self.step

    @property
    def bytes(self) -> int:
        """All its memory."""
        return self.cost.bytes(self.batch, self.itemsize)

    @property
    def tip(self) -> str:
        """Where the time goes, and where the memory."""
        lines = [self.name]
        if self.forward is not None and self.backward is not None and self.node is not None:
            lines.append(f"forward {span(self.forward)}, backward {span(self.backward)} a step")
        cost, each = self.cost, self.batch * self.itemsize
        if self.bytes:
            lines.append(
                f"parameters, gradient and optimiser {size(cost.parameter_bytes(self.itemsize))}, "
                f"activations and their gradients {size(cost.results * each)}, "
                f"work arrays {size(cost.work * each)}"
            )
        return "\n".join(lines)


@dataclass(frozen=True)
class Column:
    """A heading, what it explains on hover, and what stands below it: as words and as a value."""

    heading: str
    tip: str
    words: Callable[[PriceRow], str]
    value: Callable[[PriceRow], float]


def span(seconds: float) -> str:
    """A short time: 3.42 µs, 12.4 ms."""
    if seconds < 1e-3:
        return f"{number(1e6 * seconds, 3)} µs"
    return f"{number(1e3 * seconds, 3)} ms"


def work(multiply_adds: int) -> str:
    """How many of them: 2,370 or 1.21M."""
    return compact(multiply_adds) if multiply_adds >= 100_000 else count(multiply_adds)


COLUMNS = (
    Column("Layer", "In the order of the diagram", lambda row: row.name, lambda row: 0.0),
    Column(
        "Time",
        "Forward and backward through this layer in one training step, measured",
        lambda row: "–" if row.seconds is None else span(row.seconds),
        lambda row: row.seconds or 0.0,
    ),
    Column(
        "Share of the step",
        "Of the time of one training step",
        lambda row: "–" if row.share is None else percent(row.share),
        lambda row: row.share or 0.0,
    ),
    Column(
        "Parameters",
        "Numbers that are learned",
        lambda row: count(row.cost.parameters),
        lambda row: row.cost.parameters,
    ),
    Column(
        "Multiply-adds",
        "Of one row's forward pass; the backward pass takes about twice as many",
        lambda row: work(row.cost.multiply_adds),
        lambda row: row.cost.multiply_adds,
    ),
    Column(
        "Memory",
        "In training, with a whole mini-batch: parameters with gradient and optimiser, "
        "activations with theirs, work arrays",
        lambda row: size(row.bytes),
        lambda row: row.bytes,
    ),
)
LAYER, TIME, SHARE = 0, 1, 2


def price_rows(
    check: Check, batch: int, itemsize: int, timing: Timing | None
) -> tuple[list[PriceRow], PriceRow]:
    """The rows in diagram order, and the total."""
    step = timing.step if timing is not None else 0.0
    found = costs(check)
    rows = []
    for id, cost in found.items():
        node = check.drawn.nodes[id]
        forward = None if timing is None else timing.forward[id]
        backward = None if timing is None else timing.backward[id]
        category = theme.category(node.layer.group, node.layer.kind())
        row = PriceRow(node.name, id, cost, batch, itemsize, forward, backward, step, category)
        rows.append(row)
    rows += _rest(batch, itemsize, timing)
    there = None if timing is None else sum(timing.forward.values())
    back = None if there is None else step - there
    whole = total(found.values())
    summed = PriceRow("Whole step", None, whole, batch, itemsize, there, back, step)
    return rows, summed


def _rest(batch: int, itemsize: int, timing: Timing | None) -> Iterator[PriceRow]:
    """What belongs to no layer alone."""
    if timing is None:
        return
    parts = {"Slopes of several layers": timing.joint, "Optimiser": timing.update}
    for name, seconds in parts.items():
        if seconds:
            yield PriceRow(name, None, Cost(), batch, itemsize, 0.0, seconds, timing.step)


def ordered(rows: Sequence[PriceRow], column: int, descending: bool) -> list[PriceRow]:
    """By a column; by the first, in the order of the diagram."""
    if column == LAYER:
        return list(reversed(rows)) if descending else list(rows)
    return sorted(rows, key=COLUMNS[column].value, reverse=descending)
