from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bpgui.health import cures
from bpgui.health.figures import figure
from bpgui.health.finding import Finding
from bpgui.health.rule import Case, Rule, rule

MEAN, WIDE, NARROW = 5.0, 10.0, 100.0


@rule("inputs not standardised", rank=100)
@dataclass(frozen=True)
class InputScale(Rule):
    """a feature's mean is beyond 5, its deviation beyond 10, or one feature's 100 times another's

    Inputs should have mean 0 and about the same deviation: LeCun, Bottou, Orr and Mueller,
    "Efficient BackProp", 1998, section 4.3. Tokens are names and no sizes: they are left alone.
    """

    def examine(self, case: Case) -> Iterator[Finding]:
        inputs = case.vitals.inputs
        mean, (narrow, wide) = inputs.mean, inputs.deviation
        uneven = wide > NARROW * narrow and len(case.task.inputs) == 1 and wide > 1
        if case.task.tokens or case.learned:
            return
        if not (mean > MEAN or wide > WIDE or uneven):
            return
        yield Finding(
            None,
            self.kind(),
            "The inputs are of very different sizes" if uneven else "The inputs are far from zero",
            f"Means go up to {figure(mean, 3)}, deviations from {figure(narrow)} to "
            f"{figure(wide)}.",
            "Large inputs saturate the first layer; uneven ones make the valley long and narrow.",
            (cures.standardised(),),
        )
