"""Recurrent layers: a sequence read step by step, and back-propagation through time."""
# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np

from bpgui.export.numpy_program.shelf.activations import sigmoid


def rnn(x, W, U, b, f):
    """The state after every step, h_t = f(W x_t + U h_t-1 + b), (rows, steps, units)."""
    h = np.zeros((len(x), x.shape[1] + 1, len(U)))  # h[:, 0] is the state before the first step
    for t in range(x.shape[1]):
        h[:, t + 1] = f(x[:, t] @ W.T + h[:, t] @ U.T + b)
    return h[:, 1:]


def rnn_back(dh, x, h, W, U, slope):
    """dL/dx, dL/dW, dL/dU, dL/db from dL/dh of every step; slope(h) is f'."""
    dz, later = np.zeros_like(h), 0
    for t in reversed(range(x.shape[1])):
        dz[:, t] = (dh[:, t] + later) * slope(h[:, t])
        later = dz[:, t] @ U  # what comes back to h_t-1 through time
    return through_time(dz, x, h, W)


def through_time(dz, x, h, W):
    """dL/dx, dL/dW, dL/dU, dL/db from dL/dz, summed over all steps."""
    before = np.concatenate([np.zeros_like(h[:, :1]), h[:, :-1]], axis=1)  # h_t-1
    dW = np.einsum("rtz,rti->zi", dz, x)
    dU = np.einsum("rtz,rth->zh", dz, before)
    return dz @ W, dW, dU, dz.sum((0, 1))


def lstm(x, W, U, b):
    """The state h and the memory c after every step, and the gates i, f, g, o in every step."""
    rows, steps, units = len(x), x.shape[1], U.shape[1]
    h, c = np.zeros((2, rows, steps + 1, units))  # at 0 before the first step
    gates = np.zeros((rows, steps, 4 * units))
    for t in range(steps):
        i, f, g, o = np.split(x[:, t] @ W.T + h[:, t] @ U.T + b, 4, axis=1)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        c[:, t + 1] = f * c[:, t] + i * g
        h[:, t + 1] = o * np.tanh(c[:, t + 1])
        gates[:, t] = np.concatenate([i, f, g, o], axis=1)
    return h[:, 1:], c[:, 1:], gates


def lstm_back(dh, x, h, c, gates, W, U):
    """dL/dx, dL/dW, dL/dU, dL/db from dL/dh of every step."""
    dz, later, dc = np.zeros_like(gates), 0, 0
    for t in reversed(range(x.shape[1])):
        i, f, g, o = np.split(gates[:, t], 4, axis=1)
        before, tanh_c = c[:, t - 1] if t else 0, np.tanh(c[:, t])
        dh_t = dh[:, t] + later
        dc = dc + dh_t * o * (1 - tanh_c**2)
        di = dc * g * i * (1 - i)
        df = dc * before * f * (1 - f)
        dg = dc * i * (1 - g**2)
        do = dh_t * tanh_c * o * (1 - o)
        dz[:, t] = np.concatenate([di, df, dg, do], axis=1)
        later, dc = dz[:, t] @ U, dc * f  # what comes back to h_t-1 and c_t-1
    return through_time(dz, x, h, W)


def gru(x, W, U, b, bn):
    """The state h after every step, and in every step r, z, n and U_n h_t-1 + bn."""
    rows, steps, units = len(x), x.shape[1], U.shape[1]
    h, gates = np.zeros((rows, steps + 1, units)), np.zeros((rows, steps, 4 * units))
    for t in range(steps):
        xr, xz, xn = np.split(x[:, t] @ W.T + b, 3, axis=1)
        hr, hz, hn = np.split(h[:, t] @ U.T, 3, axis=1)
        r, z, hn = sigmoid(xr + hr), sigmoid(xz + hz), hn + bn
        n = np.tanh(xn + r * hn)
        h[:, t + 1] = (1 - z) * n + z * h[:, t]
        gates[:, t] = np.concatenate([r, z, n, hn], axis=1)
    return h[:, 1:], gates


def gru_back(dh, x, h, gates, W, U):
    """dL/dx, dL/dW, dL/dU, dL/db, dL/dbn from dL/dh of every step."""
    units, later = U.shape[1], 0
    dx_sums, dh_sums = np.zeros((2, len(x), x.shape[1], 3 * units))  # dL/d(W x), dL/d(U h)
    for t in reversed(range(x.shape[1])):
        r, z, n, hn = np.split(gates[:, t], 4, axis=1)
        before = h[:, t - 1] if t else 0
        dh_t = dh[:, t] + later
        dn = dh_t * (1 - z) * (1 - n**2)
        dz = dh_t * (before - n) * z * (1 - z)
        dr = dn * hn * r * (1 - r)
        dx_sums[:, t] = np.concatenate([dr, dz, dn], axis=1)
        dh_sums[:, t] = np.concatenate([dr, dz, dn * r], axis=1)
        later = dh_t * z + dh_sums[:, t] @ U
    dx, dW, _, db = through_time(dx_sums, x, h, W)
    _, _, dU, dbn = through_time(dh_sums, x, h, W)
    return dx, dW, dU, db, dbn[2 * units :]
