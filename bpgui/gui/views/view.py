"""Views: what every one of them is, and how they become known."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import QIODevice, QPoint, QSaveFile, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedLayout, QWidget

from bpgui.gui import theme, views
from bpgui.gui.batch import Batch, Probe, RunInfo
from bpgui.gui.call import Call
from bpgui.gui.history import History
from bpgui.gui.runs.past import Past
from bpgui.gui.views.kit.message import Message


@dataclass(frozen=True)
class Table:
    """Numbers a view shows, for a file: their name, and what gives the heads of the columns and the
    rows."""

    name: str
    fill: Callable[[], tuple[Sequence[str], Iterable[Sequence[Any]]]]

    def text(self) -> str:
        """As CSV; an empty cell for None and for what is not a number."""
        header, rows = self.fill()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(["" if cell is None or cell != cell else cell for cell in row])
        return out.getvalue()


class View(QWidget):
    """One look at a run. It knows no training and no other view.

    The window calls `reset`, `add`, `select` and `compare`; a view overrides `begin`, `take`,
    `chosen` and `compared`, and whatever goes wrong in those is shown in the view's own place. A
    hidden view does nothing; shown again, it is called `refresh`. Signals: `picked(node id)` when a
    row or a point stands for a node that should be selected; `watched(key, Probe or None)` when it
    wants other pictures; `said(sentence)` for the status bar.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    rank: ClassVar[int] = 100
    #: What stands there before there is anything to see: a heading and what to do.
    waiting: ClassVar[tuple[str, str]] = ("Nothing to see yet", "Press Run to start training.")

    picked = Signal(int)
    watched = Signal(str, object)
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{self.name}_view")
        self.setAccessibleName(self.title)
        self.info: RunInfo | None = None
        self.history = History()
        self.status = "preparing"
        self.selection: frozenset[int] = frozenset()
        self.pasts: tuple[Past, ...] = ()
        #: It has failed, and says so until the next reset.
        self.failed = False
        self._watching: Probe | None = None
        self._pages = QStackedLayout(self)
        self._message = Message(self)
        self.content = QWidget(self)
        self._pages.addWidget(self._message)
        self._pages.addWidget(self.content)
        self.say(*self.waiting)

    # -- called by the window ------------------------------------------------------------------

    def reset(self, info: RunInfo | None, history: History) -> None:
        """Show this run from now on; None: there is none."""
        self.info, self.history, self.failed = info, history, False
        self.status = "preparing" if info is None else "ready"
        self._guarded(self.begin)
        self._ask()

    def add(self, batch: Batch) -> None:
        """Show what has happened since."""
        self.status = batch.status
        if self.isVisible() and not self.failed:
            self._guarded(self.take, batch)

    def select(self, ids: frozenset[int]) -> None:
        """The nodes that are selected on the canvas."""
        self.selection = frozenset(ids)
        if not self.failed:
            self._guarded(self.chosen)
        self._ask()

    def compare(self, pasts: Iterable[Past]) -> None:
        """The past runs that are to be seen beside the present one."""
        self.pasts = tuple(pasts)
        if not self.failed:
            self._guarded(self.compared)

    def suits(self, info: RunInfo) -> bool:
        """Whether there is something to see here of such a run."""
        return True

    def look_into(self, node: int, unit: int) -> None:
        """The pointer rests on a unit of the diagram; -1: on none."""
        if not self.failed:
            self._guarded(self.pointed, node, unit)

    # -- overridden ----------------------------------------------------------------------------

    def begin(self) -> None:
        """Another run has come: `info` and `history` are its."""

    def take(self, batch: Batch) -> None:
        """A batch has come; `history` has it already."""

    def chosen(self) -> None:
        """The selection is another one."""

    def pointed(self, node: int, unit: int) -> None:
        """Another unit is pointed at, or none (-1)."""

    def compared(self) -> None:
        """`pasts` are others."""

    def refresh(self) -> None:
        """The view is on the screen again, and has missed some batches."""

    def probe(self) -> Probe | None:
        """The picture this view wants now, under its name as the key."""
        return None

    def tables(self) -> Iterator[Table]:
        """The numbers it shows."""
        return iter(())

    def actions_here(self, menu: QMenu) -> None:
        """Add the view's own entries to its menu."""

    # -- for views -----------------------------------------------------------------------------

    def say(self, heading: str, text: str, icon: str = "chart") -> None:
        """Show words in the place of the content."""
        self._message.say(heading, text, icon)
        self._pages.setCurrentWidget(self._message)

    def show_content(self) -> None:
        """Show the content."""
        if self._pages.currentWidget() is not self.content:
            self._pages.setCurrentWidget(self.content)

    @property
    def speaking(self) -> bool:
        """Whether there are words in the place of the content."""
        return self._pages.currentWidget() is self._message

    @property
    def words(self) -> str:
        """The words said last."""
        return self._message.words

    def ask_again(self) -> None:
        """The picture wanted may be another one now."""
        self._ask()

    def fail(self, error: Exception) -> None:
        """Say that this view has failed; the run goes on."""
        self.failed = True
        self.say(
            "This view has failed",
            f"{type(error).__name__}: {error}. The run goes on; Reset shows the view again.",
            "error",
        )

    def _guarded(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            call(*arguments)
        except Exception as error:
            traceback.print_exc()
            self.fail(error)

    def _ask(self) -> None:
        wanted = self.probe() if self.isVisible() and self.info is not None else None
        if wanted != self._watching:
            self._watching = wanted
            self.watched.emit(self.name, wanted)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()
        if not self.failed:
            self._guarded(self.refresh)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ask()

    # -- pictures and numbers for files --------------------------------------------------------

    def picture(self, scale: float = 2.0) -> QImage:
        """The content as it is on the screen, `scale` dots a pixel."""
        size = self.content.size()
        image = QImage(size * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(theme.current().color("panel"))
        flags = QWidget.RenderFlag.DrawChildren
        painter = QPainter(image)
        self.content.render(painter, QPoint(), renderFlags=flags)
        painter.end()
        return image

    def save_picture(self, path: str) -> None:
        """Write the picture as PNG, whole or not at all."""
        file = QSaveFile(path)
        if file.open(QIODevice.OpenModeFlag.WriteOnly):
            self.picture().save(file, "PNG")  # type: ignore[call-overload]
        self._close(file, path)

    def save_table(self, table: Table, path: str) -> None:
        """Write numbers as CSV, whole or not at all."""
        file = QSaveFile(path)
        if file.open(QIODevice.OpenModeFlag.WriteOnly):
            file.write(table.text().encode())
        self._close(file, path)

    def _close(self, file: QSaveFile, path: str) -> None:
        if file.commit():
            self.said.emit(f"Saved {path}.")
        else:
            self.said.emit(f"{path} could not be written: {file.errorString()}.")

    def menu(self) -> QMenu:
        """What can be done with this view."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self.speaking:
            self.actions_here(menu)
            if menu.actions():
                menu.addSeparator()
        copy = menu.addAction(theme.icon("copy"), "Copy picture", self._copy_picture)
        copy.setObjectName("copy_picture")
        save = menu.addAction(theme.icon("picture"), "Save picture as PNG…", self._ask_picture)
        save.setObjectName("save_picture")
        for table in self.tables():
            action = menu.addAction(
                theme.icon("export"), f"Save {table.name} as CSV…", Call(self._save_table_as, table)
            )
            action.setObjectName(f"save_{table.name.replace(' ', '_')}")
        for action in menu.actions():
            action.setEnabled(not self.speaking or action.isSeparator())
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def _copy_picture(self) -> None:
        QGuiApplication.clipboard().setImage(self.picture())
        self.said.emit("The picture is on the clipboard.")

    def _ask_picture(self) -> None:
        path = self._ask_path(self.title, "PNG picture (*.png)", ".png")
        if path:
            self.save_picture(path)

    def _save_table_as(self, table: Table) -> None:
        path = self._ask_path(table.name, "CSV table (*.csv)", ".csv")
        if path:
            self.save_table(table, path)

    def _ask_path(self, name: str, filter: str, ending: str) -> str:
        suggested = f"{name.lower().replace(' ', '-')}{ending}"
        path, _ = QFileDialog.getSaveFileName(self, f"Save {name}", suggested, filter)
        return path if not path or path.endswith(ending) else path + ending

    def sizeHint(self) -> QSize:
        return QSize(480, 280)


V = TypeVar("V", bound=type[View])
_known: dict[str, type[View]] = {}


def view(cls: V) -> V:
    """Decorate a view with this to make it known."""
    if cls.name in _known:
        raise ValueError(f"two views are called {cls.name}")
    _known[cls.name] = cls
    return cls


def known() -> tuple[type[View], ...]:
    """All views, in the order of their tabs: those in the modules beside this one."""
    for module in sorted(info.name for info in pkgutil.iter_modules(views.__path__)):
        importlib.import_module(f"{views.__name__}.{module}")
    return tuple(sorted(_known.values(), key=lambda cls: (cls.rank, cls.title)))
