"""JAX on the CPU: one jitted function a step, Adam written out, for the dense workloads."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.peers import Steps
from benchmarks.workloads import Workload

ACTIVATIONS = {"tanh": jnp.tanh, "relu": jax.nn.relu, "linear": lambda z: z, "softmax": lambda z: z}


def contestants(workload: Workload) -> Iterator[tuple[str, Steps]]:
    if all(layer[0] == "dense" for layer in workload.layers):
        yield "jax", _steps(workload)


def _steps(workload: Workload) -> Steps:
    data_x, data_t = (jnp.asarray(array) for array in workload.data())
    rng = np.random.default_rng(0)
    weights = []
    width = workload.shape[0]
    for _, units, _ in workload.layers:
        scale = np.sqrt(6 / (width + int(units)))
        w = rng.uniform(-scale, scale, (width, int(units))).astype(np.float32)
        weights.append((jnp.asarray(w), jnp.zeros(int(units), jnp.float32)))
        width = int(units)
    functions = [ACTIVATIONS[str(layer[2])] for layer in workload.layers]

    def loss_of(params, x, t):  # type: ignore[no-untyped-def]
        for (w, b), f in zip(params, functions, strict=True):
            x = f(x @ w + b)
        if not workload.classes:
            return jnp.mean((x - t) ** 2)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(x), t[:, None], axis=1))

    @jax.jit
    def step(params, m, v, count, picked):  # type: ignore[no-untyped-def]
        g = jax.grad(loss_of)(params, data_x[picked], data_t[picked])
        tree = jax.tree_util.tree_map
        if workload.optimizer == "SGD":
            return tree(lambda p, g: p - 0.03 * g, params, g), m, v, count
        count = count + 1
        m = tree(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = tree(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        params = tree(lambda p, m, v: p - rate * m / (jnp.sqrt(v) + 1e-8), params, m, v)
        return params, m, v, count

    zeros = jax.tree_util.tree_map(jnp.zeros_like, weights)
    state = [weights, zeros, zeros, jnp.zeros((), jnp.float32)]
    batch, rows = workload.batch, workload.rows
    place, order = 0, rng.permutation(rows)

    def steps(count: int) -> None:
        nonlocal place, order
        for _ in range(count):
            if place + batch > rows:
                place, order = 0, rng.permutation(rows)
            state[:] = step(*state, order[place : place + batch])
            place += batch
        jax.block_until_ready(state)

    return steps
