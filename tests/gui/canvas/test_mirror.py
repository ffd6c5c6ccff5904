"""Whatever is done to the diagram, the canvas shows it, and undo leads back to the start."""

from __future__ import annotations

import dataclasses
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from bpgui.engine.check import check
from bpgui.engine.framing import framed, with_frame
from bpgui.engine.graph import Graph, GraphError, chain
from bpgui.engine.layer import layers
from bpgui.engine.layers.activation import Activation
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.project.project import Project

KINDS = [kind() for kind in layers]
COMMANDS = [
    "cut", "copy", "mute", "paste", "paste_with_wires", "duplicate", "delete", "disconnect", "mend",
    "select_all", "tidy", "align_row", "align_column", "distribute_across", "distribute_down",
    "frame", "unframe", "collapse", "go_in", "go_out", "recolor",
    "fit", "zoom_in", "zoom_out", "zoom_reset",
]  # fmt: skip
#: Larger diagrams are left alone: pasting everything would double them for ever.
MOST = 60


@pytest.fixture
def machine(bench):
    """The state machine for a canvas."""
    start = chain(Input(), Dense(), Activation(), Dense(units=1), Loss()).connect
    begun = Graph(start.__self__.nodes, start.__self__.edges)
    the_bench = bench(begun)

    class Canvas(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.bench = the_bench
            self.document = the_bench.document
            QGuiApplication.clipboard().setText("")
            self.document.replace(Project(graph=begun), None)

        # -- what anybody may do to the document -------------------------------------------------

        @rule(layer=st.sampled_from(KINDS), x=st.integers(-600, 1200), y=st.integers(-400, 400))
        def add(self, layer, x, y):
            if len(self.document.graph.nodes) < MOST:
                self.document.edit_graph(
                    self.document.graph.add(layer, (float(x), float(y))), "Add"
                )

        @precondition(lambda self: self.document.graph.nodes)
        @rule(data=st.data())
        def connect(self, data):
            graph = self.document.graph
            source, target = (data.draw(st.sampled_from(sorted(graph.nodes))) for _ in range(2))
            ports = [port.name for port in graph.nodes[target].layer.ports]
            if ports:
                port = data.draw(st.sampled_from(ports))
                with suppress(GraphError):
                    self.document.edit_graph(graph.connect(source, target, port), "Connect")

        @precondition(lambda self: self.document.graph.nodes)
        @rule(data=st.data(), layer=st.sampled_from(KINDS))
        def change(self, data, layer):
            id = data.draw(st.sampled_from(sorted(self.document.graph.nodes)))
            self.document.edit_graph(self.document.graph.with_layer(id, layer), "Change")

        @precondition(lambda self: self.document.graph.nodes)
        @rule(data=st.data(), name=st.text(max_size=8))
        def rename(self, data, name):
            id = data.draw(st.sampled_from(sorted(self.document.graph.nodes)))
            self.document.edit_graph(self.document.graph.rename(id, name), "Rename")

        @precondition(lambda self: self.document.graph.nodes)
        @rule(data=st.data(), title=st.text(max_size=8))
        def frame(self, data, title):
            graph = self.document.graph
            ids = data.draw(st.sets(st.sampled_from(sorted(graph.nodes)), min_size=1))
            with suppress(GraphError):
                self.document.edit_graph(framed(graph, ids, title), "Frame")

        @precondition(lambda self: self.document.graph.frames)
        @rule(data=st.data())
        def fold(self, data):
            graph = self.document.graph
            frame = graph.frames[data.draw(st.sampled_from(sorted(graph.frames)))]
            after = with_frame(graph, dataclasses.replace(frame, collapsed=not frame.collapsed))
            self.document.edit_graph(after, "Fold")

        @rule(data=st.data())
        def enter(self, data):
            self.document.enter(data.draw(st.sampled_from([0, *self.document.graph.frames])))

        @precondition(lambda self: self.bench.canvas.scene.around.frames)
        @rule(data=st.data(), x=st.integers(0, 999), y=st.integers(0, 639))
        def drag_frame(self, data, x, y):
            frames = self.bench.canvas.scene.around.frames
            bar = frames[data.draw(st.sampled_from(sorted(frames)))].bar()
            self.bench.drag(self.bench.canvas.view.pixel(bar.center()), QPoint(x, y))
            self.bench.close_popups()

        @rule(data=st.data())
        def select(self, data):
            ids = sorted(self.document.graph.nodes)
            chosen = data.draw(st.sets(st.sampled_from(ids))) if ids else []
            self.document.select(chosen)

        @rule(steps=st.integers(1, 4))
        def undo(self, steps):
            for _ in range(steps):
                self.document.undo_stack.undo()

        @rule(steps=st.integers(1, 4))
        def redo(self, steps):
            for _ in range(steps):
                self.document.undo_stack.redo()

        # -- what hands do on the canvas ---------------------------------------------------------

        @rule(name=st.sampled_from(COMMANDS))
        def command(self, name):
            if len(self.document.graph.nodes) < MOST or name in ("delete", "undo", "tidy"):
                self.bench.canvas.actions_by_name[name].trigger()
                self.bench.close_lines()

        @precondition(lambda self: self.document.graph.nodes)
        @rule(data=st.data(), x=st.integers(0, 999), y=st.integers(0, 639), alt=st.booleans())
        def drag(self, data, x, y, alt):
            scene = self.bench.canvas.scene
            id = data.draw(st.sampled_from(scene.level.within_reach))
            ports = [port for node, port in scene.card_of(id).plugs() if node == id]
            port = data.draw(st.sampled_from([None, *ports]))
            keys = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
            self.bench.drag(self.bench.canvas.where(id, port), QPoint(x, y), keys=keys)
            self.bench.close_popups()

        @rule(x=st.integers(0, 999), y=st.integers(0, 639), dx=st.integers(-300, 300))
        def drag_anything(self, x, y, dx):
            self.bench.drag(QPoint(x, y), QPoint(x + dx, y + 50))
            self.bench.close_popups()

        @rule(key=st.sampled_from([Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_W, Qt.Key.Key_Return,
                                   Qt.Key.Key_Delete, Qt.Key.Key_Escape]))  # fmt: skip
        def press(self, key):
            QTest.keyClick(self.bench.canvas.view, key)
            self.bench.close_popups()

        @rule(kind=st.sampled_from([kind.kind() for kind in layers]), x=st.integers(0, 999))
        def drop(self, kind, x):
            if len(self.document.graph.nodes) < MOST:
                self.bench.drop_layer(kind, QPoint(x, 300))

        # -- what must be so ---------------------------------------------------------------------

        @invariant()
        def the_canvas_shows_the_diagram(self):
            self.bench.assert_mirrors()

        @invariant()
        def what_is_known_of_it_is_what_a_fresh_look_finds(self):
            known, data = self.document.check, self.document.dataset
            fresh = check(self.document.graph, data.task)
            assert (known.shapes, known.live, known.trained) == (
                fresh.shapes, fresh.live, fresh.trained,
            )  # fmt: skip
            assert known.parameters == fresh.parameters
            said = [[(p.node, p.port, p.message) for p in c.problems] for c in (known, fresh)]
            assert said[0] == said[1]

        def teardown(self):
            self.bench.canvas.hands.cancel()
            stack = self.document.undo_stack
            end = self.document.graph
            stack.setIndex(0)
            assert self.document.graph == begun
            self.bench.assert_mirrors()
            stack.setIndex(stack.count())
            while stack.canRedo():
                stack.redo()
            if not stack.count():
                assert end == begun
            self.bench.assert_mirrors()

    return Canvas


def test_anything_at_random(machine):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30, stateful_step_count=50, suppress_health_check=list(HealthCheck)
        ),
    )
