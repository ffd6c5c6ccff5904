"""What an auto-encoder makes of pictures: the rows, the same rebuilt, and new ones from nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from bpgui.engine.layers.gaussian_sample import GaussianSample
from bpgui.engine.trainer import Trainer
from bpgui.gui import theme
from bpgui.gui.views.kit import ink
from bpgui.gui.views.kit.canvas import Canvas
from bpgui.gui.views.kit.pictures import row_image
from bpgui.project.session import Prepared

Floats = NDArray[np.float64]
#: Pictures in a row; the largest side of one, and the room between two, in pixels.
SHOWN, _LARGEST, _GAP = 10, 72.0, 6.0
_HEADING = 20.0


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """Rows (shown, ...), prepared as the network reads them, what it makes of them, and what its
    decoder makes of chance; no such rows where it draws nothing from a normal distribution."""

    originals: Floats
    rebuilt: Floats
    drawn: Floats


@dataclass(frozen=True)
class RebuiltProbe:
    """Takes a Rebuilt of rows that were kept apart, if there are any; `seed` draws the new ones."""

    validation: bool
    seed: int

    def take(self, trainer: Trainer, prepared: Prepared) -> Rebuilt:
        """That of now."""
        part = prepared.validation if self.validation else prepared.train
        rows = part.x[:SHOWN]
        plan = trainer.evaluator.plan(len(rows))
        plan.put(rows)
        with np.errstate(all="ignore"):
            plan.run(backward=False)
            rebuilt = np.moveaxis(plan.output, -1, 0).astype(np.float64)
            drawn = np.zeros((0, *rebuilt.shape[1:]))
            graph = trainer.graph
            middle = next(
                (id for id in plan.parts if isinstance(graph.nodes[id].layer, GaussianSample)), None
            )
            if middle is not None:
                # Chance in the place of what the encoder says, and on from there.
                z = plan.activations[middle]
                z[...] = np.random.default_rng(self.seed).standard_normal(z.shape)
                behind = graph.after(middle) - {middle}
                for id in prepared.check.live:
                    if id in behind:
                        for call in plan.parts[id].forward:
                            call()
                drawn = np.moveaxis(plan.output, -1, 0).astype(np.float64)
        return Rebuilt(np.array(rows, np.float64), rebuilt, drawn)


class RebuiltCanvas(Canvas):
    """The pictures below each other, a row for each sort."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(200, 140)
        self.rebuilt: Rebuilt | None = None
        self._shape: tuple[int, ...] = ()

    def show_rebuilt(self, rebuilt: Rebuilt | None, shape: tuple[int, ...]) -> None:
        """Show these, of (height, width)."""
        self.rebuilt, self._shape = rebuilt, shape
        self.stale()

    def draw(self, painter: QPainter) -> None:
        if self.rebuilt is None or not self._shape:
            return
        seen = self.rebuilt
        rows = [("as they are", seen.originals), ("as the network rebuilds them", seen.rebuilt)]
        if len(seen.drawn):
            rows.append(("drawn from N(0, 1), never seen before", seen.drawn))
        low, high = float(seen.originals.min()), float(seen.originals.max())
        room = (self.height() - 8) / len(rows) - _HEADING - _GAP
        side = max(min(room, (self.width() - 24) / SHOWN - _GAP, _LARGEST), 8.0)
        top = 4.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for words, pictures in rows:
            heading = QRectF(14, top, self.width() - 28, _HEADING)
            ink.text(painter, heading, words, theme.current().muted)
            for index, picture in enumerate(pictures):
                place = QRectF(14 + index * (side + _GAP), top + _HEADING, side, side)
                if np.isfinite(picture).all():
                    painter.drawImage(place, row_image(picture, self._shape, low, high))
                else:
                    painter.fillRect(place, theme.current().color("bad"))
            top += _HEADING + side + _GAP
