"""The window: where everything stands. What passes between its parts is wired in wiring.py."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QSettings, QSize, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QMainWindow,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from bpgui.data.sources.table_file import SUFFIXES
from bpgui.gui import theme
from bpgui.gui.batch import RunInfo
from bpgui.gui.canvas import Canvas, Outline, thumbnail
from bpgui.gui.commands import build_menus
from bpgui.gui.dialogs import Examples, FirstSteps, Shortcuts
from bpgui.gui.dock import Dock
from bpgui.gui.document import Document
from bpgui.gui.exports import Exports
from bpgui.gui.files import Files
from bpgui.gui.librarian import Librarian
from bpgui.gui.menus import Menus
from bpgui.gui.microscope.microscope import Microscope
from bpgui.gui.neurons import Neurons
from bpgui.gui.notice import Notice
from bpgui.gui.panels import (
    HealthPanel,
    Inspector,
    Palette,
    Problems,
    RunBar,
    RunsPanel,
    Scrubber,
    Steps,
)
from bpgui.gui.physician import Physician
from bpgui.gui.pilot import Pilot
from bpgui.gui.run import Run
from bpgui.gui.settings import stored_place
from bpgui.gui.speeds import Speeds
from bpgui.gui.tints import Tints
from bpgui.gui.views.view import View, known
from bpgui.gui.waiting import Waiting
from bpgui.gui.wiring import Conductor
from bpgui.project import picture
from bpgui.project.file import SUFFIX
from bpgui.project.project import Project

#: Room for the title bar that the desktop adds.
FRAME = 32
#: The layout saved by an older version is thrown away when its number is another.
LAYOUT = 4
#: Pixels: a list lower than this hides what it is about.
READABLE = 260
#: Docks that open when there is something in them to see.
CLOSED = ("outline", "steps", "problems", "health")


class MainWindow(QMainWindow):
    """One project, its run, and everything that shows them."""

    def __init__(self, project: Project, settings: QSettings, name: str = "untitled") -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.settings = settings
        self.document = Document(project, self, name)
        self.run = Run(self, stored_place(settings))
        self.files = Files(self.document, self.run, self, settings)
        self.canvas = Canvas(self.document, self)
        self.exports = Exports(self.document, self.run, self.canvas, self)
        self.palette_panel = Palette(self)
        self.inspector = Inspector(self.document, self)
        self.problems = Problems(self.document, self)
        self.health = HealthPanel(self.document, self)
        self.physician = Physician(self.document, self.run, self.canvas, self.health)
        self.run_bar = RunBar(self)
        self.speeds = Speeds(self)
        self.speeds.fill(self.run_bar.speed_button.menu())
        self.notice = Notice(self)
        self.waiting = Waiting(self.document.reader, self)
        self.scrubber = Scrubber(self)
        self.views: list[View] = [kind() for kind in known()]
        self.microscope = Microscope(self)
        self.runs_panel = RunsPanel(self)
        self.librarian = Librarian(self.document, self.run, self.runs_panel, self.views)
        self.pilot = Pilot(self.document, self.run, self.librarian)
        self.outline = Outline(self.document, self)
        self.tints = Tints(self.canvas, self.document, self.run)
        self.neurons = Neurons(self.canvas, self.document, self.run)
        self._lay_out()
        self.conductor = Conductor(self)
        self.menus = Menus(self)
        build_menus(self)
        self.restore_layout()
        self.run.reset(project)

    # -- layout --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._bar = QToolBar("Run", self)
        self._bar.setObjectName("run_toolbar")
        self._bar.setMovable(False)
        self._bar.addWidget(self.run_bar)
        self._bar.setContentsMargins(0, 0, 0, 0)
        if layout := self._bar.layout():
            layout.setContentsMargins(0, 0, 0, 0)
        self.addToolBar(self._bar)
        self.setDockNestingEnabled(True)
        self.setCentralWidget(self._centre())
        time_view, *others = self.views
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("view_tabs")
        self.tabs.setDocumentMode(True)
        for view in others:
            self.tabs.addTab(view, view.title)
        self.tabs.addTab(self.microscope, "Microscope")
        self.tabs.addTab(self.runs_panel, "Runs")
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.docks = {
            "palette": self._dock("palette", "Layers", self.palette_panel, left),
            "outline": self._dock("outline", "Outline", self.outline, left),
            "steps": self._dock("steps", "History", Steps(self.document, self), left),
            "inspector": self._dock("inspector", "Inspector", self.inspector, right),
            "problems": self._dock("problems", "Problems", self.problems, right),
            "health": self._dock("health", "Health", self.health, right),
            "time": self._dock("time", time_view.title, self._over_time(time_view), bottom),
            "views": self._dock("views", "Views", self.tabs, bottom),
        }
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.splitDockWidget(self.docks["inspector"], self.docks["problems"], vertical)
        self.splitDockWidget(self.docks["time"], self.docks["views"], horizontal)
        self.tabifyDockWidget(self.docks["problems"], self.docks["health"])
        for name in CLOSED:
            self.docks[name].hide()
        self._status = theme.label("")
        self._status.setObjectName("status_text")
        self._status.setMinimumWidth(1)  # a long sentence must not widen the window
        self._facts = theme.label("")
        self._facts.setObjectName("status_facts")
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().addPermanentWidget(self._facts)

    def _over_time(self, view: View) -> QWidget:
        """The curves, and below them the way back through them."""
        stack = QWidget(self)
        column = QVBoxLayout(stack)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(view, 1)
        column.addWidget(self.scrubber)
        return stack

    def _centre(self) -> QWidget:
        centre = QWidget(self)
        cell = QGridLayout(centre)
        cell.setContentsMargins(0, 0, 0, 0)
        cell.addWidget(self.canvas, 0, 0)
        # Over the canvas, not above it: no card may move under the pointer when they come.
        messages = QWidget(centre)
        column = QVBoxLayout(messages)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.waiting)
        column.addWidget(self.notice)
        cell.addWidget(messages, 0, 0, Qt.AlignmentFlag.AlignTop)
        messages.raise_()
        return centre

    def _dock(self, name: str, title: str, content: QWidget, area: Qt.DockWidgetArea) -> Dock:
        dock = Dock(name, title, content, self)
        self.addDockWidget(area, dock)
        return dock

    def default_layout(self) -> None:
        """Every dock back in its place."""
        for name, dock in self.docks.items():
            dock.setFloating(False)
            dock.setVisible(name not in CLOSED)
        self._share_space()

    def _share_space(self) -> None:
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        docks = self.docks
        self.resizeDocks([docks["palette"], docks["inspector"]], [208, 296], horizontal)
        self.resizeDocks([docks["time"], docks["views"]], [60, 40], horizontal)
        height = max(260, self.height() * 36 // 100)
        self.resizeDocks([docks["time"], docks["views"]], [height, height], vertical)

    def restore_layout(self) -> None:
        """As it was left, or as it is meant."""
        geometry = self.settings.value("geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(self._comfortable())
        state = self.settings.value(f"layout{LAYOUT}")
        if state is None or not self.restoreState(state, LAYOUT):
            self._share_space()

    def _comfortable(self) -> QSize:
        room = QApplication.primaryScreen().availableGeometry()
        return QSize(min(1800, room.width()), min(1120, room.height() - FRAME))

    def bring(self, name: str) -> None:
        """Show a dock in front of its neighbours, with room to read in it."""
        dock = self.docks[name]
        room = self.docks["inspector"].height()
        dock.show()
        dock.raise_()
        if dock.height() < READABLE:
            sizes = [max(1, room - READABLE), READABLE]
            self.resizeDocks([self.docks["inspector"], dock], sizes, Qt.Orientation.Vertical)

    # -- words ---------------------------------------------------------------------------------

    def say(self, level: str, sentence: str) -> None:
        """Tell the user: an "info" in the status bar, anything else as a notice."""
        if level == "info":
            self.status(sentence)
        else:
            self.notice.say(level, sentence)

    def status(self, sentence: str) -> None:
        """A sentence in the status bar."""
        self._status.setText(sentence)

    def facts(self, text: str) -> None:
        """The facts at the right end of the status bar."""
        self._facts.setText(text)

    def choose_theme(self, mode: theme.Mode) -> None:
        """Dress the application, and remember it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, mode)
        self.settings.setValue("theme", mode)

    def show_shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        Shortcuts(self.menus.all, self).show()

    def show_examples(self) -> None:
        """Open the gallery of examples."""
        examples = Examples(thumbnail, self)
        examples.chosen.connect(self.files.open_example)
        examples.open()

    def show_first_steps(self) -> None:
        """Open the page for newcomers."""
        page = FirstSteps(self)
        page.chosen.connect(self.files.open_example)
        page.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in _files(event.mimeData())[:1]:
            event.acceptProposedAction()
            self.files.open_path(path)

    def show_suited(self, info: RunInfo) -> None:
        """Bring a view forward that has something to show of a run, if the one in front has not."""
        current = self.tabs.currentWidget()
        if not isinstance(current, View) or current.suits(info):
            return
        # A single row is there to be worked through.
        results = next(view for view in self.views if view.name == "results")
        self.tabs.setCurrentWidget(self.microscope if len(info.prepared.train) == 1 else results)

    def action(self, name: str) -> QAction:
        """A command of the menus."""
        return self.menus.action(name)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.files.may_leave():
            event.ignore()
            return
        self.settings.setValue("geometry", self.saveGeometry())
        self.settings.setValue(f"layout{LAYOUT}", self.saveState(LAYOUT))
        self.document.reader.close()
        self.run.close()
        event.accept()


def _files(data: QMimeData) -> list[Path]:
    """The projects, tables and pictures that are being dragged."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    known = (SUFFIX, *SUFFIXES, *picture.SUFFIXES)
    return [path for path in paths if path.suffix.casefold() in known]
