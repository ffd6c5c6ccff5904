"""How quickly the canvas paints and edits: frame times by size of the diagram.

    python tests/benchmarks/canvas.py [--sizes 10 100 1000 3000] [--json PATH]

Times are medians in milliseconds, on the raster engine, in a window of 1600 x 1000 pixels
(offscreen unless QT_QPA_PLATFORM says otherwise). `pan`: one frame of panning at 100 %. `repaint`:
everything painted with the whole diagram in view, which is what zooming or tinting every wire
costs. The other rows go from a key press to the painted result, with the whole diagram in view;
`edit` is the worst of add, delete, undo, parameter and nudge, `edit_near` the same at 100 %.
`check` looks at every node, `check_again` at what one changed parameter leads to.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QPointF, Qt  # noqa: E402
from PySide6.QtGui import QCursor  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from bpgui.engine.check import check  # noqa: E402
from bpgui.engine.declaration import replace  # noqa: E402
from bpgui.engine.graph import Edge, Graph, Node  # noqa: E402
from bpgui.engine.layers.activation import Activation  # noqa: E402
from bpgui.engine.layers.add import Add  # noqa: E402
from bpgui.engine.layers.dense import Dense  # noqa: E402
from bpgui.engine.layers.dropout import Dropout  # noqa: E402
from bpgui.engine.layers.input import Input  # noqa: E402
from bpgui.engine.layers.loss import Loss  # noqa: E402
from bpgui.gui import theme  # noqa: E402
from bpgui.gui.canvas import Canvas  # noqa: E402
from bpgui.gui.canvas.layout import arranged  # noqa: E402
from bpgui.gui.document import Document  # noqa: E402
from bpgui.project.project import Project  # noqa: E402

CTRL = Qt.KeyboardModifier.ControlModifier


def diagram(count: int) -> Graph:
    """Residual blocks in parallel branches, laid out: `count` nodes."""
    nodes = {1: Node(1, "Input", Input())}
    edges: list[Edge] = []
    tails = [1]
    while len(nodes) < count - 1:
        id = len(nodes) + 1
        head = tails[id % len(tails)]
        turn = id % 5
        if turn == 0 and head != 1 and len(tails) < max(1, count // 40):
            tails.append(head)
        skip = next((e.source for e in edges if e.target == head), None)
        layer = (Dense(), Activation(), Dense(), Dropout(0.1), Add())[turn]
        if isinstance(layer, Add) and (skip is None or skip == 1):
            layer = Dense()
        nodes[id] = Node(id, f"{layer.label} {id}", layer)
        edges.append(Edge(head, id))
        if isinstance(layer, Add) and skip is not None:
            edges.append(Edge(skip, id))
        tails[tails.index(head)] = id
    last = len(nodes) + 1
    nodes[last] = Node(last, "Loss", Loss())
    edges.append(Edge(tails[0], last))
    graph = Graph(nodes, tuple(edges))
    return graph.move(_wrapped(arranged(graph)))


def _wrapped(places: dict[int, tuple[float, float]]) -> dict[int, tuple[float, float]]:
    """Long diagrams in lines below each other, as nearly in the shape of a window as may be."""
    left, top = min(x for x, _ in places.values()), min(y for _, y in places.values())
    wide = max(x for x, _ in places.values()) - left + 216
    high = max(y for _, y in places.values()) - top + 144
    line = max(1600.0, (wide * high * 1.6) ** 0.5 // 216 * 216)
    return {
        id: ((x - left) % line, (y - top) + (x - left) // line * high)
        for id, (x, y) in places.items()
    }


class Bench:
    """A canvas of one size, and the stop-watch."""

    def __init__(self, app: QApplication, size: int, repeats: int) -> None:
        self.app, self.repeats = app, repeats
        self.document = Document(Project(graph=diagram(size)))
        self.canvas = Canvas(self.document)
        self.canvas.resize(1600, 1000)
        self.canvas.glide.animation.setDuration(0)
        self.canvas.show()
        self.canvas.activateWindow()
        QTest.qWaitForWindowActive(self.canvas)
        self.canvas.setFocus()
        QCursor.setPos(9000, 9000)
        self.middle = sorted(self.document.graph.nodes)[size // 2]

    def measure(self) -> dict[str, float]:
        """Every figure of this size."""
        view = self.canvas.view
        view.fit()
        figures = {"zoom_percent": round(100 * view.zoom, 1), "repaint_ms": self._repaint()}
        figures |= self._edits()
        view.zoom_to(1.0)
        view.look_at(self.canvas.scene.cards[self.middle].frame().center())
        figures["pan_ms"] = self._pan()
        figures["repaint_100_ms"] = self._repaint()
        near = self._edits()
        figures["edit_near_ms"] = near["edit_ms"]
        return figures

    def _paint(self) -> None:
        """Let everything that has become due be painted."""
        self.app.processEvents()

    def _median(
        self, work: Callable[[int], None], prepare: Callable[[], None] | None = None
    ) -> float:
        times = []
        for turn in range(self.repeats):
            if prepare is not None:
                prepare()
            self._paint()
            start = time.perf_counter()
            work(turn)
            self._paint()
            times.append(time.perf_counter() - start)
        return round(1000 * statistics.median(times), 2)

    def _pan(self) -> float:
        def pan(turn: int) -> None:
            step = 7.0 if turn % 2 else -7.0
            self.canvas.view.pan(QPointF(step, step))

        return self._median(pan)

    def _repaint(self) -> float:
        return self._median(lambda turn: self.canvas.view.viewport().repaint())

    def _key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
        return lambda turn: QTest.keyClick(self.canvas.view, key, modifiers)

    def _edits(self) -> dict[str, float]:
        document, stack = self.document, self.document.undo_stack
        nodes = document.graph.nodes
        several = sorted(nodes)[: min(100, len(nodes))]
        layer = nodes[self.middle].layer

        def units(turn: int) -> None:
            changed = replace(Dense(), units=9 + turn % 2)
            document.edit_graph(document.graph.with_layer(self.middle, changed), "Units")

        def back() -> None:
            while stack.canUndo():
                stack.undo()
            document.select([self.middle])

        def copied() -> None:
            back()
            document.select(several)
            self.canvas.actions_by_name["copy"].trigger()

        def changed() -> None:
            back()
            document.edit_graph(document.graph.with_layer(self.middle, Dense(3)), "Units")

        def nothing() -> None:
            back()
            document.select([])

        figures = {
            "add_ms": self._median(lambda turn: self.canvas.add_layer("Dense"), back),
            "delete_ms": self._median(self._key(Qt.Key.Key_Delete), back),
            "undo_ms": self._median(lambda turn: stack.undo(), changed),
            "parameter_ms": self._median(units, back),
            "nudge_ms": self._median(self._key(Qt.Key.Key_Down, CTRL), back),
            "paste_100_ms": self._median(self._key(Qt.Key.Key_V, CTRL), copied),
            "tidy_ms": self._median(self._key(Qt.Key.Key_L), nothing),
        }
        back()
        assert nodes[self.middle].layer == layer
        single = [
            figures[name] for name in ("add_ms", "delete_ms", "undo_ms", "parameter_ms", "nudge_ms")
        ]
        known = check(document.graph)
        changed_graph = document.graph.with_layer(self.middle, Dense(3))
        return {
            "edit_ms": max(single),
            **figures,
            "check_ms": self._median(lambda turn: check(document.graph)),
            "check_again_ms": self._median(lambda turn: check(changed_graph, None, known)),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 3000])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    app = QApplication([])
    theme.apply(app, "dark")
    results: dict[str, dict[str, float]] = {}
    for size in arguments.sizes:
        bench = Bench(app, size, arguments.repeats)
        results[str(size)] = bench.measure()
        bench.canvas.close()
        bench.canvas.deleteLater()
    names = list(next(iter(results.values())))
    print(f"{'':18}" + "".join(f"{size:>10}" for size in results))
    for name in names:
        print(f"{name:18}" + "".join(f"{results[size][name]:10.2f}" for size in results))
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
