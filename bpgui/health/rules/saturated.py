from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import percent
from bpgui.health.finding import Cure, Finding
from bpgui.health.rule import Case, Rule, rule
from bpgui.health.vitals import LayerVitals

SHARE = 0.5


@rule("saturated units", rank=40)
@dataclass(frozen=True)
class Saturated(Rule):
    """more than half of a layer's activations lie on the flat ends, and the network does not learn

    There the slope is below 6 % of its steepest (|tanh| > 0.97), so that hardly any gradient
    passes: Glorot and Bengio, 2010; the bound 0.97 is Karpathy's, "Building makemore 3", 2022.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        if case.learned:
            return
        for layer in case.vitals.layers:
            if layer.saturated is not None and layer.saturated > SHARE:
                yield Finding(
                    layer.node,
                    self.kind(),
                    f"{percent(layer.saturated)} of the activations are saturated",
                    f"{percent(layer.saturated)} of the outputs lie where the function is flat.",
                    "On the flat ends of the function the gradient is multiplied by almost "
                    "nothing. Start weights, inputs or steps are too large for it.",
                    _cures(case, layer),
                )


def _cures(case: Case, layer: LayerVitals) -> tuple[Cure, ...]:
    """The likeliest first."""
    start, slower = (cures.fitting_start(), cures.standardised()), cures.rate(0.1)
    other = cures.activation("ReLU", "ReLU")
    if cures.overshot(case.project, layer):
        return slower, *start, other
    return *start, slower, other
