"""What is known of a layer now: headings and numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from bpgui.gui import theme
from bpgui.gui.panels.page import divider


class Now(QWidget):
    """Texts by heading; the numbers change without anything else moving."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("now")
        self.setAccessibleName("Now")
        self._values: dict[str, QLabel] = {}
        self._lines: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(divider(), 0, 0, 1, 2)
        self._grid.addWidget(theme.label("NOW", "section"), 1, 0)
        self._grid.setRowMinimumHeight(1, 28)

    def show_facts(self, facts: Mapping[str, str]) -> None:
        """Show these; nothing at all where there are none."""
        self.setVisible(bool(facts))
        if list(facts) != list(self._values):
            self._rebuild(facts)
        for heading, text in facts.items():
            value = self._values[heading]
            if value.text() != text:
                value.setText(text)
                value.setAccessibleName(f"{heading}: {text}")

    def _rebuild(self, facts: Mapping[str, str]) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines, self._values = [], {}
        for row, heading in enumerate(facts, start=2):
            name, value = theme.label(heading, "muted"), theme.label("", "value")
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            # Numbers are there to be copied.
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._values[heading] = value
            self._lines += [name, value]
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1)
