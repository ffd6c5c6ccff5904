"""JAX on the CPU: one jitted function a step, with Adam written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.peers import Steps
from benchmarks.workloads import Layer, Workload

ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "linear": lambda z: z, "softmax": lambda z: z}
RNG = np.random.default_rng(0)

#: From parameters, x (batch, ...) and a random key to the output.
Apply = Callable[[Any, Any, Any], Any]


def contestants(workload: Workload) -> Iterator[tuple[str, Steps]]:
    yield "jax", _steps(workload)


def _steps(workload: Workload) -> Steps:
    data_x, data_t = (jnp.asarray(array) for array in workload.data())
    params, functions, shape = [], [], workload.shape
    for layer in workload.layers:
        own, apply, shape = _layer(layer, shape)
        params.append(own)
        functions.append(apply)

    def loss_of(params, x, t, key):  # type: ignore[no-untyped-def]
        for p, apply in zip(params, functions, strict=True):
            x = apply(p, x, key)
        if not workload.classes:
            return jnp.mean((x - t) ** 2)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x), t[:, None], axis=1))

    @jax.jit
    def step(params, m, v, count, picked):  # type: ignore[no-untyped-def]
        count = count + 1
        key = jax.random.fold_in(jax.random.key(0), count.astype(int))
        g = jax.grad(loss_of)(params, data_x[picked], data_t[picked], key)
        tree = jax.tree_util.tree_map
        if workload.optimizer == "SGD":
            return tree(lambda p, g: p - 0.03 * g, params, g), m, v, count
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        params = tree(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), params, m, v)
        return params, m, v, count

    zeros = jax.tree_util.tree_map(jnp.zeros_like, params)
    state = [params, zeros, zeros, jnp.zeros((), jnp.float32)]
    batch, rows = workload.batch, workload.rows
    place, order = 0, RNG.permutation(rows)

    def steps(count: int) -> None:
        nonlocal place, order
        for _ in range(count):
            if place + batch > rows:
                place, order = 0, RNG.permutation(rows)
            state[:] = step(*state, order[place : place + batch])
            place += batch
        jax.block_until_ready(state)

    return steps


def _drawn(*shape: int, fans: int) -> jax.Array:
    scale = np.sqrt(6 / fans)
    return jnp.asarray(RNG.uniform(-scale, scale, shape).astype(np.float32))


def _layer(layer: Layer, shape: tuple[int, ...]) -> tuple[Any, Apply, tuple[int, ...]]:
    """Parameters, function and output shape. Images are (batch, channels, height, width)."""
    match layer:
        case ("dense", int(units), str(f)):
            own = (_drawn(shape[0], units, fans=shape[0] + units), jnp.zeros(units))
            return own, lambda p, x, key: ACTIVATIONS[f](x @ p[0] + p[1]), (units,)
        case ("conv", int(filters), int(size), str(f)):
            own = (
                _drawn(filters, shape[0], size, size, fans=size * size * shape[0]),
                jnp.zeros((filters, 1, 1)),
            )

            def conv(p: Any, x: Any, key: Any) -> Any:
                return ACTIVATIONS[f](jax.lax.conv(x, p[0], (1, 1), "VALID") + p[1])

            return own, conv, (filters, shape[1] - size + 1, shape[2] - size + 1)
        case ("pool", int(size)):
            window = (1, 1, size, size)

            def pool(p: Any, x: Any, key: Any) -> Any:
                return jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, window, window, "VALID")

            return (), pool, (shape[0], shape[1] // size, shape[2] // size)
        case ("flatten",):
            return (), lambda p, x, key: x.reshape(len(x), -1), (int(np.prod(shape)),)
        case ("lstm", int(units)):
            return _lstm(shape[1], units)
        case ("norm",):
            return (jnp.ones(shape), jnp.zeros(shape)), _normalised, shape
        case ("relu",):
            return (), lambda p, x, key: jax.nn.relu(x), shape
        case ("dropout", float(rate)):

            def drop(p: Any, x: Any, key: Any) -> Any:
                return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)

            return (), drop, shape
    raise ValueError(layer)


def _lstm(inputs: int, units: int) -> tuple[Any, Apply, tuple[int, ...]]:
    own = (
        _drawn(inputs, 4 * units, fans=inputs + units),
        _drawn(units, 4 * units, fans=2 * units),
        jnp.zeros(4 * units),
    )

    def apply(p: Any, x: Any, key: Any) -> Any:
        def one(state: Any, x: Any) -> Any:
            h, c = state
            i, f, g, o = jnp.split(x + h @ p[1], 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

        start = jnp.zeros((len(x), units))
        (h, _), _ = jax.lax.scan(one, (start, start), jnp.swapaxes(x @ p[0] + p[2], 0, 1))
        return h

    return own, apply, (units,)


def _normalised(p: Any, x: Any, key: Any) -> Any:
    """BatchNorm; it keeps no running statistics, which only makes it quicker."""
    return p[0] * (x - x.mean(0)) / jnp.sqrt(x.var(0) + 1e-5) + p[1]
