"""Attention, and the waves that tell it where a step stands."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np

from bpgui.export.numpy_program.shelf.activations import softmax, softmax_back


def heads_apart(x, heads):
    """From (rows, steps, features) to (rows, heads, steps, a share of the features)."""
    return x.reshape(*x.shape[:2], heads, -1).swapaxes(1, 2)


def heads_together(x):
    """From (rows, heads, steps, a share of the features) to (rows, steps, features)."""
    return x.swapaxes(1, 2).reshape(len(x), x.shape[2], -1)


def attention(qkv, heads, causal=False):
    """o = P v, P = softmax(q k^T / sqrt(d)), head by head; qkv (rows, steps, 3 * features).

    P (rows, heads, steps, steps): how much each step looks at the others; causal: at none behind.
    """
    q, k, v = (heads_apart(part, heads) for part in np.split(qkv, 3, axis=2))
    scores = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if causal:
        scores = np.where(np.tri(q.shape[2], dtype=bool), scores, -np.inf)
    P = softmax(scores)
    return heads_together(P @ v), P


def attention_back(do, qkv, P):
    """dL/dqkv from dL/do."""
    q, k, v = (heads_apart(part, P.shape[1]) for part in np.split(qkv, 3, axis=2))
    do = heads_apart(do, P.shape[1])
    dv = P.swapaxes(-1, -2) @ do
    dscores = softmax_back(do @ v.swapaxes(-1, -2), P) / np.sqrt(q.shape[-1])
    dq, dk = dscores @ k, dscores.swapaxes(-1, -2) @ q
    return np.concatenate([heads_together(part) for part in (dq, dk, dv)], axis=2)


def waves(steps, features):
    """sin(t / 10000^(i/d)) for even i, and the cosine of the same wave for the odd i behind it."""
    i = np.arange(features)
    angle = np.arange(steps)[:, None] / 10000 ** ((i - i % 2) / features)
    return np.where(i % 2 == 0, np.sin(angle), np.cos(angle))
