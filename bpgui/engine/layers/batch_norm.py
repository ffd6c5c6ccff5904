from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, Shape, scalar
from bpgui.engine.channels import by_channel, channels, products, sums
from bpgui.engine.fields import real, toggle
from bpgui.engine.initializers.constant import Constant
from bpgui.engine.initializers.zeros import Zeros
from bpgui.engine.layer import Equations, Layer, Parameter, Site, freezable, layer


@layer("BatchNorm", group="Normalise", rank=10, synonyms=("batch normalisation", "bn"))
@dataclass(frozen=True)
class BatchNorm(Layer):
    """a = w (x - mean) / sqrt(var + eps) + b

    Gives every feature, or every channel of an image, mean 0 and variance 1 over the mini-batch,
    then a learned scale w (the weight) and shift b (the bias). Outside of training, and while it is
    frozen, it takes the running mean and variance of the mini-batches gone by. Ioffe and Szegedy,
    2015.
    """

    momentum: float = real(
        0.1,
        min=0.0,
        max=1.0,
        help="Share of the newest mini-batch in the running statistics, as PyTorch counts it.",
    )
    epsilon: float = real(
        1e-5, min=1e-12, max=1.0, log=True, help="Keeps the division away from zero."
    )
    affine: bool = toggle(True, help="Learn a scale and a shift for every channel.")
    frozen: bool = freezable()

    equations = Equations(
        forward=(
            r"\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
            r"a = w \odot \hat x + b",
        ),
        backward=(
            r"\frac{\partial L}{\partial w} = \sum \delta \odot \hat x",
            r"\frac{\partial L}{\partial b} = \sum \delta",
            r"\frac{\partial L}{\partial x} = \frac{w}{\sqrt{\sigma^2 + \epsilon}}"
            r"\left(\delta - \overline{\delta} - \hat x\, \overline{\delta \odot \hat x}\right)",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        return x[0]

    def parameters(self, *x: Shape) -> dict[str, Parameter]:
        shape, ones = (channels(x[0]),), Constant(1.0)
        running = {
            "running_mean": Parameter(shape, Zeros(), trained=False),
            "running_var": Parameter(shape, ones, trained=False),
        }
        if not self.affine:
            return running
        return {"weight": Parameter(shape, ones), "bias": Parameter(shape, Zeros()), **running}

    def bind(self, at: Site) -> Ops:
        return _Normalisation(self, at).ops


class _Normalisation:
    """The calls of a BatchNorm on arrays (outer, channels, inner), n numbers a channel."""

    def __init__(self, layer: BatchNorm, at: Site) -> None:
        self.x, self.y, self.dy = by_channel(at.x[0]), by_channel(at.y), by_channel(at.dy)
        self.dx = None if at.dx[0] is None else by_channel(at.dx[0])
        self.n = len(self.x) * self.x.shape[2]
        self.layer, self.at = layer, at
        self.measures = at.training and not layer.frozen
        self.centred = at.new(*self.x.shape)
        channel = self.x.shape[1]
        # Columns (channels, 1), which meet the arrays, and the same memory as rows (channels,).
        self.mean, self.var, self.inverse, self.scale = at.new(4, channel, 1)
        self.work, self.gain, self.shift = at.new(3, channel, 1)
        self.ops = Ops(self._forward(), self._backward())

    def _forward(self) -> list[Call]:
        epsilon, one = scalar(self.layer.epsilon, self.y), scalar(1, self.y)
        affine = self.layer.affine
        weight = self.at.values["weight"][:, None] if affine else one
        calls: list[Call] = [
            *(self._measure() if self.measures else self._recall()),
            partial(np.add, self.var, epsilon, self.inverse),
            partial(np.sqrt, self.inverse, self.inverse),
            partial(np.divide, one, self.inverse, self.inverse),
            partial(np.multiply, self.inverse, weight, self.scale),
            partial(np.multiply, self.centred, self.scale, self.y),
        ]
        if affine:
            calls.append(partial(np.add, self.y, self.at.values["bias"][:, None], self.y))
        return calls

    def _measure(self) -> list[Call]:
        """Mean and variance of the mini-batch, and their share in the running ones."""
        share = scalar(1 / self.n, self.y)
        calls: list[Call] = [
            *sums(self.x, self.mean[:, 0]),
            partial(np.multiply, self.mean, share, self.mean),
            partial(np.subtract, self.x, self.mean, self.centred),
            *products(self.centred, self.centred, self.var[:, 0]),
            partial(np.multiply, self.var, share, self.var),
            *self._blend("running_mean", self.mean, 1),
        ]
        # One number has no variance to remember. The running one is unbiased, as in PyTorch.
        return calls + (self._blend("running_var", self.var, self.n) if self.n > 1 else [])

    def _blend(self, name: str, new: Array, n: int) -> list[Call]:
        """running <- (1 - momentum) running + momentum * new * n / (n - 1)."""
        running, momentum = self.at.values[name][:, None], self.layer.momentum
        unbiased = n / (n - 1) if n > 1 else 1
        return [
            partial(np.multiply, new, scalar(momentum * unbiased, new), self.work),
            partial(np.multiply, running, scalar(1 - momentum, new), running),
            partial(np.add, running, self.work, running),
        ]

    def _recall(self) -> list[Call]:
        mean, var = (self.at.values[name][:, None] for name in ("running_mean", "running_var"))
        return [
            partial(np.subtract, self.x, mean, self.centred),
            partial(np.copyto, self.var, var),
        ]

    def _backward(self) -> list[Call]:
        """gain is the sum of delta times the centred x, shift the sum of delta."""
        calls: list[Call] = [
            *products(self.dy, self.centred, self.gain[:, 0]),
            *sums(self.dy, self.shift[:, 0]),
            partial(np.multiply, self.gain, self.inverse, self.gain),
        ]
        if self.layer.affine:
            calls += [
                partial(np.copyto, self.at.grads["weight"], self.gain[:, 0]),
                partial(np.copyto, self.at.grads["bias"], self.shift[:, 0]),
            ]
        if self.dx is None:
            return calls
        if not self.measures:
            calls.append(partial(np.multiply, self.dy, self.scale, self.dx))
            return calls
        share = scalar(1 / self.n, self.y)
        calls += [
            partial(np.multiply, self.gain, self.inverse, self.gain),
            partial(np.multiply, self.gain, share, self.gain),
            partial(np.multiply, self.shift, share, self.shift),
            partial(np.multiply, self.centred, self.gain, self.dx),
            partial(np.subtract, self.dy, self.dx, self.dx),
            partial(np.subtract, self.dx, self.shift, self.dx),
            partial(np.multiply, self.dx, self.scale, self.dx),
        ]
        return calls
