"""Cards that slide to where an edit has put them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal

from bpgui.engine.graph import Position
from bpgui.gui.canvas.scene import Scene

#: More cards than this are put in place at once: a slide that stutters is worse than none.
_MOST = 200


class Glide(QObject):
    """Shows cards on their way. The diagram, and every other edit, knows only where they end."""

    #: Every card has arrived.
    arrived = Signal()

    def __init__(self, scene: Scene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._from: Mapping[int, Position] = {}
        self._to: Mapping[int, Position] = {}
        self.animation = QVariantAnimation(self)
        self.animation.setDuration(180)
        self.animation.setStartValue(0.0)
        self.animation.setEndValue(1.0)
        self.animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.animation.valueChanged.connect(self._step)

    def run(self, start: Mapping[int, Position], end: Mapping[int, Position]) -> None:
        """Let cards slide from where they were seen last to where they are now."""
        self.finish()
        if not 0 < len(end) <= _MOST or not self.animation.duration():
            return
        self._from, self._to = start, end
        self.animation.start()

    def finish(self) -> None:
        """Put every card where it belongs now."""
        if self._to:
            self.animation.stop()
            end, self._to = self._to, {}
            self._scene.place({id: at for id, at in end.items() if id in self._scene.cards})
            self.arrived.emit()

    def _step(self, share: object) -> None:
        assert isinstance(share, float)
        if share >= 1.0:
            self.finish()
        elif self._to:
            self._scene.place(
                {id: _between(self._from[id], at, share) for id, at in self._to.items()}
            )


def _between(start: Position, end: Position, share: float) -> Position:
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )
