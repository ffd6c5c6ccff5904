from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.activations.softmax import softmax_calls
from bpgui.engine.arrays import Array, Call, Ops, Shape, as_matrix, scalar
from bpgui.engine.fields import integer, one_of, toggle
from bpgui.engine.initializer import Initializer, initializers
from bpgui.engine.initializers.xavier import XavierUniform
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import (
    Equations,
    Layer,
    Mismatch,
    Parameter,
    Remedy,
    Site,
    freezable,
    layer,
)
from bpgui.engine.sequence import steps_and_features


@layer(
    "Attention", group="Sequence", rank=70, synonyms=("multi-head", "self-attention", "transformer")
)
@dataclass(frozen=True)
class MultiHeadAttention(Layer):
    """a = W_o [v P_1; v P_2; ...] + b_o, P = softmax(k^T q / sqrt(d))

    Every step of a sequence asks (q) all steps for what it needs (k), and takes a mixture of what
    they offer (v). Several heads do so side by side, each with its own share of the features; P
    tells how much each step looks at the others. Vaswani and others, 2017. Weights as in PyTorch:
    the rows of in_proj_weight make q, k and v.
    """

    heads: int = integer(4, min=1, max=1024, help="Heads; they share the features evenly.")
    causal: bool = toggle(
        False, help="Let a step look only at itself and the steps before it, not at the future."
    )
    initializer: Initializer = one_of(
        initializers, XavierUniform(), label="Initialiser", help="What the weights start from."
    )
    frozen: bool = freezable()

    equations = Equations(
        forward=(
            r"q = W_q x + b_q,\; k = W_k x + b_k,\; v = W_v x + b_v",
            r"P = \mathrm{softmax}\!\left(k^T q / \sqrt{d}\right)",
            r"o = v P",
            r"a = W_o\, [o_1; o_2; \ldots] + b_o",
        ),
        backward=(
            r"\frac{\partial L}{\partial o} = W_o^T \delta,\;"
            r"\frac{\partial L}{\partial W_o} = \delta\, o^T",
            r"\frac{\partial L}{\partial v} = \frac{\partial L}{\partial o} P^T,\;"
            r"\frac{\partial L}{\partial P} = v^T \frac{\partial L}{\partial o}",
            r"\delta_s = P \odot \left(\frac{\partial L}{\partial P} - "
            r"\sum_k P_k \frac{\partial L}{\partial P_k}\right) / \sqrt{d}",
            r"\frac{\partial L}{\partial q} = k\, \delta_s,\;"
            r"\frac{\partial L}{\partial k} = q\, \delta_s^T",
            r"\frac{\partial L}{\partial x} = W_q^T \frac{\partial L}{\partial q} + "
            r"W_k^T \frac{\partial L}{\partial k} + W_v^T \frac{\partial L}{\partial v}",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        _, features = steps_and_features(x[0])
        if features % self.heads:
            fits = max(n for n in range(1, self.heads) if features % n == 0)
            raise Mismatch(
                f"cannot share {features} features among {self.heads} heads evenly",
                remedy=Remedy(f"Use {fits} head{'s' * (fits > 1)}", settings={"heads": fits}),
            )
        return x[0]

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        d = x[0][1]

        def weight(rows: int) -> Parameter:
            return Parameter((rows, d), self.initializer, d, d, transposed=True)

        def bias(rows: int) -> Parameter:
            return Parameter((rows,), Zeros(), d, d)

        return {
            "in_proj_weight": weight(3 * d),
            "in_proj_bias": bias(3 * d),
            "out_proj_weight": weight(d),
            "out_proj_bias": bias(d),
        }

    def scratch(self, *x: Shape) -> int:
        # q, k, v and their gradients, the input, what the heads found; and scores in two arrays.
        steps, features = x[0]
        return 10 * steps * features + 2 * self.heads * steps * steps

    def multiply_adds(self, *x: Shape) -> int:
        # Four square matrices at every step; every step's scores with all steps, and their means.
        # A causal mask spares none of it: what it hides is computed too.
        steps, features = x[0]
        return 4 * steps * features**2 + 2 * steps**2 * features

    def bind(self, at: Site) -> Ops:
        attention = _Attention(at, self.heads, self.causal)
        return Ops(list(attention.forward()), list(attention.backward()))

    def summary(self) -> str:
        return f"{self.heads} head{'s' * (self.heads > 1)}{' · causal' * self.causal}"


class _Attention:
    """The layer bound to its site.

    Inside, features come first and the steps of a row lie next to each other: (features, batch,
    steps). So the weights meet all rows in one product, and the (size of a head, steps) matrices of
    every head and row can be multiplied where they lie. Scores are (heads, batch, keys, queries).
    """

    def __init__(self, at: Site, heads: int, causal: bool) -> None:
        steps, d, batch = at.x[0].shape
        self.at, self.d = at, d
        self.x, self.o = _with_ones(at, d, batch, steps), _with_ones(at, d, batch, steps)
        self.y = at.new(d, batch, steps)
        self.qkv, self.dqkv = at.new(3 * d, batch, steps), at.new(3 * d, batch, steps)
        self.p, self.ds = at.new(heads, batch, steps, steps), at.new(heads, batch, steps, steps)
        self.total = at.new(heads, batch, 1, steps)
        self.scale = scalar(1 / math.sqrt(d // heads), at.y)
        self.heads = heads
        self.mask = None
        if causal:
            future = np.tri(steps, steps, -1, dtype=bool)
            self.mask = np.where(future, -np.inf, 0).astype(at.y.dtype)

    def forward(self) -> Iterator[Call]:
        at, p = self.at, self.p
        (q, k, v), o = self._by_head(self.qkv), self._by_head(self.o[:-1])[0]
        inner, outer = self._blocks(at.block)
        yield partial(np.copyto, self.x[:-1], at.x[0].transpose(1, 2, 0))
        yield partial(np.dot, inner.T, as_matrix(self.x), as_matrix(self.qkv))
        yield partial(np.matmul, _turned(k), q, p)
        yield partial(np.multiply, p, self.scale, p)
        if self.mask is not None:
            yield partial(np.add, p, self.mask, p)
        yield from softmax_calls(p, p, self.total, 2)
        yield partial(np.matmul, v, p, o)
        yield partial(np.dot, outer.T, as_matrix(self.o), as_matrix(self.y))
        yield partial(np.copyto, at.y.transpose(1, 2, 0), self.y)

    def backward(self) -> Iterator[Call]:
        at, p, ds = self.at, self.p, self.ds
        q, k, v = self._by_head(self.qkv)
        dq, dk, dv = self._by_head(self.dqkv)
        dy, do = self.y, at.new(*self.y.shape)
        inner, outer = self._blocks(at.dblock)
        yield partial(np.copyto, dy, at.dy.transpose(1, 2, 0))
        yield partial(np.dot, as_matrix(self.o), as_matrix(dy).T, outer)
        yield partial(np.dot, at.values["out_proj_weight"].T, as_matrix(dy), as_matrix(do))
        (do,) = self._by_head(do)
        yield partial(np.matmul, do, _turned(p), dv)
        yield partial(np.matmul, _turned(v), do, ds)
        yield from self._through_softmax()
        yield partial(np.matmul, k, ds, dq)
        yield partial(np.matmul, q, _turned(ds), dk)
        yield partial(np.dot, as_matrix(self.x), as_matrix(self.dqkv).T, inner)
        if at.dx[0] is not None:
            dx = self.y
            yield partial(
                np.dot, at.values["in_proj_weight"].T, as_matrix(self.dqkv), as_matrix(dx)
            )
            yield partial(np.copyto, at.dx[0].transpose(1, 2, 0), dx)

    def _through_softmax(self) -> Iterator[Call]:
        """From dL/dP to dL/d(scores), in the same place; then the scale."""
        p, ds = self.p, self.ds
        yield partial(np.multiply, ds, p, ds)
        yield partial(np.add.reduce, ds, 2, None, self.total, True)
        # P * dP - P * total; P has served after that, and makes room.
        yield partial(np.multiply, p, self.total, p)
        yield partial(np.subtract, ds, p, ds)
        yield partial(np.multiply, ds, self.scale, ds)

    def _blocks(self, flat: Array) -> tuple[Array, Array]:
        """The two weights, each with its bias as the last row, as they are stored."""
        d = self.d
        inner, outer = flat[: 3 * d * (d + 1)], flat[3 * d * (d + 1) :]
        return inner.reshape(d + 1, 3 * d), outer.reshape(d + 1, d)

    def _by_head(self, array: Array) -> Array:
        """(n * features, batch, steps) as (n, heads, batch, size of a head, steps); a view."""
        _, batch, steps = array.shape
        apart = array.reshape(-1, self.heads, self.d // self.heads, batch, steps)
        return apart.transpose(0, 1, 3, 2, 4)


def _with_ones(at: Site, features: int, batch: int, steps: int) -> Array:
    """An array (features + 1, batch, steps) whose last row is ones, for the bias."""
    array = at.new(features + 1, batch, steps)
    array[-1] = 1
    return array


def _turned(array: Array) -> Array:
    return array.swapaxes(-1, -2)
