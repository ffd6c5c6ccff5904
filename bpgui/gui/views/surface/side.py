"""The words beside the decision picture: how good it is, what is shown, which features."""

from __future__ import annotations

import html

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.views.kit import ink


class Side(QWidget):
    """Figures, switches and feature choosers; signals when the user changes one."""

    switched = Signal()
    features_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = "accuracy"
        self._score_name = theme.label("", "caption")
        self._score = theme.label("–", "figure")
        self._errors = theme.label("", "caption")
        self._broken = theme.label("", "bad")
        self._broken.setWordWrap(True)
        self.train = QCheckBox("training")
        self.validation = QCheckBox("validation")
        self.discrete = QCheckBox("discretise")
        self.here = theme.label("", "caption")
        self._x, self._y = QComboBox(), QComboBox()
        self._legend = theme.label("", "caption")
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 6, 12, 4)
        layout.setSpacing(2)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        for words in (self._errors, self._broken, self._legend, self.here):
            words.setWordWrap(True)
        for words in (self._score_name, self._score, self._errors, self._broken, self._legend):
            layout.addWidget(words)
        layout.addSpacing(2)
        layout.addLayout(self._switches())
        layout.addLayout(self._features())
        layout.addWidget(self.here)
        layout.addStretch(1)
        self.dress()
        theme.changes.changed.connect(self.dress)

    def _features(self) -> QHBoxLayout:
        """What is across and what is up, beside each other; the axes have the whole names."""
        row = QHBoxLayout()
        row.setSpacing(6)
        for combo, name in ((self._x, "feature_x"), (self._y, "feature_y")):
            combo.setObjectName(name)
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(5)
            combo.activated.connect(self._chosen)
            row.addWidget(combo, 1)
        return row

    def _switches(self) -> QGridLayout:
        """What is shown: two in a row, there is little height."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        names = ("show_training_points", "show_validation_points", "discretise")
        boxes = (self.train, self.validation, self.discrete)
        for place, (box, name) in enumerate(zip(boxes, names, strict=True)):
            box.setObjectName(name)
            box.setChecked(box is not self.discrete)
            box.toggled.connect(self.switched)
            grid.addWidget(box, place // 2, place % 2)
        self.train.setToolTip("Show the rows that are trained on, as discs")
        self.validation.setToolTip("Show the rows kept apart, as squares")
        self.discrete.setToolTip("One colour for every class, no shades between them")
        return grid

    def show_task(self, score: str, names: list[str], x: int, y: int, flat: bool) -> None:
        """What the score is called, and the features to choose from where there are more than
        two."""
        classifies = score == "accuracy"
        self._measure = score
        self._score_name.setText(score)
        self._errors.setVisible(classifies)
        self.discrete.setVisible(classifies and flat)
        for combo, index in ((self._x, x), (self._y, y)):
            combo.clear()
            combo.addItems(names)
            combo.setCurrentIndex(index)
        for part in (self._x, self._y):
            part.setVisible(len(names) > 2)
        for combo, name in ((self._x, "Feature across"), (self._y, "Feature up")):
            combo.setAccessibleName(name)
            combo.setToolTip(name)

    def show_classes(self, words: list[tuple[str, str]]) -> None:
        """The colours (as #rrggbb) and the names of the classes."""
        # A name stays on the line of its sign.
        signs = [
            f'<span style="color:{color}">●</span>&nbsp;{_unbroken(name)}' for color, name in words
        ]
        self._legend.setText("&nbsp; ".join(signs))
        self._legend.setVisible(bool(words))

    def show_score(self, words: str, kept_apart: bool = False) -> None:
        """The figure on top, and whether it is of the rows kept apart."""
        self._score.setText(words)
        part = "Validation" if kept_apart else "Training"
        self._score_name.setText(f"{part} {self._measure}")

    def show_errors(self, words: str) -> None:
        """How many rows are wrong."""
        self._errors.setText(words)

    def show_broken(self, words: str) -> None:
        """How many answers are not numbers; empty where all are."""
        self._broken.setText(words)
        self._broken.setVisible(bool(words))

    def dress(self) -> None:
        """Signs before the switches, in the colours in force: round for training, square for
        not."""
        ratio = self.devicePixelRatioF()
        self.train.setIcon(_sign(False, ratio))
        self.validation.setIcon(_sign(True, ratio))
        for box in (self.train, self.validation):
            box.setIconSize(QSize(10, 10))

    def _chosen(self) -> None:
        self.features_chosen.emit(self._x.currentIndex(), self._y.currentIndex())

    def sizeHint(self) -> QSize:
        return QSize(216, super().sizeHint().height())


def _unbroken(name: str) -> str:
    return html.escape(name).replace(" ", "&nbsp;")


def _sign(square: bool, ratio: float) -> QIcon:
    picture = QPixmap(QSize(10, 10) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(ink.pen(theme.current().text, 1.2))
    if square:
        painter.drawRect(QRectF(2, 2, 6, 6))
    else:
        painter.drawEllipse(QPointF(5, 5), 3.4, 3.4)
    painter.end()
    return QIcon(picture)
