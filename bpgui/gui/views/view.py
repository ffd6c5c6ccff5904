"""Views: what every one of them is, and how they become known."""

from __future__ import annotations

import importlib
import pkgutil
import traceback
from collections.abc import Callable, Iterable
from typing import ClassVar, TypeVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from bpgui.gui import views
from bpgui.gui.batch import Batch, Probe, RunInfo
from bpgui.gui.history import History
from bpgui.gui.message import Message
from bpgui.gui.runs.past import Past
from bpgui.gui.views.kit.keepsake import Keepsake
from bpgui.gui.views.kit.table import Table

__all__ = ["Table", "View", "known", "view"]


class View(Keepsake):
    """One look at a run. It knows no training and no other view.

    The window calls `reset`, `add`, `select` and `compare`; a view overrides `begin`, `take`,
    `chosen` and `compared`, and whatever goes wrong in those is shown in the view's own place. A
    hidden view does nothing; shown again, it is called `refresh`. Signals: `picked(node id)` when a
    row or a point stands for a node that should be selected; `watched(key, Probe or None)` when it
    wants other pictures; `said(sentence)` for the status bar.
    """

    name: ClassVar[str] = ""
    rank: ClassVar[int] = 100
    #: What stands there before there is anything to see: a heading and what to do.
    waiting: ClassVar[tuple[str, str]] = ("Nothing to see yet", "Press Run to start training.")

    picked = Signal(int)
    watched = Signal(str, object)
    #: Whether it is a validation row, and which (from 0): one that is to be looked at closely.
    sampled = Signal(bool, int)

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
        self._message = Message(parent=self)
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
