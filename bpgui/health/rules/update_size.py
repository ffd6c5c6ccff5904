from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule
from bpgui.health.rules import dead_units, saturated
from bpgui.health.vitals import LayerVitals

#: A hundredth of what is usual; above what is usual, Exploding speaks.
SMALL = 1e-5
PATIENCE = 10


def shut(layer: LayerVitals) -> bool:
    """Whether another rule tells that hardly any gradient comes through this layer."""
    return (layer.dead or 0) > dead_units.SHARE or (layer.saturated or 0) > saturated.SHARE


@rule("tiny updates", rank=50)
@dataclass(frozen=True)
class UpdateSize(Rule):
    """|change of W| / |W| < 1e-5 in every layer, though no unit is shut and nothing is learned

    About 1e-3 a step is usual: Karpathy, Stanford CS231n notes, neural networks 3, "ratio of
    weights:updates".
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        ratios = [layer.update for layer in case.vitals.layers if layer.update is not None]
        if case.learned or len(case.course) < PATIENCE or not ratios:
            return
        if any(shut(layer) for layer in case.vitals.layers):  # no rate brings a gradient there
            return
        largest = max(ratios)
        if largest < SMALL:
            yield Finding(
                None,
                self.kind(),
                "The weights hardly move",
                f"One step changes the weights by {figure(largest, 1)} of their size, and 1e-3 is "
                "usual.",
                "The learning rate is too small for gradients of this size.",
                (cures.rate(10), cures.rate(100)),
            )
