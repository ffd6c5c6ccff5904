"""The stage: which step it is, at which node, and the sheet below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bpgui.gui import theme
from bpgui.gui.microscope.rail import Rail
from bpgui.gui.microscope.scroll import Scroll
from bpgui.gui.microscope.sheet import Sheet


class Stage(QWidget):
    """A heading with the rail of all steps, a sentence, and the sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail = Rail()
        self.sheet = Sheet()
        self.frame = Scroll(self.sheet)
        self._node = theme.label("", "heading")
        self._kind = theme.label("", "caption")
        self._state = theme.label("", "caption")
        self._caption = theme.label("", "muted")
        self._caption.setWordWrap(True)
        self._caption.setContentsMargins(14, 0, 12, 2)
        header = QHBoxLayout()
        header.setContentsMargins(14, 0, 12, 0)
        header.setSpacing(8)
        header.addWidget(self._node)
        header.addWidget(self._kind)
        header.addWidget(self.rail, 1)
        header.addWidget(self._state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(2)
        column.addLayout(header)
        column.addWidget(self._caption)
        column.addWidget(self.frame, 1)

    def show_node(self, name: str, kind: str, caption: str) -> None:
        """Where it is, and what is done there."""
        self._node.setText(name)
        self._kind.setText(kind)
        self._caption.setText(caption)

    def show_state(self, state: str) -> None:
        """When the numbers were taken."""
        self._state.setText(state)

    @property
    def words(self) -> tuple[str, str, str, str]:
        """Node, kind, caption and state, as they stand."""
        labels = (self._node, self._kind, self._caption, self._state)
        node, kind, caption, state = (label.text() for label in labels)
        return node, kind, caption, state
