"""The run bar: what one does with a run, and how it stands, in one line."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from bpgui.gui import theme


@dataclass(frozen=True)
class Health:
    """What the pill at the right end says: words, colour, icon, and more on hovering."""

    words: str
    role: str = "muted"
    icon: str = "info"
    tip: str = ""


#: Facts by name: heading, the widest text that is expected, and how readily it gives way (0 never).
FACTS = {
    "data": ("Data", "Breast cancer, 569 rows", 1),
    "optimizer": ("Optimiser", "gradient descent 0.0001", 2),
    "batch": ("Batch", "Full batch", 4),
    "epoch": ("Epoch", "000,000", 0),
    "step": ("Step", "00,000,000", 0),
    "loss": ("Loss", "0.00e-00", 0),
    "validation": ("Validation", "0.00e-00", 0),
    "accuracy": ("Accuracy", "100.0 %", 0),
    "speed": ("Speed", "000k steps/s", 3),
}


class RunBar(QFrame):
    """Buttons and facts; it only asks for things, and shows what it is told."""

    run_toggled = Signal()
    step_requested = Signal()
    epoch_requested = Signal()
    reset_requested = Signal()
    health_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_bar")
        self.setAccessibleName("Run bar")
        theme.mark(self, "bar")
        self.run_button = self._button("run", "Run", "run", "Run (Ctrl+Enter)")
        theme.mark(self.run_button, "primary")
        self.run_button.setIcon(theme.icon("run", "on_accent"))
        self.run_button.setFixedWidth(96)
        self.step_button = self._button("step", "Step", "step", "One mini-batch ( . )")
        self.epoch_button = self._button(
            "epoch", "Epoch", "epoch", "To the end of the epoch ( Shift+. )"
        )
        self.reset_button = self._button(
            "reset", "Reset", "reset", "Back to the first weights (Ctrl+R)"
        )
        self.run_button.clicked.connect(self.run_toggled)
        self.step_button.clicked.connect(self.step_requested)
        self.epoch_button.clicked.connect(self.epoch_requested)
        self.reset_button.clicked.connect(self.reset_requested)
        self._facts = {name: _Fact(name, *FACTS[name][:2]) for name in FACTS}
        self.pill = self._button("health", "", "info", "")
        theme.mark(self.pill, "pill")
        self.pill.clicked.connect(self.health_clicked)
        self._lay_out()

    def _button(self, name: str, text: str, icon: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"{name}_button")
        button.setIcon(theme.icon(icon))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(tip)
        # Reached by Tab, but a click leaves the keyboard on the canvas.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 16, 8)
        # The facts that step aside must not keep the bar from getting narrower.
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setSpacing(8)
        for button in (self.run_button, self.step_button, self.epoch_button, self.reset_button):
            row.addWidget(button)
        row.addSpacing(16)
        for fact in self._facts.values():
            row.addWidget(fact)
            row.addSpacing(8)
        row.addStretch(1)
        row.addWidget(self.pill)

    # -- what it is told -----------------------------------------------------------------------

    def show_running(self, running: bool) -> None:
        """Whether the first button pauses or runs."""
        words = "Pause" if running else "Run"
        if self.run_button.text() != words:
            self.run_button.setText(words)
            self.run_button.setIcon(theme.icon(words.lower(), "on_accent"))
            self.run_button.setToolTip(f"{words} (Ctrl+Enter)")

    def show_facts(self, **facts: str) -> None:
        """New texts for some facts, by name; see FACTS."""
        for name, text in facts.items():
            self._facts[name].show_text(text)

    def show_tips(self, **tips: str) -> None:
        """More about some facts, on hovering."""
        for name, tip in tips.items():
            self._facts[name].setToolTip(tip)

    def show_heading(self, name: str, heading: str) -> None:
        """Call a fact something else: what is accuracy for classes is R² for numbers."""
        self._facts[name].show_heading(heading)

    def fact(self, name: str) -> str:
        """The text of a fact."""
        return self._facts[name].text

    def show_health(self, health: Health) -> None:
        """What the pill says."""
        if self.pill.text() != health.words:
            self.pill.setText(health.words)
            self.pill.setIcon(theme.icon(health.icon, health.role))
        self.pill.setToolTip(health.tip)
        self.pill.setAccessibleName(f"Health: {health.words}")

    # -- room ----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short, the least needed facts step aside."""
        super().resizeEvent(event)
        room = self.width() - 560
        spare = sorted(FACTS, key=lambda name: FACTS[name][2])
        for name in spare:
            fact = self._facts[name]
            room -= fact.width_wanted + 24
            fact.setVisible(room > 0 or FACTS[name][2] == 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(640, 56)


class _Fact(QWidget):
    """A heading and a value below it, as wide as its widest value, so that nothing moves."""

    def __init__(self, name: str, heading: str, widest: str) -> None:
        super().__init__()
        self.setObjectName(f"fact_{name}")
        self._value = QLabel("–", self)
        theme.mark(self._value, "value")
        font = theme.font()
        font.setWeight(font.Weight.DemiBold)
        self.width_wanted = QFontMetrics(font).horizontalAdvance(widest) + 8
        self.setFixedWidth(self.width_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._heading = theme.label(heading, "caption")
        column.addWidget(self._heading)
        column.addWidget(self._value)
        self.text = "–"

    def show_text(self, text: str) -> None:
        """Show a value, elided where it is too long; all of it on hovering."""
        if text == self.text:
            return
        self.text = text
        metrics = self._value.fontMetrics()
        self._value.setText(
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width_wanted)
        )
        self.setToolTip(text)
        self.setAccessibleName(f"{self._heading.text()}: {text}")

    def show_heading(self, heading: str) -> None:
        """Call it something else."""
        self._heading.setText(heading)
