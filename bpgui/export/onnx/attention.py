"""Attention, written out in products."""

from __future__ import annotations

import math

import numpy as np

from bpgui.engine.layers.multi_head_attention import MultiHeadAttention
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates

#: (batch, steps, heads, size of a head): the heads before the steps, and the steps of k last.
_BY_HEAD, _TURNED = (0, 2, 1, 3), (0, 2, 3, 1)


@translates(MultiHeadAttention)
def attention(layer: MultiHeadAttention, site: Site) -> Value:
    (steps, features), heads = site.shapes[0], layer.heads
    size = features // heads
    q, k, v = _asked_and_offered(site, heads)
    scores = site.op("MatMul", q, k)
    scores = site.op("Mul", scores, site.number("scale", 1 / math.sqrt(size)))
    if layer.causal:
        future = np.triu(np.full((steps, steps), -np.inf), 1)
        scores = site.op("Add", scores, site.constant("future", future))
    found = site.op("MatMul", site.op("Softmax", scores, axis=-1), v)
    together = site.constant("together", [0, steps, features])
    joined = site.op("Reshape", site.op("Transpose", found, perm=_BY_HEAD), together)
    return _linear(site, joined, "out_proj_weight", "out_proj_bias")


def _asked_and_offered(site: Site, heads: int) -> tuple[Value, Value, Value]:
    """q and v as (batch, heads, steps, size), k as (batch, heads, size, steps)."""
    steps, features = site.shapes[0]
    all_three = _linear(site, site.x[0], "in_proj_weight", "in_proj_bias")
    q, k, v = site.several(3, "Split", all_three, axis=-1)
    apart = site.constant("apart", [0, steps, heads, features // heads])

    def by_head(value: Value, perm: tuple[int, ...]) -> Value:
        return site.op("Transpose", site.op("Reshape", value, apart), perm=perm)

    return by_head(q, _BY_HEAD), by_head(k, _TURNED), by_head(v, _BY_HEAD)


def _linear(site: Site, x: Value, weight: str, bias: str) -> Value:
    return site.op("Add", site.op("MatMul", x, site.transposed(weight)), site.parameter(bias))
