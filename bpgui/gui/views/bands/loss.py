"""The loss band: loss, accuracy or learning rate over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from bpgui.gui import theme
from bpgui.gui.format import number, percent
from bpgui.gui.history import History
from bpgui.gui.views.bands.band import Band, Reading
from bpgui.gui.views.bands.curves import Curve, accuracy_curves, loss_curves, rate_curves
from bpgui.gui.views.kit import ink, ticks
from bpgui.gui.views.kit.scale import Scale
from bpgui.gui.views.view import Table

METRICS = ("loss", "accuracy", "rate")
#: A table for a file has at most so many rows.
ROWS = 100_000


class LossBand(Band):
    """Curves of one metric. `log`: its axis; `smoothing` in [0, 1): the weight of what came
    before."""

    share = 1.25

    def __init__(self) -> None:
        super().__init__()
        self.metric = "loss"
        self.log = True
        self.smoothing = 0.6
        #: "accuracy" as a share of rows; False: R2.
        self.classifies = True
        self._fixed: tuple[float, float] | None = None
        self._y = Scale(0.0, 1.0, 1.0, 0.0)
        self._curves: list[Curve] = []

    def begin(self, history: History) -> None:
        super().begin(history)
        self._fixed, self._curves = None, []

    def show_metric(self, metric: str) -> None:
        """Show one of METRICS."""
        self.metric, self._fixed = metric, None

    def zoom(self, top: float, bottom: float) -> None:
        self._fixed = self._y.value(bottom), self._y.value(top)

    def unzoom(self) -> None:
        self._fixed = None

    @property
    def curves(self) -> list[Curve]:
        """What was painted last."""
        return self._curves

    # -- painting ------------------------------------------------------------------------------

    def paint(self, painter: QPainter, frame: QRectF, x: Scale) -> None:
        self._curves = list(self._read(x.low, x.high, max(int(frame.width()), 1)))
        low, high, log = self._limits()
        self._y = Scale(low, high, frame.bottom(), frame.top() + 4, log)
        self._paint_grid(painter, frame)
        painter.setClipRect(frame.adjusted(0, -1, 2, 1))
        for curve in self._curves:
            self._paint_spread(painter, frame, curve, x)
        for curve in self._curves:
            self._paint_line(painter, curve, x)
        painter.setClipping(False)
        self._paint_ends(painter, frame, x)

    def _paint_grid(self, painter: QPainter, frame: QRectF) -> None:
        palette, y = theme.current(), self._y
        most = max(int(frame.height() / 28), 2)
        marks = ticks.log(y.low, y.high, most) if y.log else ticks.linear(y.low, y.high, most)
        for mark in marks:
            at = round(y.pixel(mark))
            ink.across(painter, at, frame.left(), frame.right(), palette.color("line"))
            rect = QRectF(0, at - 8, frame.left() - 8, 16)
            ink.text(painter, rect, self._tick(mark), palette.muted, ink.RIGHT)

    def _paint_spread(self, painter: QPainter, frame: QRectF, curve: Curve, x: Scale) -> None:
        """The values behind the line: faintly a line if they are single ones, else their band."""
        if curve.low is None or curve.high is None:
            return
        palette, at, low = theme.current(), x.pixels(curve.at), self._y.pixels(curve.low)
        if curve.raw:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(ink.pen(palette.color(curve.role, 0.35)))
            ink.polyline(painter, at, low)
            return
        high, color = self._y.pixels(curve.high), palette.color(curve.role, 0.14)
        ink.band(painter, frame, at, low, high, color)

    def _paint_line(self, painter: QPainter, curve: Curve, x: Scale) -> None:
        color = theme.current().color(curve.role)
        at, values = x.pixels(curve.at), self._y.pixels(curve.values)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen(color))
        ink.polyline(painter, at, values)
        if curve.dots:
            painter.setBrush(color)
            for point in zip(at, values, strict=True):
                if np.isfinite(point).all():
                    painter.drawEllipse(QPointF(*point), 2.0, 2.0)

    def _paint_ends(self, painter: QPainter, frame: QRectF, x: Scale) -> None:
        """The newest values beside the ends of their curves, kept apart."""
        ends: list[tuple[float, float, str]] = []
        for curve in self._curves:
            value = curve.value(None)
            if value is not None and x.pixel(curve.at[-1]) > frame.center().x():
                at = float(np.clip(self._y.pixel(value), frame.top() + 4, frame.bottom() - 4))
                ends.append((at, value, curve.role))
        ends.sort()
        places = [at for at, _, _ in ends]
        for index in range(1, len(places)):
            places[index] = max(places[index], places[index - 1] + 14)
        over = max(places[-1] - frame.bottom() + 4, 0.0) if places else 0.0
        for at, (_, value, role) in zip(places, ends, strict=True):
            rect = QRectF(frame.right() + 6, at - over - 8, 56, 16)
            ink.text(painter, rect, self._word(value), theme.current().color(role))

    def paint_cursor(
        self, painter: QPainter, frame: QRectF, x: Scale, cursor: float, y: float
    ) -> None:
        for curve in self._curves:
            row, value = curve.row(cursor), curve.value(cursor)
            if row is None or value is None:
                continue
            at = QPointF(x.pixel(curve.at[row]), self._y.pixel(value))
            if frame.adjusted(-1, -1, 1, 1).contains(at):
                painter.setPen(ink.pen(theme.current().panel, 1.5))
                painter.setBrush(theme.current().color(curve.role))
                painter.drawEllipse(at, 3.5, 3.5)

    def readings(self, cursor: float | None, y: float) -> list[Reading]:
        palette = theme.current()
        made = []
        for curve in self._curves:
            value = curve.value(cursor)
            words = self._word(value) if value is not None and cursor is not None else ""
            made.append(Reading(curve.label, palette.color(curve.role), words))
        return made

    # -- numbers -------------------------------------------------------------------------------

    def _read(self, first: float, last: float, width: int) -> Iterator[Curve]:
        if self.metric == "accuracy":
            return accuracy_curves(self.history, first, last, width)
        if self.metric == "rate":
            return rate_curves(self.history, first, last, width)
        return loss_curves(self.history, first, last, width, self.smoothing)

    def _limits(self) -> tuple[float, float, bool]:
        """The ends of the axis, and whether it is logarithmic."""
        log = self.log and self.metric != "accuracy"
        if self._fixed is not None:
            return (*self._fixed, log)
        values = np.concatenate([curve.values for curve in self._curves] or [np.zeros(0)])
        values = values[np.isfinite(values)]
        if log:
            values = values[values > 0]
        if not len(values):
            return (0.01, 1.0, True) if log else (0.0, 1.0, False)
        low, high = float(values.min()), float(values.max())
        if self.metric == "accuracy":
            high = 1.0
            low = max(low, -1.0)
        elif not log:
            low = min(low, 0.0)
        return (*ticks.nice_range(low, high, log), log)

    def _tick(self, value: float) -> str:
        if self.metric == "accuracy" and self.classifies:
            return f"{ticks.word(round(100 * value, 6))} %"
        return ticks.word(value)

    def _word(self, value: float) -> str:
        if self.metric == "accuracy" and self.classifies:
            return percent(value)
        return number(value, 3)

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        yield Table("losses", self._losses)
        yield Table("evaluations", self._evaluations)

    def _losses(self) -> tuple[list[str], list[list[Any]]]:
        """Every step, or as many together as there is room for."""
        spans = self.history.losses(self.history.first, self.history.last, ROWS)
        head = ["first_step", "last_step", "loss", "lowest", "highest", "learning_rate"]
        columns = [spans.first, spans.last, spans.mean[:, 0], spans.low[:, 0], spans.high[:, 0]]
        return head, _rows([*columns, spans.high[:, 1]])

    def _evaluations(self) -> tuple[list[str], list[list[Any]]]:
        seen = self.history.evaluations
        names = ["step", "loss", "accuracy", "val_loss", "val_accuracy"]
        head = names if self.classifies else [n.replace("accuracy", "r2") for n in names]
        return head, _rows([getattr(seen, name) for name in names])


def _rows(columns: list[Any]) -> list[list[Any]]:
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
