"""Recurrence unrolled in time: a sequence read step by step, and the way back through the steps.

Every step is one matrix product: below each other stand the state h, the input x of the step and a
one, and meet the parts [U | W | b] of one matrix. On the way back the gradients of all steps are
collected side by side, so that the gradient of that matrix is one product at the end.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, New, Ops, as_matrix


@dataclass
class Lane:
    """One reading direction: its arrays, with the steps in the order they are read.

    x (steps, inputs, batch); dx the same, or None. y, dy (states, units, batch): what is wanted of
    the last states, all of them or only one. values, grads: the direction's own parameters, U as
    weight_hh, W as weight_ih.
    """

    x: Array
    dx: Array | None
    y: Array
    dy: Array
    values: dict[str, Array]
    grads: dict[str, Array]
    new: New

    def __post_init__(self) -> None:
        self.steps, self.inputs, self.batch = self.x.shape
        self.units = self.y.shape[1]
        #: (steps + 1, units + inputs + 1, batch): the state before each step, its input, and ones.
        self.columns = self.new(self.steps + 1, self.units + self.inputs + 1, self.batch)
        self.columns[0, : self.units] = 0
        self.columns[:, -1] = 1
        #: dL/dh (units, batch) of the state at hand.
        self.dh = self.new(self.units, self.batch)

    @property
    def states(self) -> Array:
        """h (steps + 1, units, batch): the state before each step, and the one after the last."""
        part: Array = self.columns[:, : self.units]
        return part

    def array(self, *sizes: int) -> Array:
        """An array (*sizes, units, batch)."""
        return self.new(*sizes, self.units, self.batch)


class Cell(ABC):
    """What a kind of recurrent layer does in one step, bound to a lane.

    z (steps, rows, batch): for every step, `matrix` (rows, units + inputs + 1) times its column. On
    the way back dL/dz takes the place of z, which halves the memory that has to be walked through.
    """

    def __init__(self, lane: Lane, rows: int) -> None:
        self.lane = lane
        self.matrix = lane.new(rows, lane.columns.shape[1])
        self.z = lane.new(lane.steps, rows, lane.batch)
        self.dz = self.z

    @abstractmethod
    def forward(self, step: int) -> list[Call]:
        """From z[step] to the state after it, `lane.states[step + 1]`."""

    @abstractmethod
    def backward(self, step: int) -> list[Call]:
        """From `lane.dh`, dL/d(the state after this step), to dz[step]."""

    def pack(self) -> list[Call]:
        """From the parameters to `matrix`."""
        h, x, one = self.parts(self.matrix)
        values = self.lane.values
        return [
            partial(np.copyto, h, values["weight_hh"]),
            partial(np.copyto, x, values["weight_ih"]),
            partial(np.copyto, one, values["bias"]),
        ]

    def through_time(self, step: int) -> list[Call]:
        """From dz[step] to `lane.dh`, dL/d(the state before this step)."""
        return [partial(np.dot, self.lane.values["weight_hh"].T, self.dz[step], self.lane.dh)]

    def gradients(self, dz: Array, columns: Array) -> list[Call]:
        """From all steps side by side, dz (rows, n) and columns (.., n), to `lane.grads`."""
        gradient = self.lane.new(*self.matrix.shape)
        h, x, one = self.parts(gradient)
        grads = self.lane.grads
        return [
            partial(np.dot, dz, columns.T, gradient),
            partial(np.copyto, grads["weight_hh"], h),
            partial(np.copyto, grads["weight_ih"], x),
            partial(np.copyto, grads["bias"], one),
        ]

    def to_inputs(self, dz: Array, dx: Array) -> list[Call]:
        """From all steps side by side, dz (rows, n), to dL/dx (inputs, n)."""
        return [partial(np.dot, self.lane.values["weight_ih"].T, dz, dx)]

    def parts(self, matrix: Array) -> tuple[Array, Array, Array]:
        """The columns of a matrix that meet the state, the input, and the one."""
        units = self.lane.units
        return matrix[:, :units], matrix[:, units:-1], matrix[:, -1]


def unroll(lane: Lane, cell: Cell, add: bool) -> Ops:
    """The calls for a whole sequence; with `add`, dL/dx is added to what `lane.dx` holds."""
    ops = Ops(forward=cell.pack())
    ops.forward.append(partial(np.copyto, lane.columns[:-1, lane.units : -1], lane.x))
    for step in range(lane.steps):
        ops.forward.append(partial(np.dot, cell.matrix, lane.columns[step], cell.z[step]))
        ops.forward += cell.forward(step)
    ops.forward.append(partial(np.copyto, lane.y, lane.states[-len(lane.y) :]))

    ops.backward.append(partial(np.copyto, lane.dh, lane.dy[-1]))
    for step in reversed(range(lane.steps)):
        ops.backward += cell.backward(step)
        if step:
            ops.backward += cell.through_time(step)
        if 0 < lane.steps - step < len(lane.dy):
            dy = lane.dy[step - lane.steps - 1]
            ops.backward.append(partial(np.add, lane.dh, dy, lane.dh))
    ops.backward += _finish(lane, cell, add)
    return ops


def _finish(lane: Lane, cell: Cell, add: bool) -> Iterator[Call]:
    """What is left to do on the way back once dz of all steps is known."""
    columns, dz = _side_by_side(lane, lane.columns.shape[1]), _side_by_side(lane, cell.dz.shape[1])
    yield partial(np.copyto, columns, lane.columns[:-1].transpose(1, 0, 2))
    yield partial(np.copyto, dz, cell.dz.transpose(1, 0, 2))
    yield from cell.gradients(as_matrix(dz), as_matrix(columns))
    if lane.dx is None:
        return
    dx = _side_by_side(lane, lane.inputs)
    yield from cell.to_inputs(as_matrix(dz), as_matrix(dx))
    if add:
        yield partial(np.add, lane.dx, dx.transpose(1, 0, 2), lane.dx)
    else:
        yield partial(np.copyto, lane.dx, dx.transpose(1, 0, 2))


def _side_by_side(lane: Lane, rows: int) -> Array:
    """An array (rows, steps, batch): all columns of all steps in one matrix."""
    return lane.new(rows, lane.steps, lane.batch)
