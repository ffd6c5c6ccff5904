"""The project: the one value that is edited, saved, trained and exported."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpgui.data import Scaler, Source, scalers, sources
from bpgui.data.scaler import NoScaling
from bpgui.data.sources.spiral import Spiral
from bpgui.engine.declaration import Declaration
from bpgui.engine.fields import integer, one_of, real
from bpgui.engine.graph import Graph
from bpgui.engine.training import Training


@dataclass(frozen=True)
class DataSettings(Declaration):
    """(x, t) = one row of the data and its target

    Which rows the network learns from, which are kept apart to test it, and how they are prepared.
    """

    source: Source = one_of(sources, Spiral(), label="Data set", help="Where the rows come from.")
    validation: float = real(
        0.2,
        min=0.0,
        max=0.9,
        label="Validation share",
        help="Share of the rows kept apart: never trained on, only tested with.",
    )
    scaler: Scaler = one_of(
        scalers,
        NoScaling(),
        label="Scaling",
        help="How inputs are brought to one scale; learned from the training rows only.",
    )
    target_scaler: Scaler = one_of(
        scalers,
        NoScaling(),
        label="Target scaling",
        help="How numbers to predict are brought to one scale, learned from the training rows "
        "only; predictions are shown in their own unit. Nothing is done to classes.",
    )
    seed: int = integer(0, max=2**31 - 1, label="Split seed", help="Draws the validation rows.")


DataSettings.label = "Data"


@dataclass(frozen=True)
class Project:
    """A diagram, its data and its training settings. Immutable; every edit makes a new one."""

    graph: Graph = field(default_factory=Graph)
    data: DataSettings = field(default_factory=DataSettings)
    training: Training = field(default_factory=Training)
    #: A few sentences for whoever opens it, shown in the gallery and in an empty inspector.
    notes: str = ""
