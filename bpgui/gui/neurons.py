"""The pictures of single units on the diagram, as TensorFlow Playground has them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from bpgui.gui.batch import Batch, RunInfo
from bpgui.gui.canvas import Canvas
from bpgui.gui.canvas.units import Portraits
from bpgui.gui.document import Document
from bpgui.gui.format import number
from bpgui.gui.run import Run
from bpgui.gui.tempo import Tempo
from bpgui.gui.views.surface import frames
from bpgui.gui.views.surface.inner import Tiles, TilesProbe, layers_with_units

#: The key of the pictures in a batch; seconds between two looks at a run that trains.
KEY, LOOK = "units", 0.1


class Neurons(QObject):
    """Has the pictures taken, for networks of one or two features, and gives them to the canvas."""

    def __init__(self, canvas: Canvas, document: Document, run: Run) -> None:
        super().__init__(canvas)
        self._canvas, self._document, self._run = canvas, document, run
        self._tempo = Tempo(LOOK)
        self._probe: TilesProbe | None = None
        self._watching: TilesProbe | None = None
        self.shown = True

    @Slot(object)
    def restart(self, info: RunInfo | None) -> None:
        """Another run, or none."""
        self._probe = None if info is None else _probe(info)
        self._canvas.show_units({})
        self._watch()

    @Slot(bool)
    def show(self, shown: bool) -> None:
        """Show them from now on, or not."""
        self.shown = shown
        self._canvas.show_units({})
        self._watch()

    @Slot(object)
    def take(self, batch: Batch) -> None:
        """Show what has been taken: always when the run stands, else now and then."""
        taken = batch.pictures.get(KEY)
        if not isinstance(taken, dict) or not self.shown:
            return
        if batch.status == "running" and not self._tempo.due():
            return
        nodes = self._document.graph.nodes
        self._canvas.show_units(
            {id: _portraits(tiles) for id, tiles in taken.items() if id in nodes}
        )

    def _watch(self) -> None:
        wanted = self._probe if self.shown else None
        if wanted != self._watching:
            self._watching = wanted
            self._run.watch(KEY, wanted)


def _probe(info: RunInfo) -> TilesProbe | None:
    prepared = info.prepared
    features = frames.features(prepared)
    nodes = layers_with_units(prepared.check)
    if features not in (1, 2) or not nodes:
        return None
    flat = features == 2
    frame = frames.plane(prepared, 0, 1) if flat else frames.line(prepared)
    return TilesProbe(frame, flat, nodes)


def _portraits(tiles: Tiles) -> Portraits:
    middle = number(tiles.middle, 3) if tiles.middle else ""
    return Portraits(tiles.indices, tiles.units, number(tiles.largest, 3), middle)
