"""How each output of a layer depends on each input, from the layer's own backward pass."""

from __future__ import annotations

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.layers.dense import Dense
from bpgui.engine.trace.sample import Sample

#: A matrix of more entries than this is not made.
LARGEST = 500_000


class TooLarge(ValueError):
    """A layer with so many inputs and outputs that its matrix is not made."""


def has_z(sample: Sample, node: int) -> bool:
    """Whether a layer is taken apart at its z: where f works entry by entry, or the loss has it."""
    passage = sample.passages[node]
    function = passage.function
    return passage.handed or (function is not None and function.elementwise)


def multiplies(sample: Sample, node: int) -> bool:
    """Whether z = W x + b at a node, for a single row of features x."""
    passage = sample.passages[node]
    dense = isinstance(sample.graph.nodes[node].layer, Dense)
    return dense and has_z(sample, node) and passage.x[0].ndim == passage.a.ndim == 1


def by_inputs(sample: Sample, node: int) -> list[Array]:
    """For each input of a node, the matrix (outputs, inputs) of dz/dx, or da/dx without a z."""
    passage = sample.passages[node]
    outputs = passage.a.size
    if outputs * max(x.size for x in passage.x) > LARGEST:
        raise TooLarge
    layer = sample.graph.nodes[node].layer
    if layer.reshapes:
        return [np.eye(outputs)]
    if multiplies(sample, node):
        return [passage.values["weight"]]
    # One pass back with a batch of as many columns as outputs, each a unit vector.
    site, dx = sample.site(node, batch=outputs, fused=has_z(sample, node), backward=True)
    ops = layer.bind(site)
    site.dy[...] = np.eye(outputs).reshape(site.dy.shape)
    for call in (*ops.forward, *ops.backward):
        call()
    return [array.reshape(-1, outputs).T.copy() for array in dx]


def by_weight(sample: Sample, node: int, parameter: str, index: tuple[int, ...]) -> Array:
    """How each output of a node, before its activation function, depends on one weight:
    (outputs,)."""
    passage = sample.passages[node]
    if passage.a.size > LARGEST // 100:
        raise TooLarge
    if multiplies(sample, node):
        found = np.zeros(passage.a.size)
        found[index[0]] = passage.x[0][index[1]] if parameter == "weight" else 1
        return found
    site, _ = sample.site(node, fused=has_z(sample, node), backward=True)
    ops = sample.graph.nodes[node].layer.bind(site)
    found = np.zeros(passage.a.size)
    dy = site.dy.reshape(-1)
    for output in range(len(found)):
        dy[...] = 0
        dy[output] = 1
        for call in (*ops.forward, *ops.backward):
            call()
        found[output] = site.grads[parameter][index]
    return found
