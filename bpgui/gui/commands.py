"""Which command stands in which menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

import bpgui
from bpgui.gui import theme
from bpgui.gui.call import Call
from bpgui.gui.dialogs import About
from bpgui.gui.settings import neuron_pictures, stored_theme
from bpgui.gui.workshop.host import Place

if TYPE_CHECKING:
    from bpgui.gui.window import MainWindow


def build_menus(window: MainWindow) -> None:
    """Fill the menu bar."""
    _file(window)
    _edit(window)
    _view(window)
    _run(window)
    menus = window.menus
    examples = menus.menu("examples", "E&xamples")
    examples.addAction(menus.action("open_example"))
    examples.addSeparator()
    menus.examples(examples, window.files.open_example)
    _help(window)


def _file(window: MainWindow) -> None:
    menus, files = window.menus, window.files
    menu = menus.menu("file", "&File")
    menus.add(menu, "new", "New", files.new, ["Ctrl+N"], "new")
    menus.add(menu, "open", "Open…", files.open, ["Ctrl+O"], "open")
    menus.recent(menu, files)
    menus.add(
        menu,
        "open_example",
        "Open Example…",
        window.show_examples,
        ["Ctrl+Shift+O"],
        "examples",
        "All examples, with their diagrams and notes",
    )
    menus.add(
        menu,
        "import_data",
        "Import Data…",
        files.import_data,
        ["Ctrl+I"],
        "import",
        "Learn from a table of your own: CSV, TSV, text",
    )
    menu.addSeparator()
    menus.add(menu, "save", "Save", files.save, ["Ctrl+S"], "save")
    menus.add(menu, "save_as", "Save As…", files.save_as, ["Ctrl+Shift+S"])
    menu.addSeparator()
    exports = window.exports
    menus.add(
        menu,
        "export_weights",
        "Export Trained Network…",
        exports.ask_weights,
        ["Ctrl+E"],
        "export",
        "As weights, as a model, or as a program that goes on without bpgui",
    )
    menus.add(menu, "export_diagram", "Export Diagram…", exports.ask_picture, icon="picture")
    menu.addSeparator()
    menus.add(menu, "quit", "Quit", window.close, ["Ctrl+Q"])


def _edit(window: MainWindow) -> None:
    menu = window.menus.menu("edit", "&Edit")
    document, stack = window.document, window.document.undo_stack
    undo, redo = stack.createUndoAction(window, "Undo"), stack.createRedoAction(window, "Redo")
    for action, way in ((undo, document.undo), (redo, document.redo)):
        # The stack would go there at once, even where rows are to be read first.
        action.triggered.disconnect()
        action.triggered.connect(Call(way))
    undo.setObjectName("undo")
    redo.setObjectName("redo")
    undo.setWhatsThis("Undo")
    redo.setWhatsThis("Redo")
    undo.setShortcuts([QKeySequence("Ctrl+Z")])
    redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
    menu.addActions([undo, redo])
    menu.addSeparator()
    for name, action in window.canvas.actions_by_name.items():
        if name not in (*VIEWING, "help"):
            menu.addAction(action)


#: Commands of the canvas that change what is seen, not what is drawn.
VIEWING = ("fit", "zoom_in", "zoom_out", "zoom_reset")


def _view(window: MainWindow) -> None:
    menus = window.menus
    menu = menus.menu("view", "&View")
    for name in VIEWING:
        menu.addAction(window.canvas.actions_by_name[name])
    menu.addSeparator()
    for name, dock in window.docks.items():
        action = dock.toggleViewAction()
        action.setObjectName(f"show_{name}")
        menu.addAction(action)
    _neuron_pictures(window, menu)
    menus.add(menu, "default_layout", "Restore All Panels", window.default_layout)
    menu.addSeparator()
    menus.themes(menu, window.choose_theme, stored_theme(window.settings))


def _neuron_pictures(window: MainWindow, menu: QMenu) -> None:
    def switch() -> None:
        window.settings.setValue("neuron_pictures", action.isChecked())
        window.neurons.show(action.isChecked())

    action = window.menus.add(
        menu,
        "neuron_pictures",
        "Neuron Pictures",
        switch,
        tip="What every unit says over the plane of the inputs, where there are one or two",
    )
    action.setCheckable(True)
    action.setChecked(neuron_pictures(window.settings))
    window.neurons.show(action.isChecked())


def _run(window: MainWindow) -> None:
    menus, pilot = window.menus, window.pilot
    menu = menus.menu("run", "&Run")
    menus.add(menu, "run", "Run / Pause", pilot.toggle, ["Ctrl+Return"], "run")
    menus.add(menu, "step", "One Step", pilot.step, ["."], "step")
    menus.add(menu, "epoch", "One Epoch", pilot.epoch, ["Shift+."], "epoch")
    menus.add(menu, "reset", "Reset", pilot.reset, ["Ctrl+R"], "reset")
    speed = menu.addMenu(theme.icon("speed"), "Speed")
    speed.setObjectName("speed_menu")
    window.speeds.fill(speed)
    menu.addSeparator()
    menus.add(
        menu,
        "new_seed",
        "Reset with New Weights",
        pilot.new_seed,
        ["Ctrl+Shift+R"],
        tip="Draw other start weights: the next seed",
    )
    menus.add(
        menu,
        "check_gradients",
        "Check Gradients",
        window.conductor.check_gradients,
        icon="check",
        tip="Back-propagation against finite differences, tensor by tensor",
    )
    menu.addSeparator()
    _training_place(window, menu)


def _training_place(window: MainWindow, menu: QMenu) -> None:
    def switch() -> None:
        place: Place = "process" if action.isChecked() else "thread"
        window.settings.setValue("training_place", place)
        window.pilot.move(place)

    action = window.menus.add(
        menu,
        "own_process",
        "Train in a Process of Its Own",
        switch,
        tip="Trains beside the window instead of taking turns with it: faster for small networks, "
        "where a processor core is free. The numbers are the same",
    )
    action.setCheckable(True)
    action.setChecked(window.run.place == "process")


def _help(window: MainWindow) -> None:
    menus = window.menus
    menu = menus.menu("help", "&Help")
    menus.add(menu, "first_steps", "First Steps", window.show_first_steps, icon="help")
    menu.addAction(window.canvas.actions_by_name["help"])
    menus.add(menu, "shortcuts", "Shortcuts", window.show_shortcuts, ["?"], "help")
    menus.add(
        menu, "about", f"About bpgui {bpgui.__version__}", lambda: About(window).exec(), icon="help"
    )
