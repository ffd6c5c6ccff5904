"""Every kind of loss in PyTorch: the mean over the rows, or one number for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bpgui.engine.channels import channel_axis
from bpgui.export.exporter import ExportError
from bpgui.export.network import Stage, loss_of


@dataclass(frozen=True)
class Judged:
    """What a loss compares: y, the logits where `fused`, with t; dim is that of the classes."""

    y: str
    t: str
    fused: bool
    dim: int
    #: The axes of an output beside the rows.
    axes: int
    #: One number for each row is wanted, for rows that do not count alike.
    by_row: bool

    def mean(self, function: str, *words: str) -> str:
        """A function of y and t whose mean over outputs and rows is the loss."""
        return self.mean_of(f"{function}({self.y}, {self.t}", *words)

    def mean_of(self, opening: str, *words: str) -> str:
        inner = "".join(f", {word}" for word in words)
        if not self.by_row:
            return f"{opening}{inner})"
        return self.per_row(f'{opening}{inner}, reduction="none")')

    def per_row(self, costs: str) -> str:
        """The mean of costs (rows, outputs) of each row."""
        return f"{costs}.flatten(1).mean(dim=1)"

    def of_classes(self, costs: str) -> str:
        """The mean of costs whose classes are summed up already."""
        if not self.by_row:
            return f"{costs}.mean()"
        return f"{costs}.flatten(1).mean(dim=1)" if self.axes > 1 else costs

    def of_outputs(self, costs: str) -> str:
        """The mean of costs (rows, outputs)."""
        return self.per_row(costs) if self.by_row else f"{costs}.mean()"


def _half_squared(f: Any, at: Judged) -> str:
    total = f"(({at.y} - {at.t}) ** 2).flatten(1).sum(dim=1)"
    return f"{total} / 2" if at.by_row else f"{total}.mean() / 2"


def _hinge(f: Any, at: Judged) -> str:
    return at.of_outputs(f"F.relu(1 - {at.t} * {at.y})")


def _binary(f: Any, at: Judged) -> str:
    t = f"{at.t} * {1 - f.smoothing} + {f.smoothing / 2}" if f.smoothing else at.t
    name = "F.binary_cross_entropy_with_logits" if at.fused else "F.binary_cross_entropy"
    return at.mean_of(f"{name}({at.y}, {t}")


def _categorical(f: Any, at: Judged) -> str:
    if at.fused and at.dim == 1:
        words = [f"label_smoothing={f.smoothing}"] if f.smoothing else []
        words += ['reduction="none"'] if at.by_row else []
        costs = f"F.cross_entropy({', '.join((at.y, at.t, *words))})"
        return at.of_classes(costs) if at.by_row else costs
    t = at.t
    if f.smoothing:
        t = f"({at.t} * {1 - f.smoothing} + {f.smoothing} / {at.t}.shape[{at.dim}])"
    return at.of_classes(f"-({t} * {_log(at)}).sum(dim={at.dim})")


def _divergence(f: Any, at: Judged) -> str:
    return at.of_classes(f'F.kl_div({_log(at)}, {at.t}, reduction="none").sum(dim={at.dim})')


def _log(at: Judged) -> str:
    """The logarithm of the probabilities."""
    if at.fused:
        return f"F.log_softmax({at.y}, dim={at.dim})"
    return f"{at.y}.clamp_min(1e-12).log()"


LOSSES: dict[str, Callable[[Any, Judged], str]] = {
    "MeanSquaredError": lambda f, at: at.mean("F.mse_loss"),
    "HalfSquaredError": _half_squared,
    "MeanAbsoluteError": lambda f, at: at.mean("F.l1_loss"),
    "Huber": lambda f, at: at.mean("F.huber_loss", f"delta={f.threshold}"),
    "Hinge": _hinge,
    "BinaryCrossEntropy": _binary,
    "CategoricalCrossEntropy": _categorical,
    "KLDivergence": _divergence,
}


def loss_of_stage(stage: Stage, y: str, t: str, fused: bool, weights: str = "") -> str:
    """One loss as an expression; `weights` is what every row counts, where they do not alike."""
    layer = loss_of(stage)
    function = layer.function
    if function.kind() not in LOSSES:
        raise ExportError(
            f"There is no PyTorch for the loss {function.label}: "
            "export the weights as .npz instead."
        )
    at = Judged(y, t, fused, channel_axis(stage.shape) + 1, len(stage.shape), bool(weights))
    found = LOSSES[function.kind()](function, at)
    if weights:
        found = f"({weights} * {found}).mean()"
    return found if layer.weight == 1 else f"{layer.weight} * {found}"
