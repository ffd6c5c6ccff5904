"""What every layer costs: time, parameters, multiply-adds and memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bpgui.engine.stopwatch import Timing
from bpgui.gui import theme
from bpgui.gui.batch import Batch, Failure, Probe
from bpgui.gui.format import count, size
from bpgui.gui.views.kit.switches import MoreButton
from bpgui.gui.views.price.probe import TimingProbe
from bpgui.gui.views.price.rows import price_rows, span, work
from bpgui.gui.views.price.table import PriceTable
from bpgui.gui.views.view import Table, View, view


@view
class CostView(View):
    """A row a layer. The time is measured when the view is first seen, and when asked for."""

    name = "cost"
    title = "Cost"
    rank = 60
    waiting = ("No costs yet", "They are counted as soon as the network is ready.")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.timing: Timing | None = None
        self._measurement, self._due = 0, False
        self.table = PriceTable()
        self.table.picked.connect(self.picked)
        self._words = theme.label("", "caption")
        self._again = QPushButton("Measure again")
        self._again.setObjectName("measure_cost")
        self._again.setToolTip("Time every layer of a training step once more")
        self._again.clicked.connect(self._measure)
        header = QHBoxLayout()
        header.setContentsMargins(14, 4, 8, 4)
        header.addWidget(self._words, 1)
        header.addWidget(self._again)
        header.addWidget(MoreButton(self.menu))
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self.table, 1)

    # -- the run -------------------------------------------------------------------------------

    def begin(self) -> None:
        self.timing = None
        if self.info is None:
            self.table.costs.show_rows([], None)
            self.say(*self.waiting)
            return
        self._due = True
        self._show()
        self.show_content()

    def take(self, batch: Batch) -> None:
        taken = batch.pictures.get(self.name)
        if taken is None or not self._due:
            return
        self._due = False
        self.ask_again()
        if isinstance(taken, Failure):
            self.said.emit(taken.message)
        elif isinstance(taken, Timing):
            self.timing = taken
            self._show()

    def chosen(self) -> None:
        self.table.choose(self.selection)

    def probe(self) -> Probe | None:
        return TimingProbe(self._measurement) if self._due else None

    def _measure(self) -> None:
        self._measurement += 1
        self._due = True
        self.ask_again()

    def _show(self) -> None:
        assert self.info is not None
        prepared, training = self.info.prepared, self.info.project.training
        rows = len(prepared.train)
        batch = training.batch_of(rows)
        lines, whole = price_rows(prepared.check, batch, training.itemsize, self.timing)
        self.table.costs.show_rows(lines, whole)
        self.table.choose(self.selection)
        step = "" if self.timing is None else f"{span(self.timing.step)} a step of {count(batch)}, "
        cost = whole.cost
        self._words.setText(
            f"{step}{count(cost.parameters)} parameters, "
            f"{work(cost.multiply_adds)} multiply-adds a row, {size(whole.bytes)}"
        )

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        yield Table("costs", self._costs)

    def _costs(self) -> tuple[list[str], list[list[Any]]]:
        head = ["layer", "forward s", "backward s", "share of the step", "parameters"]
        head += ["multiply-adds a row", "parameter bytes", "activation bytes", "work bytes"]
        rows = []
        for row in self.table.costs.rows:
            each = row.batch * row.itemsize
            memory = [row.cost.parameter_bytes(row.itemsize)]
            memory += [row.cost.results * each, row.cost.work * each]
            counts = [row.cost.parameters, row.cost.multiply_adds, *memory]
            rows.append([row.name, row.forward, row.backward, row.share, *counts])
        return head, rows
