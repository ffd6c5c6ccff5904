from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, Ops, Shape, scalar, text
from bpgui.engine.fields import real
from bpgui.engine.layer import Equations, Layer, Mismatch, Remedy, Site, layer
from bpgui.engine.layers.flatten import Flatten


@layer(
    "Gaussian sample",
    group="Core",
    rank=60,
    synonyms=("vae", "variational", "reparameterisation", "latent", "kl divergence"),
)
@dataclass(frozen=True)
class GaussianSample(Layer):
    """z = mu + sigma * eps, eps ~ N(0, 1), [mu; log sigma^2] = x

    The middle of a variational auto-encoder. The first half of its inputs are means, the second
    half the logarithms of variances; it draws from these normal distributions in such a way that
    gradients pass (Kingma and Welling, 2014). The distance of the distributions from N(0, 1), their
    KL divergence, joins the loss, so that afterwards N(0, 1) can be drawn from. Outside of training
    z is the mean.
    """

    weight: float = real(
        1.0,
        min=0.0,
        max=1e6,
        label="KL weight",
        help="How much the KL divergence counts. 1 suits a loss that is summed over the outputs; "
        "for a mean over n outputs take 1 / n.",
    )

    equations = Equations(
        forward=(
            r"z = \mu + \sigma \odot \epsilon,\; \sigma = e^{\frac{1}{2} \log \sigma^2}",
            r"L \mathrel{+}= \frac{\beta}{2} \sum_i \left(\sigma_i^2 + \mu_i^2 - 1 - "
            r"\log \sigma_i^2\right)",
        ),
        backward=(
            r"\frac{\partial L}{\partial \mu} = \delta + \beta \mu",
            r"\frac{\partial L}{\partial \log \sigma^2} = "
            r"\frac{1}{2} \delta \odot \sigma \odot \epsilon + \frac{\beta}{2} (\sigma^2 - 1)",
        ),
    )

    def output_shape(self, *x: Shape) -> Shape:
        if len(x[0]) != 1:
            raise Mismatch(
                f"needs a flat row of means and log-variances, got {text(x[0])}",
                remedy=Remedy("Insert Flatten", insert=Flatten()),
            )
        if x[0][0] % 2:
            raise Mismatch(f"needs as many log-variances as means, got {x[0][0]} numbers for both")
        return (x[0][0] // 2,)

    def bind(self, at: Site) -> Ops:
        size = len(at.y)
        mean, log_variance = at.x[0][:size], at.x[0][size:]
        variance, noise = at.new(*at.y.shape), at.new(*at.y.shape)
        ops = Ops(self._divergence(at, mean, log_variance, variance))
        if at.training:
            ops.forward += [
                partial(np.sqrt, variance, noise),
                *_drawn(at, noise),
                partial(np.add, mean, noise, at.y),
            ]
        else:
            noise.fill(0)
            ops.forward.append(partial(np.copyto, at.y, mean))
        if at.dx[0] is not None:
            ops.backward += self._slopes(at, mean, variance, noise, at.dx[0])
        return ops

    def _divergence(
        self, at: Site, mean: Array, log_variance: Array, variance: Array
    ) -> list[Call]:
        """Fills the variance, and the term that joins the loss."""
        term, work = at.extra_loss(), at.new(*mean.shape)
        return [
            partial(np.exp, log_variance, variance),
            partial(np.square, mean, work),
            partial(np.add, work, variance, work),
            partial(np.subtract, work, log_variance, work),
            partial(np.subtract, work, scalar(1, work), work),
            partial(np.add.reduce, work, None, None, term),
            partial(np.multiply, term, scalar(self.weight / 2 / at.batch, work), term),
        ]

    def _slopes(
        self, at: Site, mean: Array, variance: Array, noise: Array, dx: Array
    ) -> list[Call]:
        d_mean, d_log = dx[: len(mean)], dx[len(mean) :]
        weight, half = scalar(self.weight / at.batch, mean), scalar(0.5, mean)
        work = at.new(*mean.shape)
        return [
            partial(np.multiply, mean, weight, d_mean),
            partial(np.add, d_mean, at.dy, d_mean),
            partial(np.subtract, variance, scalar(1, mean), d_log),
            partial(np.multiply, d_log, weight, d_log),
            partial(np.multiply, at.dy, noise, work),
            partial(np.add, d_log, work, d_log),
            partial(np.multiply, d_log, half, d_log),
        ]


def _drawn(at: Site, deviation: Array) -> list[Call]:
    """Multiplies standard deviations by fresh noise, in place."""
    draw = at.new(*deviation.shape)
    return [
        partial(at.rng.standard_normal, None, draw.dtype, draw),
        partial(np.multiply, deviation, draw, deviation),
    ]
