"""From a project to a trainer: the one way in, for window, command line and tests alike."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpgui.data import (
    DataError,
    FittedScaler,
    NoScaling,
    Split,
    accuracy,
    class_weights,
    decode,
    encode_targets,
    r_squared,
    split,
)
from bpgui.data.progress import tell
from bpgui.engine.arrays import Array
from bpgui.engine.check import Check, check
from bpgui.engine.graph import Graph
from bpgui.engine.layers.loss import Loss
from bpgui.engine.memory import free_bytes, needed_bytes
from bpgui.engine.rows import Rows
from bpgui.engine.task import Task
from bpgui.engine.tokens import readers
from bpgui.engine.trainer import Trainer
from bpgui.project.error import ProjectError
from bpgui.project.project import Project


@dataclass(frozen=True, eq=False)
class Prepared:
    """A project whose diagram is in order, with its rows split, scaled and encoded.

    `split` holds the raw rows; `train` and `validation` are what the network reads, float64,
    rows-first. `low` and `high` are the two values that stand for "not this class" and "this
    class".
    """

    project: Project
    check: Check
    task: Task
    split: Split
    scaler: FittedScaler
    train: Rows
    validation: Rows
    low: float
    high: float
    #: What brought the targets of a regression to one scale.
    target_scaler: FittedScaler
    #: The network learns to repeat its inputs, which are then the targets too: an auto-encoder.
    repeats: bool

    @property
    def graph(self) -> Graph:
        """The diagram as it is trained: without what is muted."""
        return self.check.trained

    @property
    def classifies(self) -> bool:
        """Whether it tells classes, and is scored by its accuracy, not by R2."""
        return self.task.kind == "classification" and not self.repeats

    def rows(self, validation: bool) -> Rows:
        """The validation rows, or the training rows, as the network reads them."""
        return self.validation if validation else self.train

    def prepare(self, raw: Array) -> NDArray[np.float64]:
        """Raw rows as the network reads them."""
        return self.scaler.apply(raw)

    @property
    def scored(self) -> bool:
        """Whether accuracy or R2 means something: R2 compares rows with their mean."""
        return self.classifies or len(self.rows(len(self.validation) > 0)) > 1

    def decode(self, outputs: Array) -> NDArray[np.int64]:
        """The classes (rows,) that outputs (rows, outputs) stand for."""
        return decode(self.task, outputs, self.low, self.high)

    def in_units(self, outputs: Array) -> NDArray[np.float64]:
        """Outputs, or what the network is taught to give (rows, outputs), in the data's units."""
        return self.target_scaler.invert(outputs)

    def score(self, outputs: Array, targets: Array) -> float:
        """Share of rows of the right class, or R2 where numbers are told; both (rows, outputs)."""
        if not self.classifies:
            return r_squared(outputs.reshape(targets.shape), targets, together=self.repeats)
        return accuracy(self.task, outputs, self.decode(targets), self.low, self.high)


def prepare(project: Project) -> Prepared:
    """Check the diagram against the data and make the rows ready; ProjectError if it fails."""
    try:
        dataset = project.data.source.load()
        tell(1.0)
        checked = check(project.graph, dataset.task)
        for problem in checked.problems:
            if problem.fatal:
                raise ProjectError(problem.message)
        parts = split(dataset, project.data.validation, project.data.seed)
        tell(1.0)
        scaler = project.data.scaler.fit(parts.train.inputs)
        loss, outputs, (low, high) = _head(checked)
        repeats = loss.target == "input"
        regression = dataset.task.kind == "regression" and not repeats
        target_scaler = (project.data.target_scaler if regression else NoScaling()).fit(
            parts.train.targets
        )

        counts: NDArray[np.float64] | None = None
        balanced = project.training.class_weights == "balanced"
        if balanced and dataset.task.kind == "classification":
            counts = class_weights(dataset.task, parts.train.targets)

        def rows(inputs: Array, targets: Array) -> Rows:
            x = scaler.apply(inputs)
            weights = None if counts is None else counts[targets]
            if repeats:
                return Rows(x, x.reshape(len(x), dataset.task.size), weights)
            t = encode_targets(dataset.task, targets, outputs, low, high)
            return Rows(x, target_scaler.apply(t), weights)

        tell(1.0)
        train = rows(parts.train.inputs, parts.train.targets)
        validation = rows(parts.validation.inputs, parts.validation.targets)
    except DataError as error:
        raise ProjectError(str(error)) from error
    _sizes_suit(project.training.precision, train, validation)
    _targets_suit(loss, train, validation)
    _tokens_suit(checked, train, validation)
    return Prepared(
        project,
        checked,
        dataset.task,
        parts,
        scaler,
        train,
        validation,
        low,
        high,
        target_scaler,
        repeats,
    )


def start(project: Project, seed: int | None = None, prepared: Prepared | None = None) -> Trainer:
    """A fresh trainer, its weights drawn from the seed; ProjectError if it cannot be trained."""
    prepared = prepared or prepare(project)
    _memory_suffices(prepared)
    training = project.training
    if seed is not None:
        training = dataclasses.replace(training, seed=seed)
    try:
        # A setting beyond the precision is infinite: the run says that it diverged.
        with np.errstate(over="ignore", invalid="ignore"):
            return Trainer(
                prepared.graph,
                prepared.check,
                training,
                prepared.train,
                prepared.validation,
                prepared.score,
            )
    except ValueError as error:
        raise ProjectError(str(error)) from error


def _memory_suffices(prepared: Prepared) -> None:
    """Refuse, before anything is allocated, what would not fit into the memory that is free."""
    training, rows = prepared.project.training, len(prepared.train)
    needed = needed_bytes(prepared.check, training.batch_of(rows), training.itemsize)
    free = free_bytes()
    if free is not None and needed > free:
        raise ProjectError(
            f"Training this needs about {needed / 1e9:,.1f} GB of memory, {free / 1e9:,.1f} GB "
            "are free: choose a smaller batch, or smaller layers."
        )


def _head(checked: Check) -> tuple[Loss, int, tuple[float, float]]:
    """The loss node, the number of outputs, and the values that its two classes are given."""
    graph, head = checked.trained, checked.head
    assert head is not None
    last = graph.nodes[graph.incoming[head][0].source].layer
    function = last.activation_function()
    loss: Any = graph.nodes[head].layer
    targets = function.targets if function is not None else (-1.0, 1.0)
    return loss, checked.shapes[head][0], targets


def _sizes_suit(precision: str, *parts: Rows) -> None:
    """Refuse numbers whose squares would be no numbers any more."""
    most = float(np.finfo(precision).max) ** 0.5
    for rows in parts:
        for what, values in (("inputs", rows.x), ("targets", rows.t)):
            largest = max(values.max(initial=0.0), -values.min(initial=0.0))
            if largest > most:
                raise ProjectError(
                    f"The {what} reach {largest:.2g}, too large to compute with in {precision}: "
                    "choose the scaling Standardise for them, or divide them beforehand."
                )


def _targets_suit(loss: Loss, *parts: Rows) -> None:
    low, high = loss.function.target_range
    for rows in parts:
        wrong = rows.t[(rows.t < low) | (rows.t > high)]
        if wrong.size:
            raise ProjectError(
                f"{loss.function.heading()} needs targets between {low:g} and {high:g}, "
                f"the data has {wrong.flat[0]:g}: choose another loss, such as mean squared error."
            )


def _tokens_suit(checked: Check, *parts: Rows) -> None:
    """Refuse rows in which a layer that reads whole numbers finds others, or too large ones."""
    starts, start = {}, 0
    for id in checked.entrances:
        starts[id] = start
        start += math.prod(checked.shapes[id])
    for node, limit, entrance in readers(checked.trained):
        if node.id not in checked.live or entrance is None:
            continue
        begin = starts[entrance]
        columns = slice(begin, begin + math.prod(checked.shapes[entrance]))
        for rows in parts:
            found = rows.x.reshape(len(rows), start)[:, columns]
            wrong = found[(found != np.rint(found)) | (found < 0) | (found >= limit)]
            if wrong.size:
                raise ProjectError(
                    f"{node.name} reads whole numbers from 0 to {limit - 1}, the prepared data has "
                    f"{wrong[0]:g}: {_token_cure(wrong[0])}."
                )


def _token_cure(number: float) -> str:
    if number >= 0 and number == np.rint(number):
        return "give it more tokens"
    return "choose the scaling “As they are”, or data made of tokens"
