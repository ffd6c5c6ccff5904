"""The palette: every kind of layer, to be searched, dragged onto the canvas, or double-clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from bpgui.engine.layer import Layer, layers
from bpgui.gui import theme
from bpgui.gui.fuzzy import search

#: What a drag carries: the name of the kind, UTF-8.
MIME = "application/x-bpgui-layer"
#: The order of the headings; others follow by name.
GROUPS = ("Core", "Convolution", "Sequence", "Normalise", "Merge", "Ends")
KIND = Qt.ItemDataRole.UserRole


class Palette(QWidget):
    """`chosen(kind)` asks for a layer on the canvas; dragging one says where."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName("Layers")
        self.search = QLineEdit(self)
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText("Search layers")
        self.search.setAccessibleName("Search layers")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._choose_first)
        self.tree = _Tree(self)
        self.tree.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        self._fill("")

    def _fill(self, query: str) -> None:
        self.tree.clear()
        if query.strip():
            for kind in _found(query):
                self.tree.addTopLevelItem(_entry(kind))
        else:
            for group in _groups():
                heading = QTreeWidgetItem([group.upper()])
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                heading.setForeground(0, theme.current().color("muted"))
                heading.setFont(0, theme.caption())
                self.tree.addTopLevelItem(heading)
                heading.addChildren([_entry(kind) for kind in layers if kind.group == group])
            self.tree.expandAll()
        if not self.tree.topLevelItemCount():
            nothing = QTreeWidgetItem([f"No layer is called “{query.strip()}”"])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.tree.addTopLevelItem(nothing)

    def _choose_first(self) -> None:
        found = _found(self.search.text())
        if found and self.search.text().strip():
            self.chosen.emit(found[0].kind())


class _Tree(QTreeWidget):
    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette_list")
        self.setAccessibleName("Kinds of layers")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setIconSize(QSize(16, 16))
        self.setDragEnabled(True)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(self._double_clicked)

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        data = QMimeData()
        kinds = [item.data(0, KIND) for item in items if item.data(0, KIND)]
        if kinds:
            data.setData(MIME, kinds[0].encode())
        return data

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._double_clicked(item, 0)
            return
        super().keyPressEvent(event)

    def _double_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        kind = item.data(0, KIND)
        if kind:
            self.chosen.emit(kind)


def _found(query: str) -> list[type[Layer]]:
    return search(query, layers, lambda kind: (kind.label, *kind.synonyms))


def _groups() -> list[str]:
    present = {kind.group for kind in layers}
    return [g for g in GROUPS if g in present] + sorted(present - set(GROUPS))


def _entry(kind: type[Layer]) -> QTreeWidgetItem:
    item = QTreeWidgetItem([kind.label])
    category = theme.category(kind.group, kind.kind())
    item.setIcon(0, theme.icon(category.icon, category.role))
    item.setData(0, KIND, kind.kind())
    item.setToolTip(0, f"<p><b>{kind.formula()}</b></p><p>{kind.help()}</p>")
    item.setSizeHint(0, QSize(0, 28))
    return item
