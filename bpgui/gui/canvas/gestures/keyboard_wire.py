"""Drawing a wire without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from bpgui.engine.graph import Edge
from bpgui.gui.canvas.adding import Spot
from bpgui.gui.canvas.desk import Desk
from bpgui.gui.canvas.fits import OUT
from bpgui.gui.canvas.geometry import CARD_WIDTH, STRIDE
from bpgui.gui.canvas.gestures.connect import Connect, sentence

_NEXT = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_W)
_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backtab)


class KeyboardWire(Connect):
    """Arrow keys go from port to port, Enter connects, Delete removes the wire that is there.

    Before the first port there is the empty canvas: Enter there looks for a layer to add.
    """

    def __init__(self, desk: Desk, node: int, port: str) -> None:
        super().__init__(desk, node, port)
        places = [(id, name) for id, name, _ in self.fits.all() if desk.scene.shows((id, name))]
        places.sort(key=self._remoteness)
        self._places: list[tuple[int, str] | None] = [*places, None]
        self._index = 0

    def start(self) -> None:
        """Reach for the nearest port that fits, or for the empty canvas."""
        self.desk.scene.offer(self.fits)
        fitting = (i for i, place in enumerate(self._places) if place and self._takes(place))
        self._go_to(next(fitting, len(self._places) - 1))

    def key(self, key: Qt.Key) -> bool:
        """Act on a key; whether the gesture is over."""
        if key in _NEXT:
            self._go_to(self._index + 1)
        elif key in _BACK:
            self._go_to(self._index - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self._complete()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self._remove()
        return False

    def _complete(self) -> bool:
        aim = self._aim
        end = self._end
        self.cancel()
        if aim is None:
            self.desk.search(Spot(end, self.fits))
        else:
            self._plug(aim)
        return True

    def _remove(self) -> bool:
        wire = None if self._aim is None else Edge(*self.fits.ends(*self._aim))
        if wire not in self.desk.graph.edges:
            self.desk.say("There is no wire here to remove.")
            return False
        assert wire is not None
        self.cancel()
        self.desk.document.edit_graph(self.desk.graph.disconnect(wire), "Delete wire")
        return True

    def _go_to(self, index: int) -> None:
        self._index = index % len(self._places)
        self._aim = self._places[self._index]
        if self._aim is None:
            self._end = self._nowhere()
            self.desk.say("Press Enter to add a layer here.")
        else:
            self._end = self.desk.scene.around.plug_at(self._aim)
            card = self.desk.scene.card_of(self._aim[0])
            assert card is not None
            self.desk.view.keep_in_sight(card.frame())
            self.desk.say(self._prospect())
        self.desk.view.redraw()

    def _prospect(self) -> str:
        """What Enter would do, for the status bar and for screen readers."""
        assert self._aim is not None
        verdict, name = self.fits.verdict(*self._aim), self.desk.graph.nodes[self._aim[0]].name
        assert verdict is not None
        return sentence(verdict.why or f"press Enter to connect to {name}")

    def _takes(self, place: tuple[int, str]) -> bool:
        verdict = self.fits.verdict(*place)
        return verdict is not None and verdict.fits and verdict.replaces is None

    def _nowhere(self) -> QPointF:
        """A place on the empty canvas beside the node."""
        away = STRIDE - CARD_WIDTH if self._port == OUT else CARD_WIDTH - STRIDE
        return self._fixed_end() + QPointF(away, 0.0)

    def _remoteness(self, place: tuple[int, str]) -> float:
        """How far a port is; what lies behind counts as far."""
        away = self.desk.scene.around.plug_at(place) - self._fixed_end()
        ahead = away.x() if self._port == OUT else -away.x()
        return abs(ahead) + abs(away.y()) + (0.0 if ahead > 0 else 100_000.0)
