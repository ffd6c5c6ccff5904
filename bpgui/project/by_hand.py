"""Weights to be typed by hand begin with the numbers that are there."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.check import Check
from bpgui.engine.declaration import replace
from bpgui.engine.fields import fields_of
from bpgui.engine.initializers.given import Given
from bpgui.engine.layer import Layer, Mismatch
from bpgui.engine.verdict import in_port_order

#: Nobody types more numbers than these.
MOST = 10_000


def begun(
    check: Check, id: int, layer: Layer, present: Callable[[int], Mapping[str, Array]]
) -> Layer:
    """`layer`, about to be that of the node `id`, with numbers where it is to be given some and has
    none: those that `present` knows of it, by parameter, where their shape fits, else zeros."""
    node = check.drawn.nodes[id]
    empty = [
        f.name
        for f in fields_of(layer)
        if getattr(layer, f.name) == Given()
        # Who has emptied the field is about to type.
        and not isinstance(getattr(node.layer, f.name, None), Given)
    ]
    if not empty:
        return layer
    shapes = [check.shapes.get(edge.source) for edge in in_port_order(check.trained, node)]
    try:
        parameters = layer.parameters(*(shape for shape in shapes if shape is not None))
    except (Mismatch, IndexError):
        return layer
    served = [name for name, p in parameters.items() if p.initializer == Given()]
    if len(empty) != 1 or not served:
        return layer
    shape = parameters[served[0]].shape
    if math.prod(shape) > MOST or any(parameters[name].shape != shape for name in served):
        return layer
    found = present(id).get(served[0]) if len(served) == 1 else None
    values = found if found is not None and found.shape == shape else np.zeros(shape)
    return replace(layer, **{empty[0]: Given(_typed(values))})


def _typed(values: Array) -> tuple[Any, ...]:
    """As one would type them: the shortest digits that stand for each, in rows if there are any."""
    if values.ndim == 2:
        return tuple(_typed(row) for row in values)
    return tuple(float(str(value)) for value in values.ravel())
