"""What a right click offers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from bpgui.engine.layer import layers
from bpgui.gui import theme
from bpgui.gui.canvas.adding import Addition, Spot
from bpgui.gui.canvas.colors import ROLES
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.framing import Framing
from bpgui.gui.canvas.hit import Hit
from bpgui.gui.canvas.shelf import blocks, own


class Menus:
    """Builds the menu for what lies under the pointer."""

    def __init__(
        self,
        desk: Desk,
        actions: dict[str, QAction],
        add: Callable[[Addition, Spot], int],
        framing: Framing,
        owner: QWidget,
    ) -> None:
        self._desk, self._actions, self._add, self._owner = desk, actions, add, owner
        self._framing = framing

    def build(self, under: Hit, spot: Spot) -> QMenu:
        """The menu for a right click at a spot with this under it."""
        menu = QMenu(self._owner)
        menu.setObjectName("canvas_menu")
        menu.setToolTipsVisible(True)
        if under.kind in ("card", "port", "callout", "fix"):
            self._fixes(menu, under.node)
            self._put(
                menu,
                "rename",
                "",
                "duplicate",
                "copy",
                "cut",
                "",
                "mute",
                "frame",
                "collapse",
                "open_up",
                "disconnect",
                "delete",
            )
            self._put(menu, "", "fit", "", "help")
        elif under.kind == "group":
            self._put(menu, "go_in", "collapse", "rename", "", "duplicate", "copy", "cut", "")
            self._colors(menu, under.frame)
            self._put(menu, "mute", "unframe", "delete", "", "save_block", "fit")
        elif under.kind in ("frame", "side"):
            self._put(menu, "rename", "collapse", "go_in")
            self._colors(menu, under.frame)
            self._put(menu, "", "duplicate", "copy", "mute", "", "unframe", "", "save_block", "fit")
        elif under.kind == "wire" and under.edge is not None:
            self._layers(menu, self._owner.tr("Insert"), Spot(spot.at, onto=under.edge))
            self._put(menu, "", "delete")
        else:
            self._layers(menu, self._owner.tr("Add"), spot)
            self._put(menu, "add", "", "paste", "paste_with_wires", "select_all", "", "tidy", "fit")
        return menu

    def _put(self, menu: QMenu, *names: str) -> None:
        for name in names:
            if name:
                menu.addAction(self._actions[name])
            else:
                menu.addSeparator()

    def _colors(self, menu: QMenu, frame: int) -> None:
        """The colours that a frame can have."""
        inner = menu.addMenu(self._owner.tr("Colour"))
        inner.setObjectName("frame_colors")
        now = self._desk.graph.frames[frame].color
        for name, role in ROLES.items():
            action = inner.addAction(theme.icon("frame", role), name.capitalize())
            action.setObjectName(f"color_{name}")
            action.setCheckable(True)
            action.setChecked(name == now)
            action.triggered.connect(partial(self._recolor, name))

    def _forget(self, label: str, *_: object) -> None:
        self._framing.forget_block(label)

    def _recolor(self, color: str, *_: object) -> None:
        self._framing.recolor(color)

    def _fixes(self, menu: QMenu, node: int) -> None:
        """The cures of what is wrong with a node come first."""
        callout = self._desk.scene.callouts.get(node)
        fixes = [notice.fix for notice in callout.notices if notice.fix] if callout else []
        for fix in fixes:
            action = menu.addAction(theme.icon("tidy", "accent"), fix.label)
            action.setObjectName("fix")
            action.triggered.connect(partial(self._desk.mend, fix))
        if fixes:
            menu.addSeparator()

    def _layers(self, menu: QMenu, verb: str, spot: Spot) -> None:
        """A submenu for each group of layers."""
        inner = menu.addMenu(theme.icon("add"), verb)
        inner.setObjectName("canvas_layers_menu")
        self._blocks(inner, spot)
        groups: dict[str, QMenu] = {}
        for kind in layers:
            layer = kind()
            if not spot.takes(layer):
                continue
            if kind.group not in groups:
                groups[kind.group] = inner.addMenu(kind.group)
            category = theme.category(kind.group, kind.kind())
            icon = theme.icon(category.icon, category.role)
            action = groups[kind.group].addAction(icon, kind.label)
            action.setObjectName(f"add_{kind.kind()}")
            action.setToolTip(kind.formula())
            action.triggered.connect(partial(self._add, layer, spot))

    def _blocks(self, menu: QMenu, spot: Spot) -> None:
        """The ready blocks, first among the groups of layers."""
        inner = menu.addMenu(self._owner.tr("Ready Blocks"))
        for block in blocks():
            if spot.takes(block):
                action = inner.addAction(block.label)
                action.setToolTip(block.hint)
                action.triggered.connect(partial(self._add, block, spot))
        if mine := own():
            inner.addSeparator()
            forget = inner.addMenu(self._owner.tr("Forget"))
            forget.setObjectName("forget_blocks")
            for block in mine:
                forget.addAction(block.label).triggered.connect(partial(self._forget, block.label))
        inner.menuAction().setVisible(not inner.isEmpty())
        menu.addSeparator()
