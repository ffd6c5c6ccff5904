"""The run bar: what one does with a run, and how it stands, in one line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from bpgui.gui import theme
from bpgui.gui.panels.fact import Fact, Sort, share


@dataclass(frozen=True)
class Health:
    """What the pill at the right end says: words, colour, icon, and more on hovering."""

    words: str
    role: str = "muted"
    icon: str = "info"
    tip: str = ""


FACTS = {
    "data": Sort("Data", "Digits 8 × 8", rank=3, elastic=True, opens="data"),
    "optimizer": Sort("Optimiser", "Adam 0.003", rank=2, elastic=True, opens="training"),
    "batch": Sort("Batch", "1,000", rank=5, elastic=True, opens="training"),
    "epoch": Sort("Epoch", "00,000"),
    "step": Sort("Step", "0,000,000"),
    "loss": Sort("Loss", "0.00e-00"),
    "validation": Sort("Validation", "0.00e-00"),
    "accuracy": Sort("Accuracy", "100.0 %"),
    "speed": Sort("Speed", "000k steps/s", rank=4),
}


class RunBar(QFrame):
    """Buttons and facts; it only asks for things, and shows what it is told."""

    run_toggled = Signal()
    step_requested = Signal()
    epoch_requested = Signal()
    reset_requested = Signal()
    health_clicked = Signal()
    #: "training" or "data": where a fact that was clicked is chosen.
    settings_clicked = Signal(str)

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
        self.speed_button = self._speed()
        self.run_button.clicked.connect(self.run_toggled)
        self.step_button.clicked.connect(self.step_requested)
        self.epoch_button.clicked.connect(self.epoch_requested)
        self.reset_button.clicked.connect(self.reset_requested)
        self._row = _Row()
        self._facts = self._row.facts
        for fact in self._facts.values():
            fact.clicked.connect(partial(self.settings_clicked.emit, fact.sort.opens))
        self.pill = self._button("health", "", "info", "")
        self._health: Health | None = None
        theme.mark(self.pill, "pill")
        # As wide as its usual words, so that the facts stay where they are when it changes.
        self.pill.setMinimumWidth(QFontMetrics(theme.font()).horizontalAdvance("00 problems") + 50)
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

    def _speed(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("speed_button")
        button.setIcon(theme.icon("speed", "muted"))
        button.setIconSize(QSize(16, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setMenu(QMenu(button))
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 16, 8)
        line.setSpacing(8)
        for button in (self.run_button, self.step_button, self.epoch_button, self.reset_button):
            line.addWidget(button)
        line.addWidget(self.speed_button)
        line.addSpacing(16)
        line.addWidget(self._row, 1)
        line.addSpacing(8)
        line.addWidget(self.pill)

    # -- what it is told -----------------------------------------------------------------------

    def show_running(self, running: bool) -> None:
        """Whether the first button pauses or runs."""
        words = "Pause" if running else "Run"
        if self.run_button.text() != words:
            self.run_button.setText(words)
            self.run_button.setIcon(theme.icon(words.lower(), "on_accent"))
            self.run_button.setToolTip(f"{words} (Ctrl+Enter)")

    def show_speed(self, short: str, words: str, limited: bool) -> None:
        """How fast it may go, in short and in words; whether that is slower than it could."""
        self.speed_button.setText(short)
        self.speed_button.setIcon(theme.icon("speed", "accent" if limited else "muted"))
        self.speed_button.setToolTip(f"Speed: {words[0].lower()}{words[1:]} ( [ slower, ] faster )")
        self.speed_button.setAccessibleName(f"Speed: {words}")

    def show_facts(self, **facts: str) -> None:
        """New texts for some facts, by name; see FACTS."""
        grown = [name for name, text in facts.items() if self._facts[name].show_text(text)]
        if grown:
            self._row.share_room()

    def show_tips(self, **tips: str) -> None:
        """More about some facts, on hovering."""
        for name, tip in tips.items():
            self._facts[name].show_tip(tip)

    def show_heading(self, name: str, heading: str) -> None:
        """Call a fact something else: what is accuracy for classes is R² for numbers."""
        self._facts[name].show_heading(heading)

    def fact(self, name: str) -> str:
        """The text of a fact."""
        return self._facts[name].text

    def show_health(self, health: Health) -> None:
        """What the pill says."""
        if health == self._health:
            return
        self._health = health
        self.pill.setText(health.words)
        self.pill.setIcon(theme.icon(health.icon, health.role))
        self.pill.setToolTip(health.tip)
        self.pill.setAccessibleName(f"Health: {health.words}")


class _Row(QWidget):
    """The facts side by side; where room is short, the least needed are elided or left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("run_facts")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.facts = {name: Fact(name, sort) for name, sort in FACTS.items()}
        for fact in self.facts.values():
            fact.setParent(self)

    def sizeHint(self) -> QSize:
        return QSize(640, 36)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 36)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.share_room()

    def share_room(self) -> None:
        """Give every fact its place anew."""
        facts = list(self.facts.values())
        for fact, place in zip(facts, share(facts, self.width()), strict=True):
            fact.setVisible(place is not None)
            if place is not None:
                left, width = place
                fact.setGeometry(left, (self.height() - 36) // 2, width, 36)
