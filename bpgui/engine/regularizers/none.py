from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.regularizer import Regularizer, regularizer


@regularizer("none", rank=10)
@dataclass(frozen=True)
class NoRegularizer(Regularizer):
    """L = the loss alone

    Weights may grow as the data asks.
    """

    latex = (r"L = L_{\text{data}}",)
