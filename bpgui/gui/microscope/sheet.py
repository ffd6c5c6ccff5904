"""The sheet: draws a step, and knows which number is where."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from bpgui.engine.trace import Term
from bpgui.gui import format, theme
from bpgui.gui.call import Call
from bpgui.gui.formula import plain
from bpgui.gui.microscope.grid import Index
from bpgui.gui.microscope.page import Laid, Page
from bpgui.gui.microscope.scene import Subject, compose
from bpgui.gui.microscope.spoken import describe, name_of
from bpgui.gui.microscope.table import Marks

#: Numbers that a click takes apart: a weight, and whatever stands for it.
_WEIGHTS = ("value", "gradient", "next", "change", "used")


class Sheet(QWidget):
    """Signals: `chosen(Term, Index)` when a number is clicked; `said(sentence)`."""

    chosen = Signal(object, object)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_sheet")
        self.setAccessibleName("Numbers of this step")
        self.setMouseTracking(True)
        self.subject: Subject | None = None
        self._page = Page(400)
        self._pointed: tuple[Laid, Index] | None = None
        self._room = (400, 200)
        theme.changes.changed.connect(self._theme_changed)

    def show_subject(self, subject: Subject | None) -> None:
        """Show this from now on."""
        self.subject = subject
        self._pointed = None
        self.lay_out(*self._room)
        self.setAccessibleDescription("" if subject is None else describe(subject))

    def lay_out(self, width: int, height: int) -> None:
        """Lay the subject out for a room of this size, and be as large as that takes."""
        self._room = (width, height)
        if self.subject is not None:
            self._page = compose(self.subject, width, height)
        size = self._page.size
        self.resize(max(width, round(size.width())), max(height, round(size.height())))
        self.update()

    def reveal(self) -> None:
        """Bring the entry chosen, and what it is made of, into the windows of large tables."""
        if self.subject is None:
            return
        for laid in self.tables:
            marks = self._marks(laid, self.subject)
            entries = sorted(marks.made_of) if marks.chosen is None else [marks.chosen]
            if entries and not any(map(laid.table.rect_of, entries)):
                laid.table.reveal(entries[0])
        self.update()

    @property
    def section(self) -> float | None:
        """How far down what is told of one weight begins."""
        return self._page.section

    @property
    def tables(self) -> list[Laid]:
        """The tables shown, with their places."""
        return self._page.tables if self.subject is not None else []

    def at(self, spot: QPointF) -> tuple[Laid, Index] | None:
        """The number at a point."""
        for laid in self.tables:
            index = laid.table.index_at(spot - laid.at)
            if index is not None:
                return laid, index
        return None

    # -- drawing -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.subject is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item in self._page.drawn:
            item.draw(painter)
        marks = {id(laid): self._marks(laid, self.subject) for laid in self.tables}
        for laid in self.tables:
            laid.table.draw(painter, laid.at, marks[id(laid)])
        painter.end()

    def _marks(self, laid: Laid, subject: Subject) -> Marks:
        term = laid.table.grid.term
        marks = Marks()
        if term is subject.step.result:
            marks.chosen = subject.entry
        else:
            lines = subject.lines
            entries = (entry for line in lines for entry in line.entries)
            marks.made_of = {index for of, index in entries if of is term}
        if subject.paths is not None and _is_weight(term, subject):
            marks.chosen = subject.paths.index
        if self._pointed is not None and self._pointed[0] is laid:
            marks.pointed = self._pointed[1]
        return marks

    def _theme_changed(self, palette: theme.Palette) -> None:
        self.lay_out(*self._room)

    # -- the pointer ---------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def _point(self, pointed: tuple[Laid, Index] | None) -> None:
        if pointed != self._pointed:
            self._pointed = pointed
            hand = pointed is not None
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
            )
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Not taken, so that the microscope gets the focus as well.
        event.ignore()
        if event.button() != Qt.MouseButton.LeftButton:
            return
        found = self.at(event.position())
        if found is not None:
            self.chosen.emit(found[0].table.grid.term, found[1])
            return
        for laid in self.tables:
            pages = laid.table.page_at(event.position() - laid.at)
            if pages:
                laid.table.turn(pages)
                self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move the window on a large table; where there is none, or no more, the sheet scrolls."""
        steps = -round(event.angleDelta().y() / 40) or -round(event.angleDelta().x() / 40)
        sideways = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or (
            abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        )
        for laid in self.tables:
            if laid.rect.contains(event.position()) and laid.table.elided:
                moved = laid.table.move(*((0, steps) if sideways else (steps, 0)))
                if moved:
                    self._point(self.at(event.position()))
                    self.update()
                    event.accept()
                    return
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell(self, at: QPoint, where: QPoint) -> None:
        found = self.at(QPointF(at))
        if found is None or self.subject is None:
            QToolTip.hideText()
            return
        term, index = found[0].table.grid.term, found[1]
        words = f"{name_of(term, index)} = {format.exact(float(term.value[index]))}"
        if term.tensor:
            words += "\nClick: its gradient as a sum over the paths to the loss"
        QToolTip.showText(where, words, self)

    # -- the clipboard -------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu(QPointF(event.pos())).popup(event.globalPos())

    def menu(self, at: QPointF) -> QMenu:
        """What can be copied from here."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        found = self.at(at)
        if found is not None:
            term, index = found[0].table.grid.term, found[1]
            number = format.exact(float(term.value[index]))
            self._entry(menu, "copy_number", f"Copy {name_of(term, index)}", number)
            table = found[0].table.grid.tabbed()
            self._entry(menu, "copy_table", f"Copy {plain(term.symbol)} as a table", table)
        if self.subject is not None:
            self._entry(menu, "copy_step", "Copy this step as text", describe(self.subject))
        return menu

    def _entry(self, menu: QMenu, name: str, words: str, text: str) -> None:
        action = menu.addAction(theme.icon("copy"), words, Call(self.copy, text))
        action.setObjectName(name)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard."""
        QGuiApplication.clipboard().setText(text)
        self.said.emit("Copied.")


def _is_weight(term: Term, subject: Subject) -> bool:
    paths = subject.paths
    if paths is None or term.role not in _WEIGHTS:
        return False
    of = f"{subject.names.get(paths.node, '')}/{paths.parameter}"
    return term.tensor == of
