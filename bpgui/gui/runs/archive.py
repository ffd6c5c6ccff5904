"""The archive: runs that have been, and the name of the one that is."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from bpgui.engine.state import State
from bpgui.gui.history import History
from bpgui.gui.runs.past import Past
from bpgui.project.project import Project

#: Bytes that all past runs together may take, and how many there are at most.
BUDGET, MOST = 256 << 20, 30
#: A run of fewer steps is not worth keeping.
FEW = 10


class Archive(QObject):
    """Past runs, the oldest first. `changed()` when they, or the name of the present one, have.

    `dropped(Past)`: the oldest had to make room for others.
    """

    changed = Signal()
    dropped = Signal(object)

    def __init__(self, parent: QObject | None = None, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self._budget = budget
        self._pasts: tuple[Past, ...] = ()
        self._number = 1
        self._name = ""
        #: Where the present run comes from: "step 1,200 of run 1", or nowhere.
        self.origin = ""

    @property
    def pasts(self) -> tuple[Past, ...]:
        """All of them."""
        return self._pasts

    @property
    def visible(self) -> tuple[Past, ...]:
        """Those whose curves are to be seen."""
        return tuple(past for past in self._pasts if past.visible)

    @property
    def present(self) -> str:
        """The name of the present run."""
        return self._name or f"run {self._number}"

    def past(self, number: int) -> Past:
        """The one of this number; KeyError without it."""
        return {past.number: past for past in self._pasts}[number]

    # -- coming and going ----------------------------------------------------------------------

    def keep(
        self,
        project: Project,
        history: History,
        state: State | None,
        classifies: bool = True,
        why: str = "",
        begun: int = 0,
    ) -> Past | None:
        """Keep the present run, and give the next one its name; None where it is not worth it.

        begun: the step it began at. The history must not change any more.
        """
        kept = None
        if history.last - begun >= FEW:
            name, origin = self.present, self.origin
            kept = Past(
                self._number, name, project, history, state, classifies, origin=origin, why=why
            )
            self._pasts = (*self._pasts, kept)
            self._number += 1
            self._name = ""
            self._make_room()
        self.origin = ""
        self.changed.emit()
        return kept

    def clear(self) -> None:
        """Another project: there have been none."""
        self._pasts, self._number, self._name, self.origin = (), 1, "", ""
        self.changed.emit()

    def delete(self, number: int) -> None:
        """Forget one."""
        self._pasts = tuple(past for past in self._pasts if past.number != number)
        self.changed.emit()

    def delete_all(self) -> None:
        """Forget them all; the names go on."""
        self._pasts = ()
        self.changed.emit()

    def bring_back(self, pasts: Iterable[Past]) -> None:
        """Have these again that were deleted."""
        known = {past.number: past for past in (*pasts, *self._pasts)}
        self._pasts = tuple(known[number] for number in sorted(known))
        self._make_room()
        self.changed.emit()

    def _make_room(self) -> None:
        def full() -> bool:
            used = sum(past.nbytes for past in self._pasts)
            return len(self._pasts) > MOST or used > self._budget

        while len(self._pasts) > 1 and full():
            gone, *rest = self._pasts
            self._pasts = tuple(rest)
            self.dropped.emit(gone)

    # -- how they are shown --------------------------------------------------------------------

    def rename(self, number: int | None, name: str) -> None:
        """Call one by another name; None: the present one. Nothing is not a name."""
        name = " ".join(name.split())
        if not name:
            return
        if number is None:
            self._name = name
            self.changed.emit()
        else:
            self._replace(number, lambda past: dataclasses.replace(past, name=name))

    def show(self, number: int, visible: bool) -> None:
        """Show, or hide, the curves of one."""
        self._replace(number, lambda past: dataclasses.replace(past, visible=visible))

    def _replace(self, number: int, change: Callable[[Past], Past]) -> None:
        self._pasts = tuple(change(past) if past.number == number else past for past in self._pasts)
        self.changed.emit()
