from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule
from bpgui.health.vitals import LayerVitals

#: One update that changes the weights of a layer by more than this share of themselves.
SHARE = 0.5
#: Weights this much shorter than LeCun's start are on their way from zero, or through it.
SHORT = 0.1


@rule("exploding gradient", rank=20)
@dataclass(frozen=True)
class Exploding(Rule):
    """|change of W| > 0.5 |W| in one step

    An update as large as the weights themselves throws away what was learned. Clipping the norm of
    the gradient is the cure of Pascanu, Mikolov and Bengio, 2013. Weights near zero, shorter than a
    tenth of what LeCun's start would give, may well change by more.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        if case.learned or not case.vitals.step:
            return
        for layer in sorted(wild(case), key=lambda layer: -(layer.update or 0))[:1]:
            yield Finding(
                layer.node,
                self.kind(),
                "One step changes these weights by half or more",
                _told(layer.update or 0),
                "Gradients this large leap over the valley they should lead into.",
                (cures.clipping(), cures.rate(0.1), cures.fitting_start()),
            )


def wild(case: Case) -> list[LayerVitals]:
    """The layers whose weights the next step throws away."""
    return [
        layer
        for layer in case.vitals.layers
        if (layer.update or 0) > SHARE and layer.weight >= SHORT * layer.usual
    ]


def _told(update: float) -> str:
    if math.isinf(update):
        return "The next step leads to numbers that are not finite."
    return f"The next step changes W by {figure(update)} times its length."
