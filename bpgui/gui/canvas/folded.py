"""What a group shows where a card shows a layer: it is none, and never trained."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.counted import counted
from bpgui.engine.layer import Port

#: A node and one of its ports; "" is its output.
Plug = tuple[int, str]


@dataclass(frozen=True)
class Folded:
    """The layers of a collapsed frame, by their number and their ports to the outside."""

    color: str = "grey"
    count: int = 0
    inlets: tuple[Plug, ...] = ()
    outlets: tuple[Plug, ...] = ()

    group = "Group"
    label = "Group"
    #: Some of its layers may be; each says so itself.
    frozen = False

    @property
    def ports(self) -> tuple[Port, ...]:
        """One for each inlet."""
        return tuple(Port(f"{node} {port}", many=True) for node, port in self.inlets)

    @property
    def has_output(self) -> bool:
        """Whether anything leads out."""
        return bool(self.outlets)

    def kind(self) -> str:
        """No kind of layer is called so."""
        return "Group"

    def summary(self) -> str:
        """How many layers there are."""
        return counted(self.count, "layer")
