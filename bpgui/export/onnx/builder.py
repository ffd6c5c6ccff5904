"""The builder: operators and initialisers, gathered one by one, each under a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, helper, numpy_helper

from bpgui.engine.arrays import Array

#: A tensor that flows through the graph, or is stored in it: its name.
Value = str


class Builder:
    """A graph being written down; `nodes` and `initializers` are what stands there so far.

    dtype: the network's; stored fractions take it. taken: the names that are spoken for.
    """

    def __init__(self, dtype: npt.DTypeLike, taken: Iterable[str] = ()) -> None:
        self.dtype = np.dtype(dtype)
        self.nodes: list[NodeProto] = []
        self.initializers: dict[Value, TensorProto] = {}
        self._taken = set(taken)

    def op(
        self,
        prefix: str,
        kind: str,
        inputs: Iterable[Value | None],
        attributes: Mapping[str, Any],
        outputs: int = 1,
    ) -> tuple[Value, ...]:
        """Add an operator, called by the prefix and its kind, and give its outputs.

        An input that is None is one left out.
        """
        values = tuple(self._free(prefix + kind) for _ in range(outputs))
        names = ["" if value is None else value for value in inputs]
        while names and not names[-1]:
            names.pop()
        self.nodes.append(helper.make_node(kind, names, values, name=values[0], **attributes))
        return values

    def store(self, name: Value, array: Array) -> Value:
        """The initialiser of this very name; added where there is none yet."""
        if name not in self.initializers:
            self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def constant(
        self, name: str, numbers: npt.ArrayLike, dtype: npt.DTypeLike | None = None
    ) -> Value:
        """One initialiser more; unless told, whole numbers as int64, fractions as the network's."""
        array = np.asarray(numbers)
        usual = self.dtype if array.dtype.kind == "f" else np.int64
        return self.store(self._free(name), array.astype(dtype or usual))

    def cast(self, prefix: str, value: Value, old: np.dtype[Any], new: np.dtype[Any]) -> Value:
        """The value in another precision; itself where that is none."""
        if old == new:
            return value
        return self.op(prefix, "Cast", [value], {"to": helper.np_dtype_to_tensor_dtype(new)})[0]

    def name(self, value: Value, name: Value) -> None:
        """Give a value a name by which those outside know it."""
        self.nodes.append(helper.make_node("Identity", [value], [name], name=f"{name}/Identity"))

    def _free(self, name: str) -> str:
        """The name, with a number where it is taken; it is taken then."""
        free, number = name, 1
        while free in self._taken:
            number += 1
            free = f"{name} {number}"
        self._taken.add(free)
        return free
