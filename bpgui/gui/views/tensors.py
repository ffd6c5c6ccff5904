"""The parameters of one layer, their gradients, or a sample in it, as pictures of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.batch import Batch, Failure, Probe
from bpgui.gui.format import exact, number
from bpgui.gui.views.kit.picture_shape import picture_shape
from bpgui.gui.views.kit.switches import MoreButton, Switches
from bpgui.gui.views.matrix.canvas import MatrixCanvas, Spot
from bpgui.gui.views.matrix.layout import Shape, index_at
from bpgui.gui.views.matrix.probe import Kind, Portrait, TensorProbe
from bpgui.gui.views.matrix.sample import SampleLook, SampleProbe
from bpgui.gui.views.matrix.sample_line import SampleLine
from bpgui.gui.views.view import Table, View, view

#: What is looked at: parameters, their gradients, or one sample's activations and deltas.
_KINDS: tuple[Kind | None, ...] = ("values", "gradients", None)


@view
class TensorView(View):
    """Weights of the selected layer, or a sample's activations and what comes back to them: blue
    for negative, orange for positive; exact on hover."""

    name = "tensors"
    title = "Tensors"
    rank = 30
    waiting = ("No weights yet", "The weights appear as soon as the network is ready.")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind: Kind | None = "values"
        self._node: int | None = None
        self.canvas = MatrixCanvas()
        self.canvas.setObjectName("tensor_canvas")
        self._heading = theme.label("", "heading")
        self._spot = theme.label("", "caption")
        self._kinds = Switches(("Weights", "Gradients", "Activations"), "tensor_kind")
        self.line = SampleLine()
        self.line.hide()
        self.sample = self.line.choice
        self.sample.chosen.connect(self._choose_sample)
        self._kinds.chosen.connect(self._choose_kind)
        self.canvas.hovered.connect(self._hover)
        self.canvas.failed.connect(self.fail)
        header = QHBoxLayout()
        header.setContentsMargins(14, 4, 8, 2)
        header.addWidget(self._heading)
        header.addSpacing(8)
        header.addWidget(self._kinds)
        header.addSpacing(8)
        header.addWidget(self._spot, 1)
        header.addWidget(MoreButton(self.menu))
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self.line)
        layout.addWidget(self.canvas, 1)

    # -- the run -------------------------------------------------------------------------------

    def begin(self) -> None:
        self.canvas.show_portraits(())
        if self.info is not None:
            prepared = self.info.prepared
            self.sample.show_counts(len(prepared.train), len(prepared.validation))
            self._name_target()
        self._look()

    def chosen(self) -> None:
        self._look()

    def take(self, batch: Batch) -> None:
        taken = batch.pictures.get(self.name)
        if isinstance(taken, Failure):
            self.said.emit(taken.message)
        elif isinstance(taken, SampleLook):
            if taken.asked == self.probe():
                self.canvas.show_portraits(taken.portraits)
        elif isinstance(taken, tuple) and self._wants(taken):
            self.canvas.show_portraits(taken)

    def probe(self) -> Probe | None:
        if self.info is None or self._node is None:
            return None
        if self.kind is None:
            return SampleProbe(self._node, self.sample.validation, self.sample.row)
        names = self._tensors()
        if not names:
            return None
        pictures = tuple(self._picture(name) for name in names)
        return TensorProbe(names, pictures, self.kind)

    def _look(self) -> None:
        """Turn to the selected node; without one, stay, or take the first that has weights."""
        if self.info is None:
            self.say(*self.waiting)
            return
        if self.kind is None:
            self._look_at_sample()
            return
        own = self.info.tensor_nodes
        if not own:
            self.say("Nothing to learn here", "No layer of this network has weights: add a Dense.")
            return
        nodes = self.info.project.graph.nodes
        chosen = [id for id in self.selection if id in nodes]
        if len(chosen) == 1 and chosen[0] not in own:
            name = nodes[chosen[0]].name
            self._node = None
            self.say(f"{name} has no weights", "Select a layer that learns, such as Dense.")
            return
        known = [id for id in own if id in self.selection]
        if known:
            self._node = known[0]
        elif self._node is None or self._node not in own:
            self._node = own[0]
        self._heading.setText(nodes[self._node].name)
        if self.canvas.portraits and not self._wants(self.canvas.portraits):
            self.canvas.show_portraits(())
        self.show_content()

    def _look_at_sample(self) -> None:
        """Turn to the selected node, whichever it is, as long as it takes part."""
        assert self.info is not None
        live = self.info.prepared.check.live
        chosen = [id for id in live if id in self.selection]
        before = self._node
        if chosen:
            self._node = chosen[0]
        elif self._node not in live:
            self._node = (self.info.tensor_nodes or live)[0]
        self._heading.setText(self.info.project.graph.nodes[self._node].name)
        if self._node != before:
            self.canvas.show_portraits(())
        self.show_content()

    def _tensors(self) -> tuple[str, ...]:
        if self.info is None or self._node is None:
            return ()
        pairs = zip(self.info.tensors, self.info.tensor_nodes, strict=True)
        return tuple(name for name, node in pairs if node == self._node)

    def _wants(self, portraits: tuple[Portrait, ...]) -> bool:
        names = tuple(portrait.name for portrait in portraits)
        return self.kind is not None and names == self._tensors()

    def _picture(self, tensor: str) -> Shape:
        """The shape (height, width) of what each row of a weight matrix looks at, if a picture."""
        if self.info is None or self._node is None or not tensor.endswith("/weight"):
            return ()
        shapes, graph = self.info.prepared.check.shapes, self.info.project.graph
        sources = [edge.source for edge in graph.incoming.get(self._node, ())]
        while len(sources) == 1:
            source = graph.nodes[sources[0]]
            if source.layer.kind() == "Input" or not source.layer.reshapes:
                seen = shapes.get(source.id, ())
                return picture_shape(seen) if source.layer.kind() == "Input" else ()
            sources = [edge.source for edge in graph.incoming[source.id]]
        return ()

    # -- the user ------------------------------------------------------------------------------

    def _choose_kind(self, index: int) -> None:
        self.kind = _KINDS[index]
        self.line.setVisible(self.kind is None)
        self.canvas.show_portraits(())
        self._look()
        self.ask_again()

    def _choose_sample(self) -> None:
        self._name_target()
        self.ask_again()

    def _name_target(self) -> None:
        """What the network should answer to the sample."""
        if self.info is None:
            return
        prepared = self.info.prepared
        rows = prepared.rows(self.sample.validation)
        if self.sample.row >= len(rows):
            return
        target, classes = rows.t[self.sample.row], prepared.task.classes
        if prepared.classifies:
            words = classes[int(prepared.decode(target[None])[0])]
        else:
            words = ", ".join(number(float(value), 3) for value in target.ravel()[:4])
        self.line.target.setText(f"target {words}")

    def _hover(self, spot: Spot | None) -> None:
        if spot is None:
            self._spot.setText("")
            return
        place = ", ".join(str(i + 1) for i in spot.index)
        sign = spot.portrait.sign
        sign = f"∂L/∂{sign}" if self.kind == "gradients" else sign
        self._spot.setText(f"{sign}[{place}] = {exact(float(f'{spot.value:.8g}'))}")

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        names = {"values": "weights", "gradients": "gradients", None: "activations"}
        yield Table(names[self.kind], self._numbers)

    def _numbers(self) -> tuple[list[str], list[list[Any]]]:
        rows = [
            [p.name, " ".join(str(i + 1) for i in index_at(p.shape, flat)), float(value)]
            for p in self.canvas.portraits
            for flat, value in enumerate(p.values.ravel())
        ]
        return ["tensor", "index", "value"], rows
