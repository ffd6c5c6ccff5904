"""The microscope: walks through forward, loss, backward and update for one sample."""

from __future__ import annotations

import dataclasses
import traceback
from typing import ClassVar, cast

from PySide6.QtCore import QElapsedTimer, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from bpgui.engine.trace import PHASES, Paths, Phase, Step, Term
from bpgui.gui.batch import Batch, Failure, RunInfo
from bpgui.gui.history import History
from bpgui.gui.message import Message
from bpgui.gui.microscope.cursor import Cursor
from bpgui.gui.microscope.grid import Index
from bpgui.gui.microscope.probe import Look, TraceProbe, Weight, known_weight
from bpgui.gui.microscope.scene import Subject
from bpgui.gui.microscope.stage import Stage
from bpgui.gui.microscope.stepper import Stepper
from bpgui.gui.microscope.table import Window
from bpgui.gui.microscope.words import caption, kind_of, state_of, target_of

#: Milliseconds between two pictures while it trains: numbers that change faster cannot be read.
GENTLY = 300
WAITING = (
    "Nothing under the microscope yet",
    "It shows one sample as soon as the network is ready.",
)
_MOVES = {
    Qt.Key.Key_Left: "previous",
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
}


class Microscope(QWidget):
    """Used like a view: `reset`, `add`, `select`; it works only while it is visible.

    Signals: `picked(node id)`, the node of the step at hand; `watched(key, Probe or None)`, the
    picture wanted of the run; `said(sentence)` for the status bar.
    """

    name: ClassVar[str] = "microscope"
    title: ClassVar[str] = "Microscope"

    picked = Signal(int)
    watched = Signal(str, object)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_view")
        self.setAccessibleName(self.title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoFillBackground(True)
        self.info: RunInfo | None = None
        self.status = "preparing"
        self.look: Look | None = None
        self.weight: Weight | None = None
        self.position = Cursor()
        #: Which part of a large table was looked at last, by node, equation and name.
        self._windows: dict[tuple[int, str], dict[str, Window]] = {}
        self._watching: TraceProbe | None = None
        self._since = QElapsedTimer()
        self.message = Message("microscope_message")
        self.stepper = Stepper()
        self.stage = Stage()
        self.sheet = self.stage.sheet
        self._pages = QStackedLayout(self)
        self._content = QWidget()
        row = QHBoxLayout(self._content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stepper)
        row.addWidget(self.stage, 1)
        self._pages.addWidget(self.message)
        self._pages.addWidget(self._content)
        self.stepper.moved.connect(self.go)
        self.stepper.phase_chosen.connect(self.go_to_phase)
        self.stepper.sample.chosen.connect(self._ask)
        self.stage.rail.chosen.connect(self.go_to)
        self.sheet.chosen.connect(self.choose_entry)
        self.sheet.said.connect(self.said)
        self._say(*WAITING)

    # -- called by the window ------------------------------------------------------------------

    def reset(self, info: RunInfo | None, history: History) -> None:
        """Look at this run from now on; None: there is none."""
        self.info, self.look = info, None
        self.status = "preparing" if info is None else "ready"
        self._windows = {}
        if info is None:
            self._say(*WAITING)
        else:
            if self.weight is not None and not known_weight(info, self.weight):
                self.weight = None
            prepared = info.prepared
            self.stepper.sample.show_counts(len(prepared.train), len(prepared.validation))
        self._ask()

    def add(self, batch: Batch) -> None:
        """Take the picture that has come, if it is wanted."""
        self.status = batch.status
        if not self.isVisible():
            return
        seen = batch.pictures.get(self.name)
        if isinstance(seen, Failure):
            self._say("This sample could not be walked through", seen.message)
        elif isinstance(seen, Look) and seen.asked == self._watching and self._due():
            self._take(seen)
        self._show_state()

    def select(self, ids: frozenset[int]) -> None:
        """Go to the node that is selected on the canvas."""
        if len(ids) == 1 and self.look is not None and self.isVisible():
            (node,) = ids
            if node != self.step.node and self.position.to_node(node):
                self._show_step(tell=False)

    # -- the steps -----------------------------------------------------------------------------

    @property
    def step(self) -> Step:
        """The step at hand."""
        return self.position.step

    def go(self, move: str) -> None:
        """first, previous, next or last."""
        if self.look is not None:
            self.position.move(move)
            self._show_step()

    def go_to_phase(self, phase: str) -> None:
        """The first step of a phase."""
        if self.look is not None and self.position.to_phase(cast(Phase, phase)):
            self._show_step()

    def go_to(self, step: int) -> None:
        """The step of this number, from 0."""
        if self.look is not None:
            self.position.to(step)
            self._show_step()

    def choose_entry(self, term: Term, index: Index) -> None:
        """Work this number out; a weight is taken apart, or closed if it was."""
        if term is self.step.result:
            self.position.entry = index
        if term.tensor and self.info is not None:
            wanted = Weight(self.step.node, term.tensor.rpartition("/")[2], index)
            trained = term.tensor in self.info.tensors
            self._take_apart(wanted if trained and wanted != self.weight else None)
        self._show_sheet()
        self.sheet.reveal()

    def _take_apart(self, weight: Weight | None) -> None:
        self.weight = weight
        if weight is None and self.look is not None:
            self.look = dataclasses.replace(self.look, paths=None)
        self._ask()

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.look is None or not self._key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _key(self, key: Qt.Key) -> bool:
        """Do what a key is for; whether it is for anything."""
        phase = key - Qt.Key.Key_1
        if key in _MOVES:
            self.go(_MOVES[key])
        elif 0 <= phase < len(PHASES):
            self.go_to_phase(PHASES[phase])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.position.next_entry(1 if key == Qt.Key.Key_Down else -1)
            self._show_sheet()
            self.sheet.reveal()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            result, entry = self.step.result, self.position.entry
            if result is not None and entry is not None:
                self.choose_entry(result, entry)
        elif key == Qt.Key.Key_Escape and self.weight is not None:
            self._take_apart(None)
            self._show_sheet()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    # -- pictures ------------------------------------------------------------------------------

    def probe(self) -> TraceProbe | None:
        """What is wanted of the run now."""
        if self.info is None:
            return None
        sample = self.stepper.sample
        return TraceProbe(sample.validation, sample.row, self.weight)

    def _ask(self) -> None:
        wanted = self.probe() if self.isVisible() else None
        if wanted != self._watching:
            self._watching = wanted
            self._since.invalidate()
            self.watched.emit(self.name, wanted)

    def _due(self) -> bool:
        """Whether it is time for another picture: always when it stands, now and then when not."""
        hurried = self.status == "running" and self._since.isValid()
        if hurried and self._since.elapsed() < GENTLY:
            return False
        self._since.start()
        return True

    def _take(self, look: Look) -> None:
        asked = self.look.asked.weight if self.look is not None else None
        self.look = look
        self.position.show_steps(look.trace.steps)
        self.stepper.show_phases({step.phase for step in look.trace.steps})
        assert self.info is not None
        self.stepper.show_target(target_of(look.trace, self.info.prepared))
        self._pages.setCurrentWidget(self._content)
        self._show_step(tell=False)
        if look.paths is not None and asked != look.asked.weight:
            self.stage.frame.show_section()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ask()

    # -- shown ---------------------------------------------------------------------------------

    def _show_step(self, tell: bool = True) -> None:
        """Show the step at hand; with `tell`, its node is selected on the canvas."""
        assert self.look is not None
        step, at = self.step, self.position
        graph = self.look.trace.sample.graph
        node = graph.nodes[step.node]
        words = caption(step, bool(graph.incoming[step.node]), graph.nodes[step.node].layer)
        self.stepper.show_place(step.phase, at.at, len(at.steps))
        self.stage.rail.show_steps(at.steps, at.at, self._names)
        self.stage.show_node(node.name, kind_of(node.layer), words)
        self._show_state()
        self._show_sheet()
        if tell:
            self.picked.emit(step.node)

    def _show_sheet(self) -> None:
        if self.look is None:
            return
        step, entry = self.step, self.position.entry
        windows = self._windows.setdefault((step.node, step.equation), {})
        subject = Subject(self.look.trace, step, entry, self._paths(), windows, self._names)
        try:
            self.sheet.show_subject(subject)
        except Exception as error:
            traceback.print_exc()
            self._say("The microscope has failed", f"{type(error).__name__}: {error}.")

    def _paths(self) -> Paths | None:
        """The weight taken apart, at the steps of its node."""
        paths = self.look.paths if self.look is not None else None
        return paths if paths is not None and paths.node == self.step.node else None

    def _show_state(self) -> None:
        if self.look is not None:
            self.stage.show_state(state_of(self.look.step, self.status == "running"))

    @property
    def _names(self) -> dict[int, str]:
        if self.look is None:
            return {}
        return {id: node.name for id, node in self.look.trace.sample.graph.nodes.items()}

    def _say(self, heading: str, text: str) -> None:
        self.message.say(heading, text)
        self._pages.setCurrentWidget(self.message)

    def sizeHint(self) -> QSize:
        return QSize(560, 320)
