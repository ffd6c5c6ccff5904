"""Short names of parameter tensors, as the notation has them."""

from __future__ import annotations

_SIGNS = {"weight": "W", "bias": "b", "gamma": "γ", "beta": "β"}


def short(tensor: str) -> str:
    """ "Dense 2/weight" as "Dense 2 W", "LSTM/weight_ih" as "LSTM W_ih"."""
    node, _, name = tensor.rpartition("/")
    for word, sign in _SIGNS.items():
        name = name.replace(word, sign)
    return f"{node} {name}".strip()
