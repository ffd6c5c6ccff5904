"""Activation functions, and their slopes where those are no short formula."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), written so that it cannot overflow."""
    return 0.5 * (1 + np.tanh(z / 2))


def softmax(z, axis=-1):
    """exp(z) / sum of exp(z); the largest z is taken off first, lest exp overflow."""
    e = np.exp(z - z.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def softmax_back(delta, a, axis=-1):
    """dL/dz_i = a_i (dL/da_i - sum_j a_j dL/da_j)."""
    return a * (delta - (a * delta).sum(axis, keepdims=True))


def log_softmax(z, axis=-1):
    """log of softmax(z), without the way over tiny numbers."""
    z = z - z.max(axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis, keepdims=True))


def log(p):
    """The logarithm of a probability; none is taken to be smaller than this."""
    return np.log(np.maximum(p, 1e-12))


def softplus(z):
    """log(1 + exp(z)), written so that it cannot overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def elu(z, alpha, scale=1):
    """z where it is positive, else alpha (exp(z) - 1); all that times a scale."""
    return scale * np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def elu_slope(z, alpha, scale=1):
    """1 where z is positive, else alpha exp(z); all that times a scale."""
    return scale * np.where(z > 0, 1, alpha * np.exp(np.minimum(z, 0)))


def gelu(z):
    """z/2 (1 + tanh(u)), u = sqrt(2/pi) (z + 0.044715 z^3)."""
    return z / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))


def gelu_slope(z):
    """1/2 (1 + tanh(u)) + z/2 (1 - tanh(u)^2) du/dz."""
    tanh = np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))
    return (1 + tanh) / 2 + z / 2 * (1 - tanh**2) * np.sqrt(2 / np.pi) * (1 + 0.134145 * z**2)


def silu_slope(z):
    """s(z) + z s(z) (1 - s(z)), where s is the sigmoid."""
    s = sigmoid(z)
    return s + z * s * (1 - s)


def relu(z):
    """z where it is positive, else 0."""
    return np.maximum(z, 0)


def relu_slope(a):
    """f'(z) from a = f(z)."""
    return a > 0


def tanh_slope(a):
    """f'(z) from a = tanh(z)."""
    return 1 - a**2
