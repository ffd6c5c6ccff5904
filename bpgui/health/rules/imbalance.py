from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import percent
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

RATIO = 10


@rule("imbalanced classes", rank=110)
@dataclass(frozen=True)
class Imbalance(Rule):
    """the largest class has more than 10 times the rows of the smallest

    Then accuracy is high for a network that always names the large class: He and Garcia, "Learning
    from imbalanced data", 2009. Not where all classes count alike already.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        counts = case.vitals.inputs.class_counts
        if not counts or max(counts) <= RATIO * min(counts):
            return
        if case.project.training.class_weights == "balanced":
            return
        share = max(counts) / sum(counts)
        yield Finding(
            None,
            self.kind(),
            "One class is far more frequent than another",
            f"The largest class has {max(counts):,} rows, the smallest {min(counts):,}.",
            f"Always naming the largest gives {percent(share)} accuracy: see the confusion matrix.",
            (cures.balanced(),),
        )
