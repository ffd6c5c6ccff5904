"""The gallery of examples: what there is, and what each is about, before it is opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.check import check
from bpgui.engine.counted import counted
from bpgui.engine.graph import Graph
from bpgui.gui import fuzzy, theme
from bpgui.gui.dialogs.example_row import EXAMPLE, ExampleRow
from bpgui.project.examples import Example, gallery, load_example

#: Draws a diagram at a size, for so many pixels of the device to one of the picture.
Draw = Callable[[Graph, QSize, float], QPixmap]
_LIST, _PICTURE = 330, 200
#: How far keys move in the list while the words are typed.
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}


class Examples(QDialog):
    """A list to search on the left; on the right the diagram and the notes of the current one.

    `chosen` carries the name of the one that was opened.
    """

    chosen = Signal(str)

    def __init__(self, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("examples")
        self.setWindowTitle("Examples")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(960, 600)
        self._draw = draw
        self.line = QLineEdit()
        self.line.setObjectName("examples_search")
        self.line.setAccessibleName("Search examples")
        self.line.setPlaceholderText("Search examples: overfitting, conv, relu …")
        self.line.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setObjectName("examples_list")
        self.list.setAccessibleName("Examples")
        self.list.setItemDelegate(ExampleRow(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.currentItemChanged.connect(self._show_current)
        self.list.itemActivated.connect(self.accept)
        self._title = theme.label("", "title")
        self._summary = theme.label("", "")
        self._summary.setWordWrap(True)
        self._facts = theme.label("", "caption")
        self._picture = QLabel()
        self._picture.setObjectName("examples_picture")
        self._picture.setMinimumWidth(1)
        self._picture.setFixedHeight(_PICTURE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.notes = theme.label("", "")
        self.notes.setObjectName("examples_notes")
        self.notes.setWordWrap(True)
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Open | buttons.Cancel)
        self._open = theme.mark(self.buttons.button(buttons.Open), "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self._find("")

    def accept(self) -> None:
        """Open the current example."""
        example = self.current()
        if example is not None:
            super().accept()
            self.chosen.emit(example.name)

    def current(self) -> Example | None:
        """The example that is looked at."""
        return self.list.currentIndex().data(EXAMPLE)

    # -- inside --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.line)
        left.addWidget(self.list, 1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.notes)
        right = QVBoxLayout()
        right.setSpacing(8)
        for widget in (self._title, self._summary, self._facts, self._picture):
            right.addWidget(widget)
        right.addWidget(scroll, 1)
        right.addWidget(self.buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(20)
        self.line.setFixedWidth(_LIST)
        self.list.setFixedWidth(_LIST)
        row.addLayout(left)
        row.addLayout(right, 1)

    def _find(self, query: str) -> None:
        self.list.clear()
        group = ""
        for example in fuzzy.search(query, gallery(), _words):
            if example.group != group and not query.strip():
                group = example.group
                heading = QListWidgetItem(group, self.list)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(example.title, self.list)
            item.setData(EXAMPLE, example)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, example.summary)
        self._go(1, from_row=-1)
        self._show_current()

    def _go(self, step: int, from_row: int | None = None) -> None:
        """To the next example in this direction, past headings."""
        row = self.list.currentRow() if from_row is None else from_row
        for _ in range(self.list.count()):
            row += step
            if self.list.model().index(row, 0).data(EXAMPLE) is not None:
                self.list.setCurrentRow(row)
                return

    def _show_current(self, *_: object) -> None:
        example = self.current()
        self._open.setEnabled(example is not None)
        if example is None:
            self._title.setText("No example is about that." if not self.list.count() else "")
            self._summary.setText("")
            self._facts.setText("")
            self.notes.setText("")
            self._picture.clear()
            return
        project = load_example(example.name)
        learned = sum(map(check(project.graph).parameter_count, project.graph.nodes))
        layers = counted(len(project.graph.nodes), "layer")
        parameters = counted(learned, "parameter")
        self._title.setText(example.title)
        self._summary.setText(example.summary)
        self._facts.setText(
            f"{example.group} · {project.data.source.title()} · {layers} · {parameters}"
        )
        self.notes.setText(project.notes)
        self._show_picture()

    def _show_picture(self) -> None:
        example = self.current()
        if example is not None:
            graph, size = load_example(example.name).graph, self._picture.size()
            self._picture.setPixmap(self._draw(graph, size, self.devicePixelRatioF()))
            self._picture.setAccessibleName(f"Diagram of {example.title}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_picture()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = _STEPS.get(Qt.Key(event.key()), 0)
            for _ in range(abs(steps)):
                self._go(1 if steps > 0 else -1)
            return bool(steps)
        return super().eventFilter(watched, event)


def _words(example: Example) -> tuple[str, ...]:
    """What finds an example: its title, what is said of it, and the layers in it."""
    nodes = load_example(example.name).graph.nodes.values()
    kinds = dict.fromkeys(node.layer.label for node in nodes)
    return (example.title, example.name, example.summary, example.group, *kinds)
