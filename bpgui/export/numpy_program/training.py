"""What optimisers, schedules, regularisers and clippings become."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.engine.clipping import Clipping
from bpgui.engine.clippings.by_norm import ByNorm
from bpgui.engine.clippings.by_value import ByValue
from bpgui.engine.optimizer import Optimizer
from bpgui.engine.optimizers.adagrad import AdaGrad
from bpgui.engine.optimizers.adam import Adam
from bpgui.engine.optimizers.adamw import AdamW
from bpgui.engine.optimizers.momentum import Momentum
from bpgui.engine.optimizers.nesterov import Nesterov
from bpgui.engine.optimizers.rmsprop import RMSProp
from bpgui.engine.regularizer import Regularizer
from bpgui.engine.regularizers.max_norm import MaxNorm
from bpgui.engine.regularizers.penalties import L1, L2, ElasticNet
from bpgui.engine.schedule import Schedule
from bpgui.engine.schedules.cosine import Cosine
from bpgui.engine.schedules.exponential_decay import ExponentialDecay
from bpgui.engine.schedules.plateau import ReduceOnPlateau
from bpgui.engine.schedules.step_decay import StepDecay
from bpgui.engine.schedules.warm_up import WarmUp
from bpgui.export.exporter import ExportError
from bpgui.export.numpy_program.number import number


def refused(what: str, label: str) -> ExportError:
    """The refusal of something without translation."""
    return ExportError(
        f"The {what} {label} has no translation into NumPy: export the weights as .npz instead."
    )


# -- optimisers ----------------------------------------------------------------------------------


def update(optimizer: Optimizer) -> list[str]:
    """The body of `update(w, g, memory, rate)`: memory keeps what the optimiser remembers."""
    kind = optimizer.kind()
    if kind not in _OPTIMIZERS:
        raise refused("optimiser", optimizer.label)
    return _OPTIMIZERS[kind](optimizer)


def _sgd(optimizer: Optimizer) -> list[str]:
    return ["for name in g:", "    w[name] -= rate * g[name]"]


def _momentum(optimizer: Optimizer) -> list[str]:
    assert isinstance(optimizer, Momentum)
    return [
        "for name in g:",
        f"    memory[name] = {number(optimizer.mu)} * memory.get(name, 0) + g[name]",
        "    w[name] -= rate * memory[name]",
    ]


def _nesterov(optimizer: Optimizer) -> list[str]:
    assert isinstance(optimizer, Nesterov)
    mu = number(optimizer.mu)
    return [
        "for name in g:",
        f"    memory[name] = {mu} * memory.get(name, 0) + g[name]",
        f"    w[name] -= rate * (g[name] + {mu} * memory[name])",
    ]


def _adagrad(optimizer: Optimizer) -> list[str]:
    assert isinstance(optimizer, AdaGrad)
    return [
        "for name in g:",
        "    memory[name] = memory.get(name, 0) + g[name] ** 2",
        f"    w[name] -= rate * g[name] / (np.sqrt(memory[name]) + {number(optimizer.epsilon)})",
    ]


def _rmsprop(optimizer: Optimizer) -> list[str]:
    assert isinstance(optimizer, RMSProp)
    rho = number(optimizer.rho)
    return [
        "for name in g:",
        f"    memory[name] = {rho} * memory.get(name, 0) + (1 - {rho}) * g[name] ** 2",
        f"    w[name] -= rate * g[name] / (np.sqrt(memory[name]) + {number(optimizer.epsilon)})",
    ]


def _adam(optimizer: Optimizer) -> list[str]:
    assert isinstance(optimizer, Adam)
    one, two = number(optimizer.beta1), number(optimizer.beta2)
    decay = []
    if isinstance(optimizer, AdamW):
        decay = [f"    w[name] *= 1 - rate * {number(optimizer.weight_decay)}  # weight decay"]
    return [
        'k = memory["updates"] = memory.get("updates", 0) + 1',
        "for name in g:",
        *decay,
        "    m, v = memory.get(name, (0, 0))",
        f"    m = {one} * m + (1 - {one}) * g[name]",
        f"    v = {two} * v + (1 - {two}) * g[name] ** 2",
        "    memory[name] = m, v",
        f"    m_hat, v_hat = m / (1 - {one}**k), v / (1 - {two}**k)  # both started at zero",
        f"    w[name] -= rate * m_hat / (np.sqrt(v_hat) + {number(optimizer.epsilon)})",
    ]


_OPTIMIZERS: dict[str, Callable[[Optimizer], list[str]]] = {
    "SGD": _sgd,
    "Momentum": _momentum,
    "Nesterov": _nesterov,
    "AdaGrad": _adagrad,
    "RMSProp": _rmsprop,
    "Adam": _adam,
    "AdamW": _adam,
}


# -- regularisers and clipping -------------------------------------------------------------------


@dataclass(frozen=True)
class Function:
    """A function of its own in the program, or none where `body` is empty."""

    signature: str
    doc: str
    body: tuple[str, ...]


def penalty(regularizer: Regularizer) -> Function | None:
    """What a regulariser adds to loss and gradients."""
    lines: list[tuple[str, str]] = []
    if isinstance(regularizer, (L1, ElasticNet)):
        rate = number(
            regularizer.l1 if isinstance(regularizer, ElasticNet) else regularizer.strength
        )
        lines.append((f"{rate} * np.sign(w[name])", f"{rate} * np.abs(w[name]).sum()"))
    if isinstance(regularizer, (L2, ElasticNet)):
        rate = number(
            regularizer.l2 if isinstance(regularizer, ElasticNet) else regularizer.strength
        )
        lines.append((f"{rate} * w[name]", f"{rate} / 2 * (w[name] ** 2).sum()"))
    if not lines:
        if regularizer.kind() not in ("NoRegularizer", "MaxNorm"):
            raise refused("regulariser", regularizer.label)
        return None
    return Function(
        "penalise(w, g)",
        f"{regularizer.formula()}; biases are left alone. Adds to the gradients.",
        (
            "cost = 0.0",
            "for name in g:",
            "    if w[name].ndim > 1:",
            f"        g[name] = g[name] + {' + '.join(slope for slope, _ in lines)}",
            f"        cost += {' + '.join(value for _, value in lines)}",
            "return cost",
        ),
    )


def bound(regularizer: Regularizer) -> Function | None:
    """What a regulariser does to the weights after an update."""
    if not isinstance(regularizer, MaxNorm):
        return None
    limit = number(regularizer.limit)
    return Function(
        "bound(w, g)",
        f"{regularizer.formula()}",
        (
            "for name in g:",
            "    if w[name].ndim > 1:",
            "        units = w[name].reshape(len(w[name]), -1)",
            "        length = np.linalg.norm(units, axis=1, keepdims=True)",
            f"        units *= {limit} / np.maximum({limit}, length)",
            "        w[name] = units.reshape(w[name].shape)",
        ),
    )


def clip(clipping: Clipping) -> Function | None:
    """What is done about gradients that are too large."""
    if isinstance(clipping, ByValue):
        limit = number(clipping.limit)
        body: tuple[str, ...] = (
            "for name in g:",
            f"    g[name] = np.clip(g[name], -{limit}, {limit})",
        )
    elif isinstance(clipping, ByNorm):
        limit = number(clipping.limit)
        body = (
            "length = np.sqrt(sum((g[name] ** 2).sum() for name in g))",
            "for name in g:",
            f"    g[name] = g[name] * {limit} / max({limit}, length)",
        )
    elif clipping.kind() == "NoClipping":
        return None
    else:
        raise refused("gradient clipping", clipping.label)
    return Function("clip(g)", f"{clipping.formula()}", body)


# -- schedules -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rate:
    """The learning rate at an epoch: factors of RATE, and what is to be done before the next one.

    steps: an epoch counts that has begun. plateau: a factor hangs on the losses of the epochs.
    """

    factors: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    steps: bool = False
    plateau: ReduceOnPlateau | None = None

    def body(self) -> list[str]:
        """The lines of `rate_at(epoch)`."""
        lines, product = [], "RATE"
        for factor, after in zip(self.factors, self.between, strict=False):
            lines += [f"rate = {product} * {factor}", after]
            product = "rate"
        rest = self.factors[len(self.between) :]
        return [*lines, f"return {' * '.join([product, *rest])}"]


def schedule(kind: Schedule) -> Rate:
    """What a schedule becomes."""
    steps = kind.changes == "steps"
    if kind.kind() == "Constant":
        return Rate()
    if isinstance(kind, Cosine):
        low = number(kind.lowest)
        wave = f"(1 + np.cos(np.pi * min(epoch / {kind.epochs}, 1))) / 2"
        return Rate((wave if not kind.lowest else f"({low} + (1 - {low}) * {wave})",), (), steps)
    if isinstance(kind, ExponentialDecay):
        return Rate((f"{number(kind.factor)}**epoch",), (), steps)
    if isinstance(kind, StepDecay):
        return Rate((f"{number(kind.factor)} ** (epoch // {kind.epochs})",), (), steps)
    if isinstance(kind, ReduceOnPlateau):
        return Rate(("factor",), (), steps, kind)
    if isinstance(kind, WarmUp):
        start, span, then = number(kind.start), number(kind.epochs), schedule(kind.then)
        rise = f"({start} + (1 - {start}) * min(epoch / {span}, 1))"
        if then.factors in ((), ("factor",)):
            return Rate((rise, *then.factors), (), True, then.plateau)
        later = f"epoch = max(epoch - {span}, 0)"
        return Rate((rise, *then.factors), (later, *then.between), True, then.plateau)
    raise refused("schedule", kind.label)
