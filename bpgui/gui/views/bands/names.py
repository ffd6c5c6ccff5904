"""Short names of parameter tensors, as the notation has them."""

from __future__ import annotations

_SIGNS = {"weight": "W", "bias": "b", "gamma": "γ", "beta": "β"}


def short(tensor: str) -> str:
    """ "Dense 2/weight" as "Dense 2 W"."""
    node, _, name = tensor.rpartition("/")
    return f"{node} {_SIGNS.get(name, name)}".strip()
