"""How much room each thing takes that is laid out."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.gui.canvas.geometry import CARD_HEIGHT, CARD_WIDTH


@dataclass(frozen=True)
class Box:
    """A width, and how far it reaches above and below the line on which its wires arrive."""

    width: float = CARD_WIDTH
    above: float = CARD_HEIGHT / 2
    below: float = CARD_HEIGHT / 2

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.above + self.below


#: What a card takes.
CARD_BOX = Box()
