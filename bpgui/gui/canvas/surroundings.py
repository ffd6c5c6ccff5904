"""What a scene shows besides nodes and wires: groups, frames, and pins for what lies outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from bpgui.engine.arrays import text
from bpgui.engine.check import Check, Problem
from bpgui.engine.frame import Room
from bpgui.engine.graph import Edge, Graph, Position
from bpgui.gui.canvas.colors import ROLES
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.folded import Plug
from bpgui.gui.canvas.frame_item import TINT, FrameItem, Sides, around, paint_from_afar
from bpgui.gui.canvas.group import Group
from bpgui.gui.canvas.ink import ink, mixed
from bpgui.gui.canvas.level import Level, group_node, level
from bpgui.gui.canvas.pin import AWAY, HEIGHT, WIDTH, Pin, rows

if TYPE_CHECKING:
    from bpgui.gui.canvas.scene import Scene


class Surroundings:
    """Groups and frames by the id of their frame, pins by their node and whether they feed."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.level: Level = level(Graph())
        self.groups: dict[int, Group] = {}
        self.frames: dict[int, FrameItem] = {}
        self.pins: dict[tuple[int, bool], Pin] = {}
        #: The room of frames that are being resized.
        self._stretched: dict[int, Room] = {}

    @property
    def empty(self) -> bool:
        """Whether there is nothing but nodes and wires."""
        return not self.groups and not self.frames and not self.pins

    # -- the mirror ----------------------------------------------------------------------------

    def mirror(self, after: Level) -> set[int]:
        """Make, change and remove what stands for frames, and for what lies outside.

        Returns the nodes in groups that are new, stand elsewhere or have other ports.
        """
        before, self.level = self.level, after
        if before.graph is after.graph and before.inside == after.inside:
            return set()
        if self.empty and not after.frames and not after.groups and not after.inside:
            return set()
        regrouped = self._mirror_groups(after)
        self._mirror_frames(after)
        self._mirror_pins(after)
        return regrouped

    def _mirror_groups(self, after: Level) -> set[int]:
        changed: set[int] = set()
        for id in self.groups.keys() - set(after.groups):
            self._scene.forget(self.groups.pop(id))
        for id in after.groups:
            node, held = group_node(after.graph, id), after.graph.contents[id]
            group = self.groups.get(id)
            if group is None:
                group = self.groups[id] = Group(node, held)
                self._scene.addItem(group)
            elif not group.show_group(node, held):
                continue
            changed |= held
            self._scene.overview.touch(group)
        return changed

    def _mirror_frames(self, after: Level) -> None:
        for id in self.frames.keys() - set(after.frames):
            self._scene.removeItem(self.frames.pop(id))
        shown: dict[int, FrameItem] = {}
        for depth, id in enumerate(after.frames):
            frame = after.graph.frames[id]
            item = self.frames.get(id)
            if item is None:
                item = FrameItem(frame, depth)
                self._scene.addItem(item)
            else:
                item.show_frame(frame, depth)
            shown[id] = item
        self.frames = shown

    def _mirror_pins(self, after: Level) -> None:
        feeding, fed = after.pins()
        wanted = {(id, True) for id in feeding} | {(id, False) for id in fed}
        for key in self.pins.keys() - wanted:
            self._scene.removeItem(self.pins.pop(key))
        for key in sorted(wanted - self.pins.keys()):
            pin = self.pins[key] = Pin(*key)
            self._scene.addItem(pin)
        for (id, _), pin in self.pins.items():
            pin.show_name(after.graph.nodes[id].name)

    def gather(self, check: Check, problems: Mapping[int, tuple[Problem, ...]]) -> Iterator[Group]:
        """Tell what has become known of what is not seen as itself; the groups for which it is."""
        if self.empty:
            return
        for edge, wire in self._scene.wires.items():
            if edge.source not in self._scene.cards:
                shape = check.shapes.get(edge.source)
                wire.show_label("" if shape is None else text(shape))
        for group in self.groups.values():
            if group.gather(check, problems):
                yield group

    # -- places --------------------------------------------------------------------------------

    def place(self, places: Mapping[int, Position]) -> None:
        """Move groups along with the nodes in them, and let everything stand around the cards."""
        nodes = self.level.graph.nodes
        for group in self.groups.values():
            if not group.ids.isdisjoint(places):
                held = [places.get(id, nodes[id].at) for id in group.ids]
                xs, ys = [x for x, _ in held], [y for _, y in held]
                group.setPos((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
                self._scene.overview.touch(group)
        self.surround(places)

    def stretch(self, frame: int, room: Room | None) -> None:
        """Show a frame with other room for a while; with its own for None."""
        self._stretched = {} if room is None else {frame: room}
        self.surround(self.level.graph.contents.get(frame))

    def surround(self, ids: Iterable[int] | None = None) -> None:
        """Let frames stand around what they hold: those around these nodes, or all; and pins."""
        if self.empty:
            return
        graph, cards = self.level.graph, self._scene.cards
        touched = set(self.frames)
        if ids is not None:
            homes = {graph.nodes[id].frame for id in ids}
            touched = {frame for home in homes for frame in graph.frames_around(home)}
        hanging = self._scene.units.hanging
        boxes = self._boxes(touched, lambda id: cards[id].frame().adjusted(0, 0, 0, hanging(id)))
        for id, box in boxes.items():
            self.frames[id].surround(box)
        if self.pins:
            self._place_pins()
            loose = (e for e in self._scene.wires if e.source not in cards or e.target not in cards)
            self._scene.run(loose)

    def _boxes(
        self, touched: Collection[int], box_of: Callable[[int], QRectF]
    ) -> dict[int, QRectF]:
        """The rectangles of these frames, around nodes that take up those."""
        graph = self.level.graph
        inner: dict[int, list[int]] = {}
        for id in (*self.groups, *self.frames):
            inner.setdefault(graph.frames[id].parent, []).append(id)
        found: dict[int, QRectF] = {}
        for id in [frame for frame in reversed(self.frames) if frame in touched]:
            held = QRectF()
            for node in graph.contents[id]:
                if graph.nodes[node].frame == id:
                    held = held.united(box_of(node))
            for other in inner.get(id, ()):
                group = self.groups.get(other)
                box = group.frame() if group else found.get(other, self.frames[other].rect)
                held = held.united(box)
            found[id] = around(held, self._stretched.get(id, graph.frames[id].room))
        return found

    def _place_pins(self) -> None:
        middle = self._inner()
        feeding, fed = self.level.pins()
        for ends, feeds, x in (
            (feeding, True, middle.left() - AWAY - WIDTH),
            (fed, False, middle.right() + AWAY),
        ):
            wishes = sorted(
                (self._line(plugs, feeds) - HEIGHT / 2, id) for id, plugs in ends.items()
            )
            for (_, id), y in zip(wishes, rows([y for y, _ in wishes]), strict=True):
                self.pins[(id, feeds)].setPos(x, y)

    def _line(self, plugs: list[Plug], feeds: bool) -> float:
        """The height at which a pin's longest wire runs straight."""
        ends = [self.plug_at(plug) for plug in plugs]
        return (max if feeds else min)(ends, key=lambda end: end.x()).y()

    def _inner(self) -> QRectF:
        """Around all that is inside the frame that was entered."""
        box = QRectF()
        for card in (*self._scene.cards.values(), *self.groups.values()):
            box = box.united(card.frame())
        for frame in self.frames.values():
            box = box.united(frame.rect)
        return box

    def extent(self, ids: Iterable[int] | None) -> QRectF:
        """Around these nodes as they are seen, or around everything."""
        level, box = self.level, QRectF()
        for id in level.graph.nodes if ids is None else ids:
            group = self.groups.get(level.group_of(id))
            if group is not None:
                box = box.united(group.frame())
            elif id in level.nodes:
                box = box.united(self._scene.room_of(id))
        if ids is not None:
            return box
        boxes = self._boxes(self.frames, self._scene.room_of)
        for frame in boxes.values():
            box = box.united(frame)
        for pin in self.pins.values():
            box = box.united(pin.box())
        return box

    # -- what is where -------------------------------------------------------------------------

    def ends(self, edge: Edge) -> tuple[QPointF, QPointF]:
        """Where a wire begins and ends."""
        start, end = self.pins.get((edge.source, True)), self.pins.get((edge.target, False))
        return (
            self.plug_at((edge.source, OUT)) if start is None else start.end(),
            self.plug_at((edge.target, edge.port)) if end is None else end.end(),
        )

    def plug_at(self, plug: Plug) -> QPointF:
        """Where a port of a node is seen."""
        card = self._scene.cards.get(plug[0])
        if card is not None:
            return card.plug_at(plug)
        return self.groups[self.level.group_of(plug[0])].plug_at(plug)

    def paint_frames(self, painter: QPainter, scale: float) -> None:
        """Paint the frames, for a view so far away that it paints no items."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for item in self.frames.values():
            paint_from_afar(item, painter, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def paint_map(self, painter: QPainter) -> None:
        """Paint the frames for a map smaller than any zoom."""
        for item in self.frames.values():
            tone = ink().palette.color(ROLES[item.frame.color], 0.2)
            painter.fillRect(item.rect, tone)

    def ground_at(self, point: QPointF) -> QColor:
        """The colour of the canvas at a point, seen through the frames there."""
        ground = ink().canvas
        for item in self.frames.values():
            if item.rect.contains(point):
                ground = mixed(ground, ink().palette.color(ROLES[item.frame.color]), TINT)
        return ground

    def side_at(self, point: QPointF, reach: float) -> tuple[int, Sides] | None:
        """The innermost frame with a side at a point, and which."""
        for id, item in reversed(self.frames.items()):
            sides = item.sides_at(point, reach)
            if sides is not None:
                return id, sides
        return None

    def frame_at(self, point: QPointF, but: Iterable[int] = ()) -> FrameItem | None:
        """The innermost frame around a point, leaving some out."""
        skipped = set(but)
        for id, item in reversed(self.frames.items()):
            if id not in skipped and item.rect.contains(point):
                return item
        return None
