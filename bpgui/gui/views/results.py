"""How the network does on the data: the confusion matrix and its rows, or targets and
predictions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.batch import Batch, Failure, Probe
from bpgui.gui.format import count, number
from bpgui.gui.tempo import Tempo
from bpgui.gui.views.kit.picture_shape import picture_shape
from bpgui.gui.views.kit.pictures import row_image
from bpgui.gui.views.kit.switches import MoreButton, Switches
from bpgui.gui.views.outcome.confusion import ConfusionCanvas
from bpgui.gui.views.outcome.probe import MOST, Outcome, OutcomeProbe
from bpgui.gui.views.outcome.rebuilt import Rebuilt, RebuiltProbe
from bpgui.gui.views.outcome.rebuilt_canvas import RebuiltCanvas
from bpgui.gui.views.outcome.samples import Sample, SamplesCanvas
from bpgui.gui.views.outcome.scatter import ScatterCanvas
from bpgui.gui.views.view import Table, View, view

#: At most so many samples are shown, and so many of their numbers.
_SAMPLES, _NUMBERS = 60, 8
#: So many rows, or up to twice as many, tell how dark and how light pictures are.
LOOKED_AT = 1_000
#: Seconds for which the results stand while a run trains: nobody reads them faster.
READ = 0.1


@view
class ResultsView(View):
    """Classes: the confusion matrix, a click shows a cell's rows. Numbers: predictions,
    residuals."""

    name = "results"
    title = "Results"
    rank = 40
    waiting = ("No results yet", "The results appear as soon as the network is ready.")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.outcome: Outcome | None = None
        self._tempo = Tempo(READ)
        #: Of the training inputs: what is black in their pictures, and what is white.
        self._extremes = (0.0, 1.0)
        self.confusion = ConfusionCanvas()
        self.confusion.setObjectName("confusion_canvas")
        self.samples = SamplesCanvas()
        self.samples.setObjectName("samples_canvas")
        self.scatter = ScatterCanvas()
        self.scatter.setObjectName("scatter_canvas")
        self.pictures = RebuiltCanvas()
        self.pictures.setObjectName("rebuilt_canvas")
        self._seed = 0
        self._others = QPushButton("Draw others")
        self._others.setObjectName("results_others")
        self._others.clicked.connect(self._draw_others)
        self._parts = Switches(("Validation", "Training"), "results_part")
        self._parts.chosen.connect(self._choose_part)
        self._score = theme.label("", "caption")
        theme.hold(self._score, "", f"{count(MOST)} of {count(MOST)} rows right")
        self._broken = theme.label("", "bad")
        self._broken.setObjectName("results_broken")
        self.confusion.picked.connect(self._show_samples)
        self.samples.picked.connect(self._look_closely)
        self.scatter.picked.connect(self._look_closely)
        for canvas in (self.confusion, self.samples, self.scatter, self.pictures):
            canvas.failed.connect(self.fail)
        self._lay_out()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(9, 4, 8, 2)
        header.addWidget(self._parts)
        header.addSpacing(8)
        header.addWidget(self._score)
        header.addWidget(self._broken, 1)
        header.addWidget(self._others)
        header.addWidget(MoreButton(self.menu))
        classes = QWidget()
        beside = QHBoxLayout(classes)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.confusion, 3)
        beside.addWidget(self.samples, 2)
        self._kinds = QStackedLayout()
        self._kinds.addWidget(classes)
        self._kinds.addWidget(self.scatter)
        self._kinds.addWidget(self.pictures)
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addLayout(self._kinds, 1)

    # -- the run -------------------------------------------------------------------------------

    def begin(self) -> None:
        self.outcome = None
        if self.info is None:
            self.say(*self.waiting)
            return
        prepared = self.info.prepared
        kept_apart = len(prepared.validation) > 0
        self._parts.setEnabled(True)
        if not kept_apart:
            self._parts.choose(1)
            self._parts.setEnabled(False)
        inputs = prepared.split.train.inputs
        some = inputs[:: max(1, len(inputs) // LOOKED_AT)]
        self._extremes = float(some.min()), float(some.max())
        kind = 0 if prepared.classifies else 1
        if prepared.repeats and picture_shape(prepared.task.inputs):
            kind = 2
        self._kinds.setCurrentIndex(kind)
        self._others.hide()
        self.pictures.show_rebuilt(None, picture_shape(prepared.task.inputs))
        self.confusion.show_classes(prepared.task.classes)
        self.samples.show_samples("", ())
        self._score.setText("")
        self._broken.setText("")
        self.show_content()

    def take(self, batch: Batch) -> None:
        outcome = batch.pictures.get(self.name)
        if isinstance(outcome, Failure):
            self.said.emit(outcome.message)
        elif isinstance(outcome, Rebuilt):
            self._show_rebuilt(outcome)
        elif isinstance(outcome, Outcome) and (batch.status != "running" or self._tempo.due()):
            self.outcome = outcome
            self._show(outcome)

    def probe(self) -> Probe | None:
        validation = self._parts.index == 0
        if self._kinds.currentWidget() is self.pictures:
            return RebuiltProbe(validation, self._seed)
        return OutcomeProbe(validation)

    def _draw_others(self) -> None:
        self._seed += 1
        self.ask_again()

    def _show_rebuilt(self, rebuilt: Rebuilt) -> None:
        assert self.info is not None
        self._others.setVisible(len(rebuilt.drawn) > 0)
        self.pictures.show_rebuilt(rebuilt, picture_shape(self.info.prepared.task.inputs))

    def _show(self, outcome: Outcome) -> None:
        if self.info is None:
            return
        broken = outcome.broken
        self._broken.setText(f"{count(broken)} answers not finite" if broken else "")
        if not self.info.prepared.classifies:
            outputs = outcome.targets.shape[1]
            self.scatter.show_pairs(outcome.targets.ravel(), outcome.answers.ravel(), outputs)
            words, tip = _errors(outcome)
            self._score.setText(f"{count(len(outcome.targets))} rows{words}")
            self._score.setToolTip(tip)
            return
        counts = outcome.confusion(len(self.confusion.classes))
        self.confusion.show_counts(counts)
        right = int(np.trace(counts))
        self._score.setText(f"{count(right)} of {count(int(counts.sum()))} rows right")
        self._score.setToolTip("")
        self._show_samples(self.confusion.chosen)

    # -- samples -------------------------------------------------------------------------------

    def _show_samples(self, cell: tuple[int, int] | None) -> None:
        if self.outcome is None or self.info is None:
            return
        classes = self.confusion.classes
        if cell is None:
            rows, heading = self.outcome.mistakes(), "Worst mistakes"
            if not len(rows):
                heading = "No mistakes"
        else:
            rows = self.outcome.cell(*cell)
            heading = f"{classes[cell[0]]} predicted as {classes[cell[1]]}: {count(len(rows))}"
        made = [self._sample(int(row)) for row in rows[:_SAMPLES]]
        self.samples.show_samples(heading, made, self._names())

    def _sample(self, row: int) -> Sample:
        assert self.info is not None
        assert self.outcome is not None
        prepared, classes = self.info.prepared, self.confusion.classes
        part = prepared.split.validation if self._parts.index == 0 else prepared.split.train
        raw = part.inputs[row]
        shape = picture_shape(prepared.task.inputs)
        picture = row_image(raw, shape, *self._extremes) if shape else None
        true, predicted = int(self.outcome.wanted[row]), int(self.outcome.got[row])
        words = classes[true] if true == predicted else f"{classes[true]} → {classes[predicted]}"
        values = tuple(_short(float(value)) for value in raw.ravel()[:_NUMBERS])
        tip = f"Row {count(row + 1)}: {words}. {self._told(row)} Click to look at it closely."
        if picture is None:
            tip += " " + ", ".join(map(" ".join, zip(self._names(), values, strict=False))) + "."
        right = true == predicted
        return Sample(picture, ", ".join(values), words, right, row, tip, values)

    def _names(self) -> tuple[str, ...]:
        """What the values of a row are called."""
        assert self.info is not None
        task = self.info.prepared.task
        return task.features or tuple(f"{i + 1}" for i in range(min(task.size, _NUMBERS)))

    def _told(self, row: int) -> str:
        """What the network said to a row, in numbers."""
        assert self.info is not None
        assert self.outcome is not None
        classes, answers = self.confusion.classes, self.outcome.answers[row]
        if len(answers) == 1:
            prepared = self.info.prepared
            ends = f"{prepared.low:g} is {classes[0]}, {prepared.high:g} {classes[1]}"
            return f"Its output is {number(float(answers[0]), 3)}, where {ends}."
        wanted, got = int(self.outcome.wanted[row]), int(self.outcome.got[row])
        said = [f"{number(float(answers[i]), 3)} for {classes[i]}" for i in {got: 0, wanted: 0}]
        return f"Its outputs are {' and '.join(said)}."

    def _look_closely(self, row: int) -> None:
        self.sampled.emit(self._parts.index == 0, row)

    def _choose_part(self, index: int) -> None:
        self.ask_again()

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        if self.info is not None and self.info.prepared.classifies:
            yield Table("confusion matrix", self._matrix)
        yield Table("predictions", self._predictions)

    def _matrix(self) -> tuple[list[str], list[list[Any]]]:
        classes, counts = self.confusion.classes, self.confusion.counts
        rows = [] if counts is None else counts.tolist()
        return ["true class", *classes], [[c, *row] for c, row in zip(classes, rows, strict=False)]

    def _predictions(self) -> tuple[list[str], list[list[Any]]]:
        if self.outcome is None:
            return [], []
        outputs = range(self.outcome.answers.shape[1])
        head = [f"target {i + 1}" for i in outputs] + [f"output {i + 1}" for i in outputs]
        both = np.column_stack([self.outcome.targets, self.outcome.answers])
        return head, both.tolist()


def _errors(outcome: Outcome) -> tuple[str, str]:
    """How far predictions are off, on average: in short, and in words."""
    with np.errstate(all="ignore"):
        off = np.abs(outcome.answers - outcome.targets)
        mean, square = float(off.mean()), float(np.sqrt(np.square(off).mean()))
    if not np.isfinite(square):
        return "", ""
    words = f"Mean absolute error {number(mean)}, root mean square {number(square)}."
    return f", MAE {number(mean, 3)}", words


def _short(value: float) -> str:
    """An input: whole numbers, such as tokens, as they are."""
    return f"{value:.0f}" if value.is_integer() and abs(value) < 1e6 else number(value, 3)
