"""What cards have to say: problems of the diagram and notices from outside, in callouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QRectF

from bpgui.gui.canvas.callout import Callout, Notice, Stand
from bpgui.gui.canvas.card import Card

#: The levels of notices, worst first.
_GRAVITY = ("bad", "warning", "remark")
#: More than this, and callouts stay below their cards whatever is there.
_MOST_CALLOUTS = 60
#: With more selected than these, none is looked at in particular, and remarks are not made.
_FEW = 3
#: Where callouts stand, the best first.
_STANDS = [Stand(above, aside) for aside in (0, 1, -1) for above in (False, True)]
#: A group says the worst of what its layers have to say.
_MOST_NOTICES = 2


class Speech:
    """The callouts by the id of the node that their card shows."""

    def __init__(self) -> None:
        self.callouts: dict[int, Callout] = {}
        self._notices: Mapping[int, tuple[Notice, ...]] = {}
        self._many_selected = False

    def look_at(self, selected: int) -> bool:
        """So many cards are selected now; whether that makes selected cards say something else."""
        before, self._many_selected = self._many_selected, selected > _FEW
        return before != self._many_selected

    def hear(self, notices: Mapping[int, tuple[Notice, ...]]) -> set[int]:
        """Take these notices about nodes in place of those before; the nodes there were any of."""
        if notices == self._notices:
            return set()
        touched = self._notices.keys() | notices.keys()
        self._notices = notices
        return touched

    def tell(self, card: Card) -> None:
        """Show the callout of a card: faults and warnings always, remarks while it is looked at."""
        id, found = card.node.id, [n for id in card.ids for n in self._notices.get(id, ())]
        looked_at = card.hover or (card.selected and not self._many_selected)
        said = [
            Notice(problem.message, "bad" if problem.fatal else "remark", problem.fix)
            for problem in card.facts.problems
        ]
        said += found
        said = [notice for notice in said if notice.level != "remark" or looked_at]
        said.sort(key=lambda notice: _GRAVITY.index(notice.level))
        levels = {notice.level for notice in found}
        said = said[:_MOST_NOTICES] if len(card.ids) > 1 else said
        card.show_notice(next((level for level in _GRAVITY if level in levels), ""))
        callout = self.callouts.get(id)
        if callout is None and said:
            callout = self.callouts[id] = Callout(card, id)
        if callout is not None:
            callout.say(tuple(said))
            callout.setVisible(bool(said))
        card.setZValue(2 if said else 1)

    def forget(self, card: Card) -> None:
        """A card is gone, and with it what it had to say."""
        self.callouts.pop(card.node.id, None)

    def place(
        self, cards_in: Callable[[QRectF], Sequence[Card]], hanging: Callable[[int], float]
    ) -> None:
        """Let every callout stand below its card, or where it covers fewer cards and ports."""
        shown = [callout for callout in self.callouts.values() if callout.isVisible()]
        if len(shown) > _MOST_CALLOUTS:
            return
        for callout in shown:
            callout.hang(hanging(callout.node))
            fewest: int | None = None
            for stand in _STANDS:
                covered = len(cards_in(callout.room(stand)))
                if fewest is None or covered < fewest:
                    fewest = covered
                    callout.stand(stand)
                if not fewest:
                    break
