"""The words beside the decision picture: how good it is, what is shown, which features."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

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
        self.train = QCheckBox("training points")
        self.validation = QCheckBox("validation points")
        self.discrete = QCheckBox("discretise")
        self.here = theme.label("", "caption")
        self._axes_name = theme.label("Features", "caption")
        self._x, self._y = QComboBox(), QComboBox()
        self._legend = theme.label("", "caption")
        self._build()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 6)
        layout.setSpacing(2)
        for part in (self._score_name, self._score, self._errors, self._broken):
            layout.addWidget(part)
        layout.addSpacing(8)
        names = ("show_training_points", "show_validation_points", "discretise")
        for box, name in zip((self.train, self.validation, self.discrete), names, strict=True):
            box.setObjectName(name)
            box.setChecked(box is not self.discrete)
            box.toggled.connect(self.switched)
            layout.addWidget(box)
        layout.addSpacing(8)
        layout.addWidget(self._axes_name)
        for combo, name in ((self._x, "feature_x"), (self._y, "feature_y")):
            combo.setObjectName(name)
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(12)
            combo.activated.connect(self._chosen)
            layout.addWidget(combo)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setWordWrap(True)
        layout.addSpacing(6)
        layout.addWidget(self._legend)
        layout.addWidget(self.here)
        layout.addStretch(1)
        self.here.setWordWrap(True)
        self.dress()
        theme.changes.changed.connect(self.dress)

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
        for part in (self._axes_name, self._x, self._y):
            part.setVisible(len(names) > 2)
        self._x.setAccessibleName("Feature across")
        self._y.setAccessibleName("Feature up")

    def show_classes(self, words: list[tuple[str, str]]) -> None:
        """The colours (as #rrggbb) and the names of the classes."""
        lines = [f'<span style="color:{color}">●</span> {name}' for color, name in words]
        self._legend.setText("<br>".join(lines))
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
        return QSize(176, super().sizeHint().height())


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
