"""The search box that adds layers: type, Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bpgui.gui import theme
from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.offer_row import OFFER, ROW, OfferRow
from bpgui.gui.canvas.offers import suiting

_WIDTH, _MOST_ROWS, _FEWEST_ROWS = 300, 11, 6


class Search(QFrame):
    """A popup with a line to type in and the layers that fit it."""

    #: A layer was chosen for a spot.
    chosen = Signal(object, object)

    def __init__(self, spot: Spot, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("canvas_search")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme.mark(self, "menu")
        self._spot = spot
        self._rows = _MOST_ROWS
        self.line = QLineEdit()
        self.line.setObjectName("canvas_search_line")
        self.line.setAccessibleName(self.tr("Search layers"))
        self.line.setPlaceholderText(self._invitation())
        self.list = QListWidget()
        self.list.setObjectName("canvas_search_list")
        self.list.setAccessibleName(self.tr("Layers that fit"))
        self.list.setItemDelegate(OfferRow(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = theme.label(self.tr("No layer goes by that name."), "muted")
        self._nothing.setContentsMargins(8, 4, 8, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(7, 7, 7, 7)
        layout.setSpacing(6)
        for widget in (self.line, self.list, self._nothing):
            layout.addWidget(widget)
        self.setFixedWidth(_WIDTH)
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.list.itemEntered.connect(self.list.setCurrentItem)
        self._find("")

    def open_at(self, at: QPoint) -> None:
        """Show at a point of the screen, with fewer rows or moved where it would not fit there."""
        screen = self.screen().availableGeometry()
        around = self.sizeHint().height() - ROW * self._rows
        rows = (screen.bottom() - at.y() - around) // ROW
        self._rows = max(_FEWEST_ROWS, min(_MOST_ROWS, rows))
        self._find(self.line.text())
        size = QSize(_WIDTH, self.sizeHint().height())
        x = min(at.x(), screen.right() - size.width())
        y = min(at.y(), screen.bottom() - size.height())
        self.move(max(screen.left(), x), max(screen.top(), y))
        self.show()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            # The canvas' shortcuts would come first otherwise: this is a child of it.
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
        if event.key() in steps and self.list.count():
            row = (self.list.currentRow() + steps[Qt.Key(event.key())]) % self.list.count()
            self.list.setCurrentRow(row)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentItem() is not None:
                self._take(self.list.currentItem())
            return True
        return False

    def _invitation(self) -> str:
        if self._spot.fits is not None:
            return self.tr("Add a layer to this wire")
        if self._spot.onto is not None:
            return self.tr("Insert a layer here")
        if self._spot.behind is not None:
            return self.tr("Add a layer after {name}").format(name=self._spot.behind.name)
        return self.tr("Add a layer")

    def _find(self, query: str) -> None:
        self.list.clear()
        for offer in suiting(self._spot, query):
            item = QListWidgetItem(offer.label)
            item.setData(OFFER, offer)
            item.setToolTip(offer.hint if offer.variant else offer.layer.formula())
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, offer.hint)
            self.list.addItem(item)
        found = self.list.count()
        self.list.setCurrentRow(0)
        self.list.setVisible(found > 0)
        self._nothing.setVisible(found == 0)
        self.list.setFixedHeight(ROW * min(found, self._rows) + 2)
        self.adjustSize()

    def _take(self, item: QListWidgetItem) -> None:
        offer, spot = item.data(OFFER), self._spot
        self.close()
        self.chosen.emit(offer.what, spot)
