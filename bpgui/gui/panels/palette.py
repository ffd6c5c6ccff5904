"""The palette: every kind of layer, to be searched, dragged onto the canvas, or double-clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bpgui.engine.layer import Layer, layers
from bpgui.gui import theme
from bpgui.gui.forms.words import rich
from bpgui.gui.fuzzy import match, search
from bpgui.gui.panels.palette_entry import BLOCK, GROUP, KIND, PLACES, Entries, picture

#: What a drag carries: the name of the kind, UTF-8.
MIME = "application/x-bpgui-layer"
#: A ready block goes by this and its name.
BLOCK_PREFIX = "block:"
#: The order of the headings; others follow by name.
GROUPS = ("Core", "Convolution", "Sequence", "Normalise", "Merge", "Ends")


class Palette(QFrame):
    """`chosen(kind)` asks for a layer on the canvas; dragging one says where."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName("Layers")
        theme.mark(self, "panel")
        #: Ready blocks: their names, and a few words on each.
        self._blocks: tuple[tuple[str, str], ...] = ()
        self.search = QLineEdit(self)
        self.search.setObjectName("palette_search")
        self.search.setPlaceholderText("Search layers")
        self.search.setAccessibleName("Search layers")
        self.search.setToolTip("A few letters will do. On the canvas, Tab opens the same search.")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._choose_current)
        self.search.installEventFilter(self)
        self.tree = _Tree(self)
        self.tree.chosen.connect(self.chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 0, 0)
        column.setSpacing(8)
        field = QVBoxLayout()
        field.setContentsMargins(0, 0, 12, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self.tree, 1)
        self._fill("")

    def show_blocks(self, blocks: Sequence[tuple[str, str]]) -> None:
        """Offer these ready blocks too, each by its name and a few words."""
        if tuple(blocks) != self._blocks:
            self._blocks = tuple(blocks)
            self._fill(self.search.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down in the search field move through what was found; Esc clears it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.tree.step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def _fill(self, query: str) -> None:
        self.tree.clear()
        if query.strip():
            self._fill_found(query)
        else:
            self._fill_groups()
        self.tree.scrollToTop()

    def _fill_found(self, query: str) -> None:
        found = search(query, layers, lambda kind: (kind.label, *kind.synonyms))
        entries = [_entry(kind, query) for kind in found]
        blocks = search(query, self._blocks, lambda block: (block[0],))
        entries += [_block_entry(*block, query) for block in blocks]
        if entries:
            self.tree.addTopLevelItems(entries)
            self.tree.setCurrentItem(entries[0])
            return
        nothing = QTreeWidgetItem([f"No layer is called “{query.strip()}”"])
        nothing.setFlags(Qt.ItemFlag.NoItemFlags)
        self.tree.addTopLevelItem(nothing)

    def _fill_groups(self) -> None:
        for group in _groups():
            heading = _heading(group)
            self.tree.addTopLevelItem(heading)
            heading.addChildren([_entry(kind) for kind in layers if kind.group == group])
        if self._blocks:
            heading = _heading("Ready blocks")
            self.tree.addTopLevelItem(heading)
            heading.addChildren([_block_entry(*block) for block in self._blocks])
        self.tree.expandAll()

    def _choose_current(self) -> None:
        if self.search.text().strip():
            self.tree.choose_current()


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
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(Entries(self))
        self.itemDoubleClicked.connect(self._choose)

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        data = QMimeData()
        kinds = [item.data(0, KIND) for item in items if item.data(0, KIND)]
        if kinds:
            data.setData(MIME, kinds[0].encode())
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:
        items = self.selectedItems()
        if not items or not items[0].data(0, KIND):
            return
        drag = QDrag(self)
        drag.setMimeData(self.mimeData(items))
        name = items[0].data(0, KIND)
        kind = None if items[0].data(0, BLOCK) else layers[name]
        shown = picture(items[0].text(0), kind, self.devicePixelRatioF())
        drag.setPixmap(shown)
        # Below the pointer, so that it hides neither the wire nor the port that is aimed at.
        drag.setHotSpot(QPoint(-14, -14))
        drag.exec(Qt.DropAction.CopyAction)
        # The pointer has left, and a drag swallows the news: what it passed would stay lit.
        QApplication.sendEvent(self.viewport(), QEvent(QEvent.Type.Leave))

    def step(self, by: int) -> None:
        """Make the next entry the current one, past headings, or the one before."""
        index = self.currentIndex()
        index = self._neighbour(index, by) if index.isValid() else self.model().index(0, 0)
        while index.isValid() and index.data(KIND) is None:
            index = self._neighbour(index, by)
        if index.isValid():
            self.setCurrentIndex(index)

    def choose_current(self) -> None:
        """Ask for the current entry."""
        item = self.currentItem()
        if item is not None:
            self._choose(item)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QTreeWidgetItem, column: int = 0) -> None:
        if item.data(column, KIND):
            self.chosen.emit(item.data(column, KIND))

    def _neighbour(self, index: QModelIndex, by: int) -> QModelIndex:
        return self.indexBelow(index) if by > 0 else self.indexAbove(index)


def _groups() -> list[str]:
    present = {kind.group for kind in layers}
    return [g for g in GROUPS if g in present] + sorted(present - set(GROUPS))


def _heading(words: str) -> QTreeWidgetItem:
    heading = QTreeWidgetItem([words])
    heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
    heading.setData(0, GROUP, True)
    return heading


def _block_entry(label: str, hint: str, query: str = "") -> QTreeWidgetItem:
    item = QTreeWidgetItem([label])
    item.setData(0, KIND, BLOCK_PREFIX + label)
    item.setData(0, BLOCK, True)
    hit = match(query, label) if query else None
    item.setData(0, PLACES, hit.places if hit else ())
    item.setToolTip(0, hint)
    item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, hint)
    return item


def _entry(kind: type[Layer], query: str = "") -> QTreeWidgetItem:
    item = QTreeWidgetItem([kind.label])
    item.setData(0, KIND, kind.kind())
    hit = match(query, kind.label) if query else None
    item.setData(0, PLACES, hit.places if hit else ())
    help = " ".join(kind.help().split()).partition(". ")[0].removesuffix(".")
    item.setToolTip(0, rich(kind.formula(), f"{help}.", first_bold=True))
    item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, kind.formula())
    return item
