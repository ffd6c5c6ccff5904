"""How the weights, gradients and activations of one layer are spread, over time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.batch import Batch
from bpgui.gui.views.bands.band import AXIS, WORDS, Band
from bpgui.gui.views.bands.legend import Legend
from bpgui.gui.views.bands.names import short
from bpgui.gui.views.bands.spread import SPREAD_HEAD, SpreadBand
from bpgui.gui.views.bands.time_canvas import TimeCanvas
from bpgui.gui.views.kit.beside import scrolled
from bpgui.gui.views.kit.switches import MoreButton, Switches
from bpgui.gui.views.view import Table, View, view

#: A band is at least so high.
_LOWEST = 38
#: What is said where a run ended before anything could change.
ONCE = ("Seen only once", "The bands begin as soon as the weights were looked at twice.")


@view
class HistogramView(View):
    """Quantiles of the selected layer's tensors and of what it gives, a band each."""

    name = "histograms"
    title = "Histograms"
    rank = 35
    waiting = ("No steps yet", "Press Run and watch the weights spread.")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: int | None = None
        self._legends: list[Legend] = []
        self._heading = theme.label("", "heading")
        self._kinds = Switches(("Weights", "Gradients"), "histogram_kind")
        self._kinds.chosen.connect(self._choose_kind)
        self.canvas: TimeCanvas | None = None
        #: What the canvas is scrolled in where it has more bands than there is room for.
        self._area: QWidget | None = None
        header = QHBoxLayout()
        header.setContentsMargins(14, 4, 8, 2)
        header.addWidget(self._heading)
        header.addSpacing(8)
        header.addWidget(self._kinds)
        header.addStretch(1)
        header.addWidget(MoreButton(self.menu))
        self._layout = QVBoxLayout(self.content)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addLayout(header)

    # -- the run -------------------------------------------------------------------------------

    def begin(self) -> None:
        self._node = None
        self._look()

    def chosen(self) -> None:
        self._look()

    def take(self, batch: Batch) -> None:
        if self.canvas is not None:
            self.canvas.stand(batch)
        if batch.status != "running" or self.speaking or (self.canvas and self.canvas.due):
            self._show()

    def refresh(self) -> None:
        self._show()

    def _look(self) -> None:
        """Turn to the selected node; without one, stay, or take the first that computes."""
        before = self._node
        if self.info is None:
            self._node = None
        else:
            check = self.info.prepared.check
            able = check.inner
            own = [id for id in able if id in self.selection]
            first = able[0] if able else None
            self._node = own[0] if own else (before if before in able else first)
        self._stack()
        self._show()

    def _stack(self) -> None:
        """A canvas with a band for every tensor of the node, and one for what it gives."""
        old, self._area, self.canvas = self._area, None, None
        if old is not None:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        if self.info is None or self._node is None:
            return
        self._heading.setText(self.info.project.graph.nodes[self._node].name)
        self._legends = []
        bands = [self._with_header(band) for band in self._bands(self._node)]
        self.canvas = TimeCanvas(list[Band](bands), self.content)
        bands[0].explains = True
        self.canvas.setObjectName("histogram_canvas")
        self.canvas.range.moved.connect(self._read)
        self.canvas.drawn.connect(self._read)
        self.canvas.failed.connect(self.fail)
        self.canvas.begin(self.history)
        self.canvas.setMinimumHeight(len(bands) * (WORDS + _LOWEST) + AXIS)
        self._area = scrolled(self.canvas)
        self._layout.addWidget(self._area, 1)

    def _bands(self, node: int) -> Iterator[SpreadBand]:
        assert self.info is not None
        gradients = self._kinds.index == 1
        for index, (tensor, owner) in enumerate(
            zip(self.info.tensors, self.info.tensor_nodes, strict=True)
        ):
            if owner == node:
                name = short(tensor).rpartition(" ")[2]
                name = f"∂L/∂{name}" if gradients else name
                yield SpreadBand(name, "gradients" if gradients else "values", index)
        yield SpreadBand("activations", "activations", node)

    def _with_header(self, band: SpreadBand) -> SpreadBand:
        header, legend = QWidget(), Legend()
        row = QHBoxLayout(header)
        row.setContentsMargins(14, 0, 8, 0)
        row.addWidget(theme.label(band.name, "heading"))
        row.addWidget(legend, 1)
        band.header = header
        self._legends.append(legend)
        return band

    def _show(self) -> None:
        known = len(self.history.spreads)
        if self.info is None or self.canvas is None or known < 2:
            self.say(*(ONCE if known and self.history.last else self.waiting))
            return
        self.show_content()
        self.canvas.range.grow(self.history.last)
        self.canvas.stale()

    def _read(self) -> None:
        """Bring the legends up to date."""
        if self.canvas is None:
            return
        cursor = self.canvas.range.cursor
        for band, legend in zip(self.canvas.bands, self._legends, strict=True):
            legend.show_readings(band.readings(cursor, self.canvas.pointer))

    def _choose_kind(self, index: int) -> None:
        self._stack()
        self._show()

    def tables(self) -> Iterator[Table]:
        yield Table("spread", self._numbers)

    def _numbers(self) -> tuple[list[str], list[list[Any]]]:
        """A line a moment and a band, whose names stand in the first column."""
        head, lines = SPREAD_HEAD, []
        for band in self.canvas.bands if self.canvas is not None else ():
            if isinstance(band, SpreadBand):
                lines += [[band.name, *line] for line in band.numbers()]
        return ["of", *head], lines
