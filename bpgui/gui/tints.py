"""Gradients on the diagram: from the newest step of a run to the colour of its cards and wires."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot

from bpgui.engine.check import Check
from bpgui.engine.graph import Edge
from bpgui.gui import format
from bpgui.gui.batch import Batch, RunInfo
from bpgui.gui.canvas import Canvas
from bpgui.gui.document import Document
from bpgui.gui.flow import Flow
from bpgui.gui.run import FLOW, Run
from bpgui.gui.tempo import Tempo

#: The ends of the colour scale: norms from 1e-6 to 1, on a log scale, as in the heat map.
LOW, HIGH = -6.0, 0.0
#: Seconds between two looks at a run that trains.
LOOK = 1 / 15
Norms = NDArray[np.floating]


class Tints(QObject):
    """Tells the canvas the L2 norm of dL/dtheta of every node, and of dL/da on every wire, as the
    run goes on or back."""

    def __init__(self, canvas: Canvas, document: Document, run: Run) -> None:
        super().__init__(canvas)
        self._canvas, self._document, self._run = canvas, document, run
        self._tempo = Tempo(LOOK)
        self._nodes: tuple[int, ...] = ()
        self.norms: dict[int, float] = {}
        self._wires: dict[Edge, float] = {}

    @Slot(object)
    def restart(self, info: RunInfo | None) -> None:
        """Another run, or none: no gradients yet."""
        self._nodes = info.tensor_nodes if info is not None else ()
        self._wires = {}
        self.norms = {}
        self._canvas.clear_gradients()

    @Slot(object)
    def take(self, batch: Batch) -> None:
        """Show the step at which it stands, or the newest now and then."""
        flow = batch.pictures.get(FLOW)
        if isinstance(flow, Flow) and flow.wires:
            self._wires = {wire: fraction(norm) for wire, norm in flow.wires.items()}
        elif isinstance(flow, Flow) and batch.status != "running":
            self._wires = {}
        if batch.state is not None:
            self._show(self._recalled(batch.state.step))
        elif batch.reports and len(batch.reports[-1].norms) and self._tempo.due():
            self._show(batch.reports[-1].norms[-1])

    def _recalled(self, step: int) -> Norms:
        """The norms of a step that is past, as exactly as they are kept; none before the first."""
        spans = self._run.history.norms(step - 1, step, 2)
        row = spans.at(step)
        return np.zeros(0) if row is None else np.power(10.0, spans.mean[row])

    def _show(self, norms: Norms) -> None:
        squares: dict[int, float] = {}
        for node, norm in zip(self._nodes, norms.tolist(), strict=False):
            squares[node] = squares.get(node, 0.0) + norm**2
        self.norms = {node: math.sqrt(square) for node, square in squares.items()}
        nodes = self._document.graph.nodes
        shown = {id: (norm, fraction(norm)) for id, norm in self.norms.items() if id in nodes}
        if shown:
            self._canvas.show_gradients(shown, self._wires)
        else:
            self._canvas.clear_gradients()

    def facts(self, check: Check, node: int) -> dict[str, str]:
        """What the inspector says of a node now, by heading."""
        facts = {
            name.replace("_", " ").capitalize(): format.shape(parameter.shape)
            for name, parameter in check.parameters.get(node, {}).items()
        }
        if node in check.shapes:
            facts["Output"] = format.shape(check.shapes[node])
            facts["Parameters"] = format.count(check.parameter_count(node))
        if node in self.norms:
            facts["‖∂L/∂θ‖"] = format.number(self.norms[node])
        return facts


def fraction(norm: float) -> float:
    """Where a norm lies on the scale, 0 to 1."""
    if norm <= 0:
        return 0.0
    return min(1.0, max(0.0, (math.log10(norm) - LOW) / (HIGH - LOW)))
