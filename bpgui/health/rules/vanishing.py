from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule
from bpgui.health.rules import exploding

#: The gradient of a weight in the layer, over that in the layer where it is largest behind it.
SHARE = 0.01


@rule("vanishing gradient", rank=10)
@dataclass(frozen=True)
class Vanishing(Rule):
    """rms(dL/dW of a layer) < 1/100 of that of a later layer, while the network does not learn

    Back-propagation multiplies by f'(z) W^T at every layer; where these are small, little arrives
    at the first layers. Hochreiter, 1991; measured layer by layer as in Glorot and Bengio, 2010,
    fig. 7.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        layers = case.vitals.layers
        if case.learned or len(layers) < 2 or not case.vitals.step:
            return
        largest = max(layers[1:], key=lambda layer: layer.gradient)
        first = layers[0]
        if not first.gradient < SHARE * largest.gradient < math.inf:
            return
        if (first.update or 0) > exploding.SHARE or exploding.wild(case):
            return  # small only beside what explodes behind it
        if not first.gradient and any(layer.dead == 1 for layer in layers):  # that is why
            return
        nodes = case.project.graph.nodes
        later = nodes[largest.node].name
        squashes = any(layer.function in ("Sigmoid", "Tanh", "Softsign") for layer in layers[:-1])
        other = (cures.activation("ReLU", "ReLU"),) if squashes else ()
        yield Finding(
            first.node,
            self.kind(),
            _title(first.gradient, largest.gradient, later),
            f"The gradient of a weight is {figure(first.gradient)} here, "
            f"{figure(largest.gradient)} in {later}.",
            "Each layer multiplies the gradient by its slopes and weights on the way back; small "
            "start weights and flat activation functions leave almost nothing for the first layer.",
            (cures.fitting_start(), *other, cures.batch_norm(nodes[first.node])),
        )


def _title(here: float, there: float, later: str) -> str:
    """How much is lost, no more exactly than it can be read while it changes."""
    if not here:
        return "No gradient arrives here"
    digits = math.log10(there) - math.log10(here)
    times = f"over 1e{math.floor(digits)}" if digits >= 3 else f"{there / here:,.0f}"
    return f"Gradient {times} times smaller than in {later}"
