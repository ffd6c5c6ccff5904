from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import percent
from bpgui.health.finding import Cure, Finding
from bpgui.health.rule import Case, Rule, rule
from bpgui.health.vitals import LayerVitals

SHARE = 0.4


@rule("dead ReLUs", rank=30)
@dataclass(frozen=True)
class DeadUnits(Rule):
    """more than 40 % of a layer's ReLUs are 0 for every row, and the network does not learn

    A unit that is negative for all rows has no gradient and stays so. "As much as 40 % of your
    network can be dead" when the learning rate is too high: Karpathy, Stanford CS231n notes, neural
    networks 1.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        if case.learned:
            return
        for layer in case.vitals.layers:
            if layer.dead is not None and layer.dead > SHARE:
                yield Finding(
                    layer.node,
                    self.kind(),
                    f"{percent(layer.dead)} of the units are dead",
                    f"{percent(layer.dead)} of these ReLUs are 0 for every row that was looked at.",
                    "Where z is negative for every row, no gradient comes through, and the unit "
                    "never learns again. Too large a learning rate or unlucky start weights do it.",
                    _cures(case, layer),
                )


def _cures(case: Case, layer: LayerVitals) -> tuple[Cure, ...]:
    """The likeliest first."""
    other = (cures.activation("LeakyReLU", "leaky ReLU"), cures.fitting_start())
    slower = cures.rate(0.1)
    overshot = cures.overshot(case.project, layer)
    return (slower, *other) if overshot else (*other, slower)
