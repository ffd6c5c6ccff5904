from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.engine.layers.loss import Loss
from bpgui.engine.regularizers.max_norm import MaxNorm
from bpgui.engine.regularizers.none import NoRegularizer
from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

SHARE = 4.0


@rule("wrong first loss", rank=90)
@dataclass(frozen=True)
class FirstLoss(Rule):
    """the first cross-entropy is more than 4 times -log(1/k) for k classes

    A network that knows nothing should give every class the same probability: "verify loss at
    init", Karpathy, "A recipe for training neural networks", 2019. Weights of the right size still
    guess a little: of 40 seeds of every example, none began above 3.2 times that. With a penalty on
    the weights the loss says nothing of the guesses, and the rule is silent.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        penalised = not isinstance(case.project.training.regularizer, NoRegularizer | MaxNorm)
        if not len(case.course) or case.learned or penalised:
            return
        expected = _expected(case)
        first = float(case.course.loss[0])
        if expected is not None and first > SHARE * expected:
            yield Finding(
                None,
                self.kind(),
                "The first guesses are worse than guessing",
                f"The loss began at {figure(first, 3)}; equal chances give {figure(expected, 3)}.",
                "Start weights or inputs are so large that the network is sure for no reason.",
                (cures.fitting_start(), cures.standardised()),
            )


def _expected(case: Case) -> float | None:
    kinds = {
        node.layer.function.kind()
        for node in case.project.graph.nodes.values()
        if isinstance(node.layer, Loss)
    }
    if kinds == {"CategoricalCrossEntropy"}:
        return math.log(max(2, case.task.outputs))
    return math.log(2) if kinds == {"BinaryCrossEntropy"} else None
