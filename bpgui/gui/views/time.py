"""Loss over time, and below it, over the very same steps, the gradient of every parameter
tensor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.batch import Batch, RunInfo
from bpgui.gui.format import count
from bpgui.gui.views.bands.counting import Counting
from bpgui.gui.views.bands.heat import HeatBand
from bpgui.gui.views.bands.ledger import ledger
from bpgui.gui.views.bands.legend import Legend
from bpgui.gui.views.bands.loss import LossBand
from bpgui.gui.views.bands.quantities import QUANTITIES
from bpgui.gui.views.bands.time_canvas import TimeCanvas
from bpgui.gui.views.kit.switches import Chooser, MoreButton, Switches
from bpgui.gui.views.view import Table, View, view

#: Below this width the less important controls make room.
_NARROW = 440
SMOOTHINGS = (0.0, 0.3, 0.6, 0.9, 0.97)


@view
class TimeView(View):
    """Loss, accuracy or learning rate above the gradient heat map; one axis of steps, one
    cursor."""

    name = "time"
    title = "Loss and gradients"
    rank = 10
    waiting = ("No steps yet", "Press Run and watch the loss fall and the gradients flow.")

    #: Where its axis lies: the pixels of its ends, and the steps that are there.
    framed = Signal(float, float, float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss = LossBand()
        self.heat = HeatBand()
        self._loss_legend, self._heat_legend = Legend(), Legend()
        self.loss.header = self._loss_header()
        self.heat.header = self._heat_header()
        self.canvas = TimeCanvas([self.loss, self.heat], self.content)
        self.canvas.setObjectName("time_canvas")
        self.canvas.picked.connect(self.picked)
        self.canvas.widened.connect(self._all.click)
        self.canvas.range.moved.connect(self._read)
        self.canvas.drawn.connect(self._drawn)
        self.canvas.failed.connect(self.fail)
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for control in (self._units, self._smooth):
            control.setVisible(self.width() >= _NARROW)

    # -- controls ------------------------------------------------------------------------------

    def _loss_header(self) -> QWidget:
        self._metrics = Switches(("Loss", "Accuracy", "Rate"), "metric")
        self._metrics.chosen.connect(self._choose_metric)
        self._log = theme.mark(QToolButton(), "quiet")
        self._log.setText("log")
        self._log.setObjectName("log_axis")
        self._log.setAccessibleName("Logarithmic axis")
        self._log.setToolTip("Logarithmic axis")
        self._log.setCheckable(True)
        self._log.setChecked(self.loss.log)
        self._log.toggled.connect(self._set_log)
        self._all = theme.mark(QToolButton(), "quiet")
        self._all.setText("all runs")
        self._all.setObjectName("all_runs")
        self._all.setToolTip(
            "As far as the longest run, or only as far as this one (double-click in the plot)"
        )
        self._all.setCheckable(True)
        self._all.hide()
        self._all.toggled.connect(self._set_all_runs)
        words = tuple(f"smooth {weight:g}" if weight else "not smooth" for weight in SMOOTHINGS)
        self._smooth = theme.mark(Chooser(words, "smoothing"), "quiet")
        self._smooth.show_index(SMOOTHINGS.index(self.loss.smoothing))
        self._smooth.setToolTip("Weight of the steps before; the spread behind is not smoothed")
        self._smooth.chosen.connect(self._set_smoothing)
        self._units = theme.mark(Chooser(("per step", "per epoch"), "unit"), "quiet")
        self._units.setToolTip("The loss of every mini-batch, or of all rows after every epoch")
        self._units.chosen.connect(self._choose_unit)
        controls = (self._all, self._log, self._units, self._smooth, MoreButton(self.menu))
        return _row(self._metrics, self._loss_legend, *controls)

    def _heat_header(self) -> QWidget:
        self._quantities = Chooser(tuple(q.name for q in QUANTITIES), "quantity")
        self._quantities.setToolTip("What the rows below show")
        self._quantities.chosen.connect(self._choose_quantity)
        return _row(self._quantities, self._heat_legend)

    def _choose_metric(self, index: int) -> None:
        self.loss.show_metric(("loss", "accuracy", "rate")[index])
        self._log.setEnabled(index != 1)
        self._enable_smoothing()
        self._repaint()

    def _choose_unit(self, index: int) -> None:
        self.loss.by_epoch = index == 1
        self.loss.unzoom()
        self._enable_smoothing()
        self._count()
        self._repaint()

    def _enable_smoothing(self) -> None:
        self._smooth.setEnabled(self.loss.metric == "loss" and not self.loss.by_epoch)

    def _count(self) -> None:
        """Let the axis count steps, or epochs."""
        by_epoch = self.info if self.loss.by_epoch else None
        self.canvas.counting = Counting(_steps_per_epoch(by_epoch) if by_epoch else None)

    def _set_log(self, on: bool) -> None:
        self.loss.log = on
        self.loss.unzoom()
        self._repaint()

    def _set_all_runs(self, on: bool) -> None:
        self.loss.all_runs = on
        self.canvas.show_all()
        self._show()

    def _set_smoothing(self, index: int) -> None:
        self.loss.smoothing = SMOOTHINGS[index]
        self._repaint()

    def _choose_quantity(self, index: int) -> None:
        self.heat.show_quantity(QUANTITIES[index])
        self._repaint()

    # -- the run -------------------------------------------------------------------------------

    def begin(self) -> None:
        self.loss.classifies = self.info is None or self.info.prepared.classifies
        self._metrics.name(1, "Accuracy" if self.loss.classifies else "R²")
        self.heat.show_run(self.info)
        self._count()
        self.canvas.begin(self.history)
        self._show()

    def take(self, batch: Batch) -> None:
        if batch.reports and batch.reports[-1].diverged:
            self.canvas.broken = self.history.last
        elif batch.reports and self.canvas.broken is not None:
            self.canvas.broken = None
        self.canvas.stand(batch)
        if batch.status != "running" or self.speaking or self.canvas.due:
            self._show()

    def refresh(self) -> None:
        self._show()

    def chosen(self) -> None:
        self.heat.selection = self.selection
        self._repaint()

    def compared(self) -> None:
        self.loss.pasts = self.pasts
        self._show()

    def tables(self) -> Iterator[Table]:
        yield Table("all numbers", self._ledger)
        # Gradients are among them.
        if self.heat.quantity.gauge is not None:
            yield from self.heat.tables()

    def _ledger(self) -> tuple[list[str], list[list[Any]]]:
        tensors = () if self.info is None else self.info.tensors
        return ledger(self.history, tensors, self.loss.classifies)

    def actions_here(self, menu: QMenu) -> None:
        menu.addAction(theme.icon("fit"), "Show the whole run", self.canvas.show_all)

    def _show(self) -> None:
        if self.loss.last <= self.history.first:
            self._wait()
            return
        self.show_content()
        self._all.setVisible(self.loss.crowded)
        if self.canvas.range.origin != self.history.first:
            self.canvas.range.begin(self.history.first)
        self.canvas.range.grow(self.loss.last)
        self.canvas.stale()

    def _wait(self) -> None:
        """Say why there are no curves."""
        first = 0 if self.info is None else self.info.first_step
        if first:
            self.say(f"Trained to step {count(first)}", "The curves begin when it goes on.")
        else:
            self.say(*self.waiting)

    def _repaint(self) -> None:
        self.canvas.stale()

    def _drawn(self) -> None:
        self._read()
        scale = self.canvas.scale
        self.framed.emit(scale.start, scale.stop, scale.low, scale.high)

    def _read(self) -> None:
        """Bring the legends up to date."""
        cursor = self.canvas.range.cursor
        self._loss_legend.show_readings(self.loss.readings(cursor, math.nan))
        self._heat_legend.show_readings(self.heat.readings(cursor, self.canvas.pointer))


def _steps_per_epoch(info: RunInfo) -> int:
    rows = len(info.prepared.train.x)
    return -(-rows // info.project.training.batch_of(rows))


def _row(*parts: QWidget) -> QWidget:
    """A header: the legend among its parts takes the room that is left."""
    header = QWidget()
    layout = QHBoxLayout(header)
    # The words of switches have a margin of their own.
    layout.setContentsMargins(9 if isinstance(parts[0], Switches) else 14, 4, 8, 2)
    layout.setSpacing(8)
    for part in parts:
        layout.addWidget(part, 1 if isinstance(part, Legend) else 0)
    return header
