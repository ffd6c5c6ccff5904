"""The gradient check: back-propagation against finite differences of the loss, in float64.

Central differences along directions: (L(theta + h u) - L(theta - h u)) / 2h against g . u; for
every tensor along random directions, and along every axis where there are few. Error of the order
h^2, see Goodfellow et al., Deep Learning, 2016, section 11.5.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check
from bpgui.engine.graph import Graph
from bpgui.engine.parameters import Parameters, Slot
from bpgui.engine.plan import Plan

#: Largest relative error that counts as agreement.
TOLERANCE = 1e-6
#: Tensors with at most this many entries are checked entry by entry.
EVERY_ENTRY = 64
DIRECTIONS = 16
#: A step over the corner of a ReLU tells nothing; one of these does not step over it. No step mends
#: a wrong gradient.
STEPS = (1e-5, 1e-6, 1e-4)
#: How far rounding may put the loss off, in units of its last digit. Where gradients vanish, this
#: is all that a difference quotient consists of, and no reason to call a gradient wrong.
ROUNDING = 64


@dataclass(frozen=True)
class Row:
    """One tensor's verdict, at the direction that agreed least.

    `error` is |numeric - analytic|, less what rounding alone may make of it, relative to the larger
    of both and of a thousandth of the gradient's length: a derivative that is nearly zero is judged
    against its tensor. `entry` is the index of the single number that was moved, None for a random
    direction. `stand_in`: the first node on the way to the loss whose function has no slope of use,
    so that back-propagation has a stand-in where differences find the truth; "" without one.
    `difference` is what `error` is before rounding is taken off.
    """

    node: int
    tensor: str
    numeric: float
    analytic: float
    error: float
    entry: tuple[int, ...] | None
    stand_in: str = ""
    difference: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether both agree."""
        return self.error <= TOLERANCE

    @property
    def words(self) -> str:
        """How far both are apart: a relative error, or "rounding" where they differ by no more than
        the digits of the loss allow, which is much where a gradient vanishes."""
        if self.ok and self.difference > TOLERANCE:
            return "rounding"
        return f"{self.difference:.1e}"

    @property
    def wrong(self) -> bool:
        """Whether both ought to agree, and do not."""
        return not self.ok and not self.stand_in


def gradient_check(
    graph: Graph,
    check: Check,
    x: Array,
    t: Array,
    *,
    seed: int = 0,
    parameters: Parameters | None = None,
) -> list[Row]:
    """Compare the gradient of the mean loss over rows x (rows, ...), t (rows, outputs), by tensor.

    See `gradient_rows`, which does the same piece by piece.
    """
    return list(gradient_rows(graph, check, x, t, seed=seed, parameters=parameters))


def gradient_rows(
    graph: Graph,
    check: Check,
    x: Array,
    t: Array,
    *,
    seed: int = 0,
    parameters: Parameters | None = None,
) -> Iterator[Row]:
    """The gradient check as it goes on, a tensor at a time.

    Start values are drawn from the seed, with a little noise on top, unless `parameters` (float64)
    are given. Dropout draws the same mask every time.
    """
    if parameters is None:
        parameters = Parameters(graph, check, "float64")
        parameters.draw(seed)
        # A bias of exactly zero behind dead units holds a ReLU on its corner, where no slope is
        # right.
        jitter = np.random.default_rng([seed, 2])
        parameters.theta[...] += 0.01 * jitter.standard_normal(parameters.theta.size)
    if parameters.values.dtype != np.float64:
        raise ValueError("a gradient check needs parameters in float64")
    rng = np.random.Generator(np.random.SFC64(seed))
    noise = rng.bit_generator.state
    plan = Plan(graph, check, parameters, len(x), training=True, rng=rng)
    plan.put(x, t)

    def loss() -> float:
        rng.bit_generator.state = noise
        plan.run(backward=False)
        return float(plan.loss)

    with np.errstate(all="ignore"):
        loss()
        for call in plan.backward:
            call()
    gradient = parameters.gradient.copy()
    picks = np.random.default_rng([seed, 1])
    for slot in parameters.trained:
        with np.errstate(all="ignore"):
            row = _check_tensor(slot, parameters.theta, gradient, loss, picks)
        yield replace(row, stand_in=_stand_in(graph, check, slot.node))


def stand_in_note(rows: Sequence[Row]) -> str:
    """What to say of tensors that cannot be judged, in one sentence; "" where all can."""
    names = list(dict.fromkeys(row.stand_in for row in rows if row.stand_in))
    if not names:
        return ""
    count = sum(bool(row.stand_in) for row in rows)
    return (
        f"{count} of {len(rows)} gradients pass through a function that is not differentiable "
        f"(at {', '.join(names)}): back-propagation goes straight through it, a stand-in that "
        "finite differences need not agree with."
    )


def _stand_in(graph: Graph, check: Check, id: int) -> str:
    """The name of the first node from this one to the loss whose slope is a stand-in."""
    behind = graph.after(id)
    on_the_way = (graph.nodes[n] for n in check.live if n in behind)
    return next((node.name for node in on_the_way if node.layer.stand_in() is not None), "")


def _check_tensor(
    slot: Slot, theta: Array, gradient: Array, loss: Callable[[], float], rng: np.random.Generator
) -> Row:
    """The worst of a tensor's directions."""
    part = slice(slot.start, slot.stop)
    own = slot.view(gradient)
    rounding = ROUNDING * float(np.spacing(abs(loss()))) / (2 * max(STEPS))
    floor = 1e-3 * float(np.linalg.norm(own)) + 1e-12
    rows = []
    for entry, direction in _directions(slot, rng):
        at = np.zeros_like(theta)
        slot.view(at)[...] = direction
        analytic = float(gradient[part] @ at[part])
        numeric = min(
            (_slope(theta, at, loss, step) for step in STEPS), key=lambda n: abs(n - analytic)
        )
        apart, size = abs(numeric - analytic), max(abs(numeric), abs(analytic), floor)
        error = max(0.0, apart - rounding) / size
        row = Row(slot.node, slot.tensor, numeric, analytic, error, entry)
        rows.append(replace(row, difference=apart / size))
    return max(rows, key=lambda row: (row.error, row.difference))


def _directions(
    slot: Slot, rng: np.random.Generator
) -> Iterator[tuple[tuple[int, ...] | None, Array]]:
    shape = slot.declared.shape
    if math.prod(shape) <= EVERY_ENTRY:
        for entry in np.ndindex(*shape):
            axis = np.zeros(shape)
            axis[entry] = 1
            yield entry, axis
        return
    for _ in range(DIRECTIONS):
        direction = rng.standard_normal(shape)
        yield None, direction / np.linalg.norm(direction)


def _slope(theta: Array, direction: Array, loss: Callable[[], float], step: float) -> float:
    """The central difference of the loss along a direction; theta is put back as it was."""
    before = theta.copy()
    theta += step * direction
    above = loss()
    theta[...] = before - step * direction
    below = loss()
    theta[...] = before
    return (above - below) / (2 * step)
