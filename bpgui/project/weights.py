"""Trained weights, with all that training needs to go on, as an .npz archive and back."""

from __future__ import annotations

import dataclasses
import io
import json
import math
from collections.abc import Callable
from typing import IO, Any

import numpy as np

from bpgui.engine.arrays import Array, Shape
from bpgui.engine.check import check
from bpgui.engine.graph import Graph
from bpgui.engine.patience import Patience
from bpgui.engine.state import State
from bpgui.engine.trainer import Trainer
from bpgui.project.archive import DAMAGED, Archive, damage_reported
from bpgui.project.continuing import renamed
from bpgui.project.error import ProjectError

#: More rows, optimiser moments and text than any training has.
MAX_ROWS, MAX_MOMENTS, MAX_TEXT = 10_000_000, 16, 100_000
#: A moment may hold so many numbers however small the network is: what a schedule remembers.
FEW = 16

#: The weights that early stopping keeps: all there are, as one vector.
BEST = Patience.NAMES[0]

FOREIGN = "The weights in the project file do not fit its diagram: {} {}."


def parameter_shapes(graph: Graph) -> dict[str, Shape]:
    """The public shape of every parameter of a graph that can be trained, by tensor name."""
    found = check(graph)
    return {
        f"{graph.nodes[id].name}/{name}": parameter.shape
        for id in found.live
        for name, parameter in found.parameters.get(id, {}).items()
    }


def carried(state: State, trained: Graph, graph: Graph) -> State | None:
    """`state` of a run of the graph `trained` as one of `graph`; None where it no longer fits.

    Nodes may have been moved and renamed since the run began: tensors follow their node's id.
    """
    parameters = renamed(state.parameters, trained, graph)
    shapes = {name: array.shape for name, array in parameters.items()}
    # The moments are as long as all parameters together: none of them may be gone.
    if shapes != parameter_shapes(graph) or len(parameters) < len(state.parameters):
        return None
    return dataclasses.replace(state, parameters=parameters)


def put(state: State, trainer: Trainer) -> None:
    """Give a fresh trainer the weights and counters of `state`, and nothing else of it.

    For a look at a trained network, or its export: this works even if the data, the mini-batches or
    the optimiser have been changed since. StateError if the weights are of another diagram.
    """
    trainer.restore(
        dataclasses.replace(
            trainer.state(), parameters=state.parameters, step=state.step, epoch=state.epoch
        )
    )


def dump(state: State) -> bytes:
    """The state as an .npz archive: parameters/<tensor>, moments/<name>, order; `state` is JSON."""
    counters = {
        "step": state.step,
        "epoch": state.epoch,
        "position": state.position,
        "random": state.random,
    }
    arrays = {
        **{f"parameters/{name}": array for name, array in state.parameters.items()},
        **{f"moments/{name}": array for name, array in state.moments.items()},
        "order": state.order,
        "state": np.array(json.dumps(counters)),
    }
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def limit(graph: Graph) -> int:
    """More bytes than the weights of this graph can take."""
    numbers = sum(math.prod(shape) for shape in parameter_shapes(graph).values())
    return 8 * numbers * (1 + MAX_MOMENTS) + 8 * MAX_ROWS + 4 * MAX_TEXT + (1 << 24)


def read(content: bytes, graph: Graph) -> State:
    """The state that `dump` wrote for this graph.

    Raises ProjectError if anything about it is damaged, hostile, or of another diagram. No array is
    made before its header says that it has the size it should have.
    """
    return _Reader(Archive(io.BytesIO(content), packed=False), graph).state()


class _Reader:
    def __init__(self, archive: Archive, graph: Graph) -> None:
        self._archive = archive
        self._shapes = parameter_shapes(graph)
        self._size = sum(math.prod(shape) for shape in self._shapes.values())

    def state(self) -> State:
        parameters = self._group("parameters/")
        moments = self._group("moments/")
        if len(moments) > MAX_MOMENTS:
            raise ProjectError(DAMAGED)
        for name in self._shapes.keys() ^ parameters.keys():
            what = "is missing" if name in self._shapes else "belongs to no node"
            raise ProjectError(FOREIGN.format(name[:120], what))
        counters = _counters(self._text("state"))
        return State(
            parameters={name: self._parameter(name, parameters[name]) for name in self._shapes},
            moments={name: self._moment(name, member) for name, member in moments.items()},
            order=self._order("order"),
            **counters,
        )

    def _group(self, prefix: str) -> dict[str, str]:
        """Members below a prefix, by what follows it."""
        return {
            name.removeprefix(prefix).removesuffix(".npy"): name
            for name in self._archive.names
            if name.startswith(prefix)
        }

    def _parameter(self, name: str, member: str) -> Array:
        def fits(shape: Shape, dtype: np.dtype[Any]) -> str | None:
            wanted = self._shapes[name]
            if shape != wanted:
                return FOREIGN.format(name, f"has the shape {shape}, not {wanted}")
            return None if dtype in (np.float32, np.float64) else _wrong(name, dtype)

        return _finite(name, self._array(member, fits))

    def _moment(self, name: str, member: str) -> Array:
        def fits(shape: Shape, dtype: np.dtype[Any]) -> str | None:
            best = (self._size,) if name == BEST else ()
            if name in Patience.NAMES and shape != best:
                return FOREIGN.format(f"the moment {name}", f"has the shape {shape}, not {best}")
            if len(shape) > 1 or math.prod(shape) > max(self._size, FEW):
                return FOREIGN.format(f"the moment {name}", f"has the shape {shape}")
            known = (np.float32, np.float64, np.int64)
            return None if dtype in known else _wrong(f"the moment {name}", dtype)

        return _finite(f"the moment {name}", self._array(member, fits))

    def _order(self, name: str) -> Array:
        def fits(shape: Shape, dtype: np.dtype[Any]) -> str | None:
            if dtype != np.int64:
                return _wrong(name, dtype)
            return None if len(shape) == 1 and shape[0] <= MAX_ROWS else DAMAGED

        order = self._array(f"{name}.npy", fits)
        if not np.array_equal(np.sort(order), np.arange(len(order))):
            raise ProjectError(DAMAGED)
        return order

    def _text(self, name: str) -> str:
        def fits(shape: Shape, dtype: np.dtype[Any]) -> str | None:
            short = shape == () and dtype.kind == "U" and dtype.itemsize <= 4 * MAX_TEXT
            return None if short else DAMAGED

        return str(self._array(f"{name}.npy", fits))

    def _array(self, member: str, fits: Callable[[Shape, np.dtype[Any]], str | None]) -> Array:
        """A member's array, if `fits` has nothing to say against its shape and type."""
        if member not in self._archive:
            raise ProjectError(DAMAGED)
        with damage_reported(), self._archive.open(member) as file:
            shape, dtype, fortran = _header(file)
            said = fits(shape, dtype)
            if said is not None:
                raise ProjectError(said)
            size = math.prod(shape) * dtype.itemsize
            content = file.read(size + 1)
        if len(content) != size:
            raise ProjectError(DAMAGED)
        flat = np.frombuffer(content, dtype)
        return flat.reshape(shape, order="F" if fortran else "C").copy(order="C")


def _header(file: IO[bytes]) -> tuple[Shape, np.dtype[Any], bool]:
    """Shape, type and order of an .npy; never an array of Python objects."""
    try:
        if np.lib.format.read_magic(file) != (1, 0):
            raise ProjectError(DAMAGED)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
    except Exception:  # NumPy evaluates the header as Python text: that fails in many ways
        raise ProjectError(DAMAGED) from None
    if dtype.hasobject or not dtype.isnative or any(size < 0 for size in shape):
        raise ProjectError(DAMAGED)
    return tuple(shape), dtype, fortran


def _finite(name: str, array: Array) -> Array:
    if not np.isfinite(array).all():
        raise ProjectError(f"The weights in the project file are damaged: {name} is not finite.")
    return array


def _wrong(name: str, dtype: np.dtype[Any]) -> str:
    return FOREIGN.format(name, f"holds {dtype.name} numbers")


def _counters(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
        counters = {name: found[name] for name in ("step", "epoch", "position")}
        random = found["random"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ProjectError(DAMAGED) from None
    counts = all(type(n) is int and 0 <= n < 2**62 for n in counters.values())
    if not counts or not isinstance(random, str):
        raise ProjectError(DAMAGED)
    return {**counters, "random": random}
