"""The physician: measures the run now and then, and tells the panel and the cards what is wrong."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from bpgui.gui.batch import Batch, Failure, RunInfo
from bpgui.gui.canvas import Canvas, Notice
from bpgui.gui.canvas.room import with_room_for_new
from bpgui.gui.document import Document
from bpgui.gui.panels import HealthPanel
from bpgui.gui.run import Run
from bpgui.gui.tempo import Tempo
from bpgui.gui.vitals import VitalsProbe
from bpgui.health import Course, Finding, Vitals, examine
from bpgui.health.rule import Case

#: The key of the vitals in a batch; seconds between two looks at a run that trains.
KEY, LOOK = "vitals", 0.5


class Physician(QObject):
    """Examines a run now and then, and always when it stands; `examined(findings)` when they have
    been shown."""

    examined = Signal(object)

    def __init__(self, document: Document, run: Run, canvas: Canvas, panel: HealthPanel) -> None:
        super().__init__(canvas)
        self._document, self._run, self._canvas, self._panel = document, run, canvas, panel
        self._info: RunInfo | None = None
        self._tempo = Tempo(LOOK)
        self.findings: tuple[Finding, ...] = ()
        panel.arrange = with_room_for_new
        run.restarted.connect(self._begin)
        run.advanced.connect(self._take)
        run.watch(KEY, VitalsProbe())

    @Slot(object)
    def _begin(self, info: RunInfo) -> None:
        self._info = info
        self._panel.begun = False
        self._show(())

    @Slot(object)
    def _take(self, batch: Batch) -> None:
        vitals = batch.pictures.get(KEY)
        if self._info is None or vitals is None or isinstance(vitals, Failure):
            return
        if batch.status == "running" and not self._tempo.due():
            return
        assert isinstance(vitals, Vitals)
        info = self._info
        self._panel.begun = self._run.standing.step > 0
        self._show(examine(Case(info.project, info.prepared.task, vitals, self._course())))

    def _course(self) -> Course:
        seen = self._run.history.evaluations
        return Course(
            np.asarray(seen.step),
            np.asarray(seen.loss),
            np.asarray(seen.accuracy),
            np.asarray(seen.val_loss),
            np.asarray(seen.val_accuracy),
        )

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        self._panel.show_findings(findings)
        notices: dict[int, list[Notice]] = {}
        for finding in findings:
            if finding.node is not None and finding.node in self._document.graph.nodes:
                notices.setdefault(finding.node, []).append(Notice(finding.title))
        self._canvas.show_notices(notices)
        self.examined.emit(findings)
