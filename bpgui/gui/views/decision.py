"""What the network answers everywhere: a plane for two features, curves for one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bpgui.engine.meter import MEASURED
from bpgui.engine.report import Evaluation
from bpgui.gui import theme
from bpgui.gui.batch import Batch, Failure, Probe, RunInfo
from bpgui.gui.format import number, percent
from bpgui.gui.views.kit.beside import Beside, scrolled
from bpgui.gui.views.surface import canvas as surface
from bpgui.gui.views.surface import frames
from bpgui.gui.views.surface.canvas import SurfaceCanvas
from bpgui.gui.views.surface.colors import point_color
from bpgui.gui.views.surface.inner import UnitProbe, layers_with_units
from bpgui.gui.views.surface.points import Points, points_of
from bpgui.gui.views.surface.probe import Answer, Frame, LineProbe, PlaneProbe
from bpgui.gui.views.surface.side import Side
from bpgui.gui.views.view import Table, View, view
from bpgui.project.session import Prepared

_CLASSES_NAMED = 10


@view
class DecisionView(View):
    """The decision boundary, or the fitted surface or curve, and the data on it."""

    name = "decision"
    title = "Decision"
    rank = 20
    waiting = ("Nothing to decide yet", "The boundary appears as soon as the network is ready.")

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = SurfaceCanvas()
        self.canvas.setObjectName("decision_canvas")
        self.side = Side()
        self._frame: Frame | None = None
        self._low, self._high = 0.0, 1.0
        #: The unit that is pointed at on the diagram, and what the network itself said last.
        self._subject: tuple[int, int] | None = None
        self._own_answer: Answer | None = None
        self._beside = Beside(self.canvas, scrolled(self.side), self._wanted_width)
        layout = QVBoxLayout(self.content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._beside)
        self.canvas.failed.connect(self.fail)
        self.canvas.hovered.connect(self._hover)
        self.side.switched.connect(self._switched)
        self.side.features_chosen.connect(self._choose_features)
        theme.changes.changed.connect(self._name_classes)

    # -- the run -------------------------------------------------------------------------------

    def suits(self, info: RunInfo) -> bool:
        return bool(frames.features(info.prepared)) and len(info.prepared.train) > 1

    def begin(self) -> None:
        self._frame = self._subject = self._own_answer = None
        if self.info is None:
            self.say(*self.waiting)
            return
        prepared = self.info.prepared
        count = frames.features(prepared)
        if not count and prepared.task.tokens:
            self.say(
                "Tokens have no plane",
                "Between two words there is nothing that this view could colour. "
                "Results shows what the network gets right, the Microscope how.",
            )
            return
        if not count:
            self.say(
                "Too many inputs for one picture",
                f"This view shows networks of 1 to {frames.MOST_FEATURES} plain inputs. "
                "Tensors shows what the layers of this one have learned, Results what they get "
                "right.",
            )
            return
        x, y = frames.telling(prepared)
        names = [frames.name(prepared, feature) for feature in range(count)]
        classifies = prepared.classifies
        self.side.show_task("accuracy" if classifies else "R²", names, x, y, count > 1)
        self._name_classes()
        self._look_at(prepared, x, y)
        self._score()

    def _look_at(self, prepared: Prepared, x: int, y: int) -> None:
        flat, classes = prepared.task.size > 1, len(prepared.task.classes)
        self._frame = frames.plane(prepared, x, y) if flat else frames.line(prepared)
        self._low, self._high = _ends(prepared)
        self._own_answer = None
        names = frames.name(prepared, x), frames.name(prepared, y) if flat else "y"
        self.canvas.show_frame(self._frame, flat, names, classes)
        points = points_of(prepared, x, y if flat else None)
        self.canvas.show_points(points if flat else _raised(points, prepared))
        self._beside.arrange()
        self.show_content()

    def take(self, batch: Batch) -> None:
        self._score()
        answer = batch.pictures.get(self.name)
        if isinstance(answer, Failure):
            self.said.emit(answer.message)
        elif isinstance(answer, Answer) and self._fits(answer):
            self._show_answer(answer)

    def _fits(self, answer: Answer) -> bool:
        """Whether it was taken for what is looked at now."""
        alike = (answer.indices is not None) == self.canvas.flat
        return self._frame is not None and alike and answer.subject == self._subject

    def _show_answer(self, answer: Answer) -> None:
        self.canvas.show_answer(answer, self._caption())
        self._count_broken(answer)
        if answer.subject is None:
            self._own_answer = answer

    def _caption(self) -> str:
        if self._subject is None or self.info is None:
            return ""
        node, unit = self._subject
        return f"{self.info.project.graph.nodes[node].name}, unit {unit + 1}"

    def pointed(self, node: int, unit: int) -> None:
        wanted = (node, unit) if self._can_ask(node) and unit >= 0 else None
        if wanted == self._subject:
            return
        self._subject = wanted
        if wanted is None and self._own_answer is not None:
            self._show_answer(self._own_answer)
        self.ask_again()

    def _can_ask(self, node: int) -> bool:
        return self.info is not None and node in layers_with_units(self.info.prepared.check)

    def refresh(self) -> None:
        self._score()

    def probe(self) -> Probe | None:
        if self._frame is None:
            return None
        if self._subject is not None:
            return UnitProbe(self._frame, self.canvas.flat, *self._subject)
        if not self.canvas.flat:
            return LineProbe(self._frame)
        discrete = self.side.discrete.isChecked() and not self.side.discrete.isHidden()
        return PlaneProbe(self._frame, self._low, self._high, discrete)

    # -- words ---------------------------------------------------------------------------------

    def _score(self) -> None:
        seen = self.history.told
        if seen is None or self.info is None or not self.info.prepared.scored:
            self.side.show_score("–")
            self.side.show_errors("")
            return
        kept_apart = seen.val_accuracy is not None
        score = seen.val_accuracy if seen.val_accuracy is not None else seen.accuracy
        classifies = self.info.prepared.classifies
        self.side.show_score(percent(score) if classifies else number(score, 3), kept_apart)
        self.side.show_errors(self._errors(seen) if classifies else "")

    def _errors(self, seen: Evaluation) -> str:
        """How many rows of each part are wrong."""
        assert self.info is not None
        prepared = self.info.prepared
        words = f"training: {_wrong(seen.accuracy, len(prepared.train))}"
        shares = [seen.accuracy]
        if seen.val_accuracy is not None:
            shares.append(seen.val_accuracy)
            words += f", validation: {_wrong(seen.val_accuracy, len(prepared.validation))}"
        return words if min(shares) == 1 else f"{words}; ringed"

    def _count_broken(self, answer: Answer) -> None:
        places = answer.values[..., 0].size
        if answer.broken:
            self.side.show_broken(f"{answer.broken:,} of {places:,} answers are not numbers")
        elif not self.canvas.flat and self.canvas.outside(answer):
            self.side.show_broken("All answers lie outside of the picture")
        else:
            self.side.show_broken("")

    def _name_classes(self) -> None:
        if self.info is None:
            return
        prepared, palette = self.info.prepared, theme.current()
        classes = prepared.task.classes
        words = [
            (point_color(palette, i, len(classes)).name(), name) for i, name in enumerate(classes)
        ]
        if not words and prepared.task.size > 1:
            ends = zip((palette.negative, palette.positive), _ends(prepared), strict=True)
            words = [(color, number(value, 3)) for color, value in ends]
        self.side.show_classes(words if len(words) <= _CLASSES_NAMED else [])

    def _hover(self, at: tuple[float, float] | None) -> None:
        values = self.canvas.values_at(*at) if at is not None else []
        if at is None or not values:
            self.side.here.setText("")
            return
        place = f"{number(at[0], 3)}, {number(at[1], 3)}" if self.canvas.flat else number(at[0], 3)
        words = f"({place}) → {', '.join(number(v, 3) for v in values)}"
        told = self._told(values)
        self.side.here.setText(f"{words}{told}{self._near(*at)}")

    def _told(self, values: list[float]) -> str:
        """The class that the network's answer stands for."""
        if self.info is None or self._subject is not None or not np.isfinite(values).all():
            return ""
        prepared = self.info.prepared
        if not prepared.classifies:
            return ""
        return f", {prepared.task.classes[int(prepared.decode(np.array([values]))[0])]}"

    def _near(self, x: float, y: float) -> str:
        """Which row the point under the pointer is, in words."""
        found = surface.nearest_point(self.canvas, x, y)
        if found is None or self.info is None:
            return ""
        points, row = found
        part = (
            self.info.prepared.split.validation if points.square else self.info.prepared.split.train
        )
        target, classes = part.targets[row], self.info.prepared.task.classes
        name = classes[int(target)] if classes else number(float(np.ravel(target)[0]), 3)
        return f"\n{'validation' if points.square else 'training'} row {row + 1}: {name}"

    # -- the user ------------------------------------------------------------------------------

    def _switched(self) -> None:
        self.canvas.show_train = self.side.train.isChecked()
        self.canvas.show_validation = self.side.validation.isChecked()
        self.canvas.stale()
        self.ask_again()

    def _choose_features(self, x: int, y: int) -> None:
        if self.info is not None and x != y:
            self._look_at(self.info.prepared, x, y)
            self.ask_again()

    def _wanted_width(self, height: int) -> int:
        if not self.canvas.flat:
            return 100_000
        return height - surface.TOP - surface.BOTTOM + surface.LEFT + surface.RIGHT

    # -- for files -----------------------------------------------------------------------------

    def tables(self) -> Iterator[Table]:
        yield Table("network answers", self._answers)

    def _answers(self) -> tuple[list[str], list[list[Any]]]:
        answer, frame = self.canvas.answer, self.canvas.frame
        if answer is None:
            return [], []
        values, names = answer.values, [*self.canvas.names]
        across = np.linspace(frame.left, frame.right, values.shape[-2])
        outputs = [f"output {i + 1}" for i in range(values.shape[-1])]
        if not self.canvas.flat:
            return [names[0], *outputs], np.column_stack([across, values]).tolist()
        up = np.linspace(frame.bottom, frame.top, values.shape[0])
        places = np.column_stack([np.tile(across, len(up)), np.repeat(up, len(across))])
        flat = values.reshape(len(places), -1)
        return [*names, *outputs], np.column_stack([places, flat]).tolist()


def _wrong(accuracy: float, rows: int) -> str:
    """How many rows are wrong; how large a part, where perhaps not all of them were measured."""
    if rows > MEASURED:
        return f"{percent(1 - accuracy)} wrong"
    return f"{round((1 - accuracy) * rows):,} of {rows:,} wrong"


def _ends(prepared: Prepared) -> tuple[float, float]:
    """The answers that are all blue and all orange."""
    if prepared.classifies:
        return prepared.low, prepared.high
    targets = prepared.in_units(prepared.train.t)[:, 0]
    low, high = float(targets.min()), float(targets.max())
    return (low, high) if high > low else (low - 1.0, low + 1.0)


def _raised(points: tuple[Points, Points], prepared: Prepared) -> tuple[Points, ...]:
    """Points over one feature at the answers they should get, not at their class numbers."""
    if not prepared.classifies:
        return points
    made = []
    for part in points:
        at = part.at.copy()
        single = prepared.train.t.shape[1] == 1
        share = part.numbers if single else np.ones(len(at))
        at[:, 1] = prepared.low + share * (prepared.high - prepared.low)
        made.append(dataclasses.replace(part, at=at))
    return tuple(made)
