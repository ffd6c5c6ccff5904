"""Golden values of sequence layers from PyTorch's own modules, beside those of golden_layers.py.

python tests/tools/golden_sequences.py        (needs PyTorch; run again when a case is added)
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from golden_layers import GOLDEN, Case, values
from torch import Tensor

STEPS, FEATURES, UNITS = 6, 3, 4
MODULES = {"SimpleRNN": torch.nn.RNN, "LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU}
GATES = {"SimpleRNN": 1, "LSTM": 4, "GRU": 3}


def recurrent(kind: str) -> Iterator[Case]:
    for direction in ("forward", "both"):
        for output in ("last", "sequence"):
            settings = {"units": UNITS, "output": output, "direction": direction}
            yield Case(kind, (STEPS, FEATURES), reading(kind), shapes(kind, direction), settings)
    if kind == "SimpleRNN":
        relu = {"units": UNITS, "activation": "relu"}
        yield Case(kind, (STEPS, FEATURES), reading(kind), shapes(kind, "forward"), relu)


def shapes(kind: str, direction: str) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    rows = GATES[kind] * UNITS
    for suffix in ("", "_reverse") if direction == "both" else ("",):
        found[f"weight_ih{suffix}"] = (rows, FEATURES)
        found[f"weight_hh{suffix}"] = (rows, UNITS)
        found[f"bias{suffix}"] = (rows,)
        if kind == "GRU":
            found[f"bias_hn{suffix}"] = (UNITS,)
    return found


def reading(kind: str):
    """PyTorch's module, given our parameters: of its two biases, ours is the one of the inputs."""

    def answer(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
        both = s.get("direction") == "both"
        words = {"nonlinearity": s.get("activation", "tanh")} if kind == "SimpleRNN" else {}
        module = MODULES[kind](
            FEATURES, UNITS, batch_first=True, bidirectional=both, dtype=torch.float64, **words
        )
        given = {}
        for suffix in ("", "_reverse") if both else ("",):
            inner = torch.zeros_like(p[f"bias{suffix}"])
            if kind == "GRU":
                inner = torch.cat([inner[: 2 * UNITS], p[f"bias_hn{suffix}"]])
            given |= {
                f"weight_ih_l0{suffix}": p[f"weight_ih{suffix}"],
                f"weight_hh_l0{suffix}": p[f"weight_hh{suffix}"],
                f"bias_ih_l0{suffix}": p[f"bias{suffix}"],
                f"bias_hh_l0{suffix}": inner,
            }
        y, last = torch.func.functional_call(module, given, (x,))
        last = last[0] if kind == "LSTM" else last
        return y if s.get("output") == "sequence" else torch.cat(list(last), -1)

    return answer


def cases() -> Iterator[Case]:
    for kind in MODULES:
        yield from recurrent(kind)


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    kinds: dict[str, list[Case]] = {}
    for case in cases():
        kinds.setdefault(case.kind, []).append(case)
    for kind, own in kinds.items():
        file = {}
        for number, case in enumerate(own):
            found = values(case, number)
            file |= {f"{number:02}/{name}": array for name, array in found.items()}
        np.savez_compressed(GOLDEN / f"{kind}.npz", **file)
        print(kind, (GOLDEN / f"{kind}.npz").stat().st_size)


if __name__ == "__main__":
    main()
