"""How long every layer takes of a training step, measured on a copy of the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from bpgui.engine.arrays import Array, Call, zeros
from bpgui.engine.memory import free_bytes, needed_bytes
from bpgui.engine.parameters import Parameters
from bpgui.engine.plan import Plan
from bpgui.engine.rows import Rows
from bpgui.engine.trainer import Trainer
from bpgui.engine.update import Update

#: Seconds to measure for, and the fewest steps, after one to warm up.
SECONDS, FEWEST = 0.03, 3


@dataclass(frozen=True)
class Timing:
    """Seconds of one step with `batch` rows, each the median of so many `steps`.

    forward, backward: by node id. update: the optimiser and the norms. joint: slopes that are
    worked out for several layers at once.
    """

    batch: int
    steps: int
    forward: dict[int, float]
    backward: dict[int, float]
    update: float
    joint: float

    def of(self, node: int) -> float:
        """Both ways through a node."""
        return self.forward[node] + self.backward[node]

    @property
    def step(self) -> float:
        """All of it."""
        passes = sum(self.forward.values()) + sum(self.backward.values())
        return passes + self.update + self.joint


def time_step(trainer: Trainer, rows: Rows, seconds: float = SECONDS) -> Timing:
    """Measure a step on the first rows: the trainer itself does not notice.

    ValueError where there is no room for a second network in memory.
    """
    batch = trainer.training.batch_of(len(rows))
    _make_sure_of_room(trainer, batch)
    plan, update = _copy(trainer, rows.first(batch), batch)
    parts = list(_parts(plan, update))
    with np.errstate(all="ignore"):
        times = _measure([calls for _, calls in parts], seconds)
    took = dict(zip((key for key, _ in parts), np.median(times, axis=0).tolist(), strict=True))
    live = trainer.check.live
    return Timing(
        batch=batch,
        steps=len(times),
        forward={id: took["forward", id] for id in live},
        backward={id: took["backward", id] for id in live},
        update=took["update", 0],
        joint=took["joint", 0],
    )


def _copy(trainer: Trainer, rows: Rows, batch: int) -> tuple[Plan, list[Call]]:
    """A network with weights of its own, and its update at a rate of 0: they stay as they are."""
    training = trainer.training
    own = Parameters(trainer.graph, trainer.check, training.precision)
    own.values[...] = trainer.parameters.values
    plan = Plan(
        trainer.graph,
        trainer.check,
        own,
        batch,
        training=True,
        loss=own.loss,
        weighted=rows.weights is not None,
        distributions=rows.distributions,
    )
    plan.put(rows.x, rows.t, rows.weights)
    still = zeros([], training.precision)
    return plan, Update(own, training, still).calls(training)


def _parts(plan: Plan, update: Sequence[Call]) -> Iterator[tuple[tuple[str, int], Sequence[Call]]]:
    """The calls of a step in their order, by what they are for."""
    ids = list(plan.parts)
    for id in ids:
        yield ("forward", id), plan.parts[id].forward
    yield ("joint", 0), plan.joint
    for id in reversed(ids):
        yield ("backward", id), plan.parts[id].backward
    yield ("update", 0), update


def _measure(parts: Sequence[Sequence[Call]], seconds: float) -> Array:
    """(steps, parts): how long every part took in every step."""
    end, lines = perf_counter() + seconds, list[list[float]]()
    while len(lines) <= FEWEST or perf_counter() < end:
        line = []
        for calls in parts:
            begun = perf_counter()
            for call in calls:
                call()
            line.append(perf_counter() - begun)
        lines.append(line)
    # The first step finds nothing in the cache.
    return np.array(lines[1:])


def _make_sure_of_room(trainer: Trainer, batch: int) -> None:
    needed = needed_bytes(trainer.check, batch, trainer.parameters.values.itemsize)
    free = free_bytes()
    if free is not None and needed > free:
        raise ValueError("there is not enough memory to measure a second network beside this one")
