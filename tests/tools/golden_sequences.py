"""Golden values of sequence layers from PyTorch's own modules, beside those of golden_layers.py.

python tests/tools/golden_sequences.py        (needs PyTorch; run again when a case is added)
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from golden_layers import GOLDEN, Case, values
from torch import Tensor
from torch.nn.functional import gelu

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


D, HIDDEN = 6, 5
ATTENTION = {
    "in_proj_weight": (3 * D, D),
    "in_proj_bias": (3 * D,),
    "out_proj_weight": (D, D),
    "out_proj_bias": (D,),
}
#: Our names in a TransformerBlock, and PyTorch's.
BLOCK = {
    "norm1.weight": ("norm1.weight", (D,)),
    "norm1.bias": ("norm1.bias", (D,)),
    "attention.in_proj_weight": ("self_attn.in_proj_weight", (3 * D, D)),
    "attention.in_proj_bias": ("self_attn.in_proj_bias", (3 * D,)),
    "attention.out_proj_weight": ("self_attn.out_proj.weight", (D, D)),
    "attention.out_proj_bias": ("self_attn.out_proj.bias", (D,)),
    "norm2.weight": ("norm2.weight", (D,)),
    "norm2.bias": ("norm2.bias", (D,)),
    "dense1.weight": ("linear1.weight", (HIDDEN, D)),
    "dense1.bias": ("linear1.bias", (HIDDEN,)),
    "dense2.weight": ("linear2.weight", (D, HIDDEN)),
    "dense2.bias": ("linear2.bias", (D,)),
}


def mask(settings: dict, steps: int) -> Tensor | None:
    """PyTorch's word for causal: True where a step may not look."""
    return torch.ones(steps, steps).triu(1).bool() if settings.get("causal") else None


def attending(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    module = torch.nn.MultiheadAttention(D, s["heads"], batch_first=True, dtype=torch.float64)
    given = {name.replace("out_proj_", "out_proj."): value for name, value in p.items()}
    words = {"need_weights": False, "attn_mask": mask(s, x.shape[1])}
    return torch.func.functional_call(module, given, (x, x, x), words)[0]


def tanh_gelu(z: Tensor) -> Tensor:
    return gelu(z, approximate="tanh")


def block(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    function = {"Tanh": torch.tanh, "ReLU": torch.relu}.get(s.get("activation", ""), tanh_gelu)
    module = torch.nn.TransformerEncoderLayer(
        D,
        s["heads"],
        HIDDEN,
        dropout=0.0,
        activation=function,
        batch_first=True,
        norm_first=s.get("norm") != "after",
        dtype=torch.float64,
    )
    given = {BLOCK[name][0]: value for name, value in p.items()}
    return torch.func.functional_call(module, given, (x, mask(s, x.shape[1])))


def per_step(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    z = torch.nn.functional.linear(x, p["weight"], p.get("bias"))
    return {"Tanh": torch.tanh, "Softmax": lambda z: z.softmax(-1)}[s["activation"]](z)


def added(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    return x + p["weight"]


def transformers() -> Iterator[Case]:
    for settings in ({"heads": 2}, {"heads": 3, "causal": True}, {"heads": 1}, {"heads": 6}):
        yield Case("MultiHeadAttention", (STEPS, D), attending, ATTENTION, settings)
    sizes = {name: shape for name, (_, shape) in BLOCK.items()}
    for settings in (
        {"heads": 2},
        {"heads": 3, "norm": "after", "activation": "ReLU"},
        {"heads": 2, "causal": True, "activation": "Tanh"},
    ):
        settings = {"hidden": HIDDEN, **settings}
        yield Case("TransformerBlock", (STEPS, D), block, sizes, settings)
    for settings in ({"activation": "Tanh"}, {"activation": "Softmax", "bias": False}):
        bias = {"bias": (4,)} if settings.get("bias", True) else {}
        weights = {"weight": (4, FEATURES), **bias}
        yield Case("TimeDense", (STEPS, FEATURES), per_step, weights, {"units": 4, **settings})
    learned = {"pattern": "learned"}
    weights = {"weight": (STEPS, FEATURES)}
    yield Case("PositionalEncoding", (STEPS, FEATURES), added, weights, learned)


def cases() -> Iterator[Case]:
    for kind in MODULES:
        yield from recurrent(kind)
    yield from transformers()


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
