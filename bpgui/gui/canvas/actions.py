"""The commands of the canvas, for its shortcuts and for the menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from bpgui.gui import theme
from bpgui.gui.canvas.commands import Commands
from bpgui.gui.canvas.framing import Framing


class Actions:
    """Every command by its name. Shortcuts work while the canvas has the keyboard; F1 always."""

    def __init__(self, do: Commands, frames: Framing, owner: QWidget) -> None:
        self._owner = owner
        self.by_name: dict[str, QAction] = {}
        tr, add = owner.tr, self._add
        add("cut", tr("Cut"), do.cut, "Ctrl+X")
        add("copy", tr("Copy"), do.copy, "Ctrl+C", icon="copy")
        add("paste", tr("Paste"), do.paste, "Ctrl+V")
        add("paste_with_wires", tr("Paste with Wires"), do.paste_with_wires, "Ctrl+Shift+V")
        add("duplicate", tr("Duplicate"), do.duplicate, "Ctrl+D")
        add("delete", tr("Delete"), do.delete, "Delete", "Backspace", icon="delete")
        add("add", tr("Add Layer…"), do.add, "Tab", icon="add")
        add("rename", tr("Rename"), do.rename, "F2")
        add("connect", tr("Draw a Wire"), do.draw_wire, "W")
        add("disconnect", tr("Remove Its Wires"), do.unwire, "Shift+W")
        add("mend", tr("Apply Suggested Cure"), do.mend, "Ctrl+1")
        add("mute", tr("Mute"), do.mute, "M")
        add("frame", tr("Frame"), frames.frame, "Ctrl+G", icon="frame")
        add("unframe", tr("Remove Frame"), frames.unframe, "Ctrl+Shift+G")
        add("collapse", tr("Collapse or Expand"), frames.collapse, "H", icon="group")
        add("go_in", tr("Go Inside"), frames.go_in)
        add("go_out", tr("Go Out"), frames.go_out)
        add("save_block", tr("Save as Block"), frames.save_block)
        add("recolor", tr("Next Frame Colour"), frames.next_color)
        add("open_up", tr("Open Up"), do.open_up, "U")
        add("select_all", tr("Select All"), do.select_all, "Ctrl+A")
        add("copy_summary", tr("Copy Summary"), do.copy_summary)
        add("tidy", tr("Tidy Up"), do.tidy, "L", icon="tidy")
        add("align_row", tr("Align in a Row"), do.align_row, "Ctrl+Shift+H")
        add("align_column", tr("Align in a Column"), do.align_column, "Ctrl+Shift+U")
        add("distribute_across", tr("Distribute Across"), do.distribute_across)
        add("distribute_down", tr("Distribute Down"), do.distribute_down)
        add("fit", tr("Fit"), do.fit, "F", icon="fit")
        add("zoom_in", tr("Zoom In"), do.zoom_in, "Ctrl++", "Ctrl+=", icon="zoom")
        add("zoom_out", tr("Zoom Out"), do.zoom_out, "Ctrl+-", icon="zoom_out")
        add("zoom_reset", tr("Zoom to 100 %"), do.zoom_reset, "Ctrl+0")
        add("help", tr("About This Layer"), do.help, "F1", icon="help")
        # Whoever reads in another panel asks about the layer that is selected, too.
        self.by_name["help"].setShortcutContext(Qt.ShortcutContext.WindowShortcut)

    def _add(
        self, name: str, text: str, slot: Callable[[], object], *keys: str, icon: str = ""
    ) -> None:
        action = QAction(text, self._owner)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if icon:
            action.setIcon(theme.icon(icon))
        action.triggered.connect(slot)
        self._owner.addAction(action)
        self.by_name[name] = action
