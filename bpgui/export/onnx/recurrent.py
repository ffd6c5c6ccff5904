"""Recurrent layers: one operator each, which reads the steps first and has gates of its own order.

Its weights are W for the input, R for the state, B for both biases, the directions on top.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bpgui.engine.arrays import Array
from bpgui.engine.layers.gru import GRU
from bpgui.engine.layers.lstm import LSTM
from bpgui.engine.layers.simple_rnn import SimpleRNN
from bpgui.engine.recurrent import Recurrent
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates

_DIRECTIONS = {"forward": "forward", "backward": "reverse", "both": "bidirectional"}


@translates(SimpleRNN)
def simple_rnn(layer: SimpleRNN, site: Site) -> Value:
    functions = [{"tanh": "Tanh", "relu": "Relu"}[layer.activation]] * len(_suffixes(layer))
    return _recurrent("RNN", (0,), layer, site, activations=functions)


@translates(LSTM)
def lstm(layer: LSTM, site: Site) -> Value:
    """i, f, g, o are asked for as i, o, f, g."""
    return _recurrent("LSTM", (0, 3, 1, 2), layer, site)


@translates(GRU)
def gru(layer: GRU, site: Site) -> Value:
    """r, u, n are asked for as u, r, n; the reset acts behind the product, as in PyTorch."""
    return _recurrent("GRU", (1, 0, 2), layer, site, linear_before_reset=1)


def _recurrent(
    kind: str, order: Sequence[int], layer: Recurrent, site: Site, **attributes: Any
) -> Value:
    def both(rows: Callable[[str], Array]) -> Array:
        """The rows of every direction, their gates in order."""
        blocks = [rows(suffix).reshape(len(order), layer.units, -1) for suffix in _suffixes(layer)]
        return np.stack([block[list(order)].reshape(-1, block.shape[2]) for block in blocks])

    outer, inner = (both(biases)[..., 0] for biases in (_outer(site), _inner(layer, site)))
    steps, last = site.several(
        2,
        kind,
        site.op("Transpose", *site.x, perm=(1, 0, 2)),
        site.constant("W", both(lambda suffix: site.tensor(f"weight_ih{suffix}"))),
        site.constant("R", both(lambda suffix: site.tensor(f"weight_hh{suffix}"))),
        site.constant("B", np.concatenate([outer, inner], axis=1)),
        hidden_size=layer.units,
        direction=_DIRECTIONS[layer.direction],
        **attributes,
    )
    if layer.output == "last":  # (directions, batch, units)
        return site.op("Flatten", site.op("Transpose", last, perm=(1, 0, 2)), axis=1)
    # (steps, directions, batch, units)
    rows_first = site.op("Transpose", steps, perm=(2, 0, 1, 3))
    return site.op("Reshape", rows_first, site.constant("shape", [0, *site.shape]))


def _outer(site: Site) -> Callable[[str], Array]:
    """The one bias there is of both sums."""
    return lambda suffix: site.tensor(f"bias{suffix}")


def _inner(layer: Recurrent, site: Site) -> Callable[[str], Array]:
    """The second bias: 0, but for the new content of a GRU."""

    def biases(suffix: str) -> Array:
        found = np.zeros_like(site.tensor(f"bias{suffix}"))
        if site.has(f"bias_hn{suffix}"):
            found[-layer.units :] = site.tensor(f"bias_hn{suffix}")
        return found

    return biases


def _suffixes(layer: Recurrent) -> tuple[str, ...]:
    return ("", "_reverse") if layer.direction == "both" else ("",)
