"""An export read by PyTorch alone: the network is built again and answers the sample.

    python tests/tools/read_export.py EXPORT.npz...        (needs PyTorch; knows no bpgui)

Tells for every file by how much the answers differ at most from those that bpgui gave. What it
knows of the layout of tensors is what README says.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as f

Settings = dict[str, Any]
#: Kind of layer -> its output from its inputs, its settings and its tensors by name.
LAYERS: dict[str, Callable[[list[Tensor], Settings, dict[str, Tensor]], Tensor]] = {
    "Dense": lambda x, s, w: dense(x[0], s, w),
    "TimeDense": lambda x, s, w: dense(x[0], s, w),
    "Activation": lambda x, s, w: activated(x[0], s["function"]),
    "PReLU": lambda x, s, w: f.prelu(x[0], w["weight"]),
    "Flatten": lambda x, s, w: x[0].flatten(1),
    "Reshape": lambda x, s, w: x[0].reshape(len(x[0]), *s["shape"]),
    "Dropout": lambda x, s, w: x[0],
    "GaussianSample": lambda x, s, w: x[0][:, : x[0].shape[1] // 2],
    "Add": lambda x, s, w: sum(x[1:], x[0]),
    "Multiply": lambda x, s, w: math.prod(x[1:], start=x[0]),
    "Concatenate": lambda x, s, w: torch.cat(x, 1),
    "Conv1D": lambda x, s, w: swapped(convolved(f.conv1d, swapped(x[0]), s, w)),
    "Conv2D": lambda x, s, w: convolved(f.conv2d, x[0], s, w),
    "Conv2DTranspose": lambda x, s, w: convolved(f.conv_transpose2d, x[0], s, w),
    "Upsample": lambda x, s, w: f.interpolate(x[0], scale_factor=s["factor"]),
    "MaxPool": lambda x, s, w: f.max_pool2d(x[0], s["size"], s["stride"] or None),
    "AveragePool": lambda x, s, w: f.avg_pool2d(x[0], s["size"], s["stride"] or None),
    "GlobalAveragePool": lambda x, s, w: x[0].mean((2, 3) if x[0].dim() == 4 else 1),
    "BatchNorm": lambda x, s, w: f.batch_norm(
        x[0],
        w["running_mean"],
        w["running_var"],
        w.get("weight"),
        w.get("bias"),
        eps=s["epsilon"],
    ),
    "LayerNorm": lambda x, s, w: f.layer_norm(
        x[0], w["weight"].shape, w["weight"], w["bias"], s["epsilon"]
    ),
    "RMSNorm": lambda x, s, w: f.rms_norm(x[0], w["weight"].shape, w["weight"], s["epsilon"]),
    "SimpleRNN": lambda x, s, w: recurrent(nn.RNN, x[0], s, w, nonlinearity=s["activation"]),
    "LSTM": lambda x, s, w: recurrent(nn.LSTM, x[0], s, w),
    "GRU": lambda x, s, w: recurrent(nn.GRU, x[0], s, w),
    "Embedding": lambda x, s, w: f.embedding(x[0].long(), w["weight"]),
    "PositionalEncoding": lambda x, s, w: x[0] + w.get("weight", waves(*x[0].shape[1:])),
    "MultiHeadAttention": lambda x, s, w: attention(x[0], s, w),
    "TransformerBlock": lambda x, s, w: block(x[0], s, w),
    "Loss": lambda x, s, w: x[0],
}
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "Linear": lambda z: z,
    "ReLU": f.relu,
    "Tanh": torch.tanh,
    "Sigmoid": torch.sigmoid,
    "Softmax": lambda z: f.softmax(z, -1),
    "GELU": lambda z: f.gelu(z, approximate="tanh"),
    "SiLU": f.silu,
    "SELU": f.selu,
    "Softplus": f.softplus,
    "Softsign": f.softsign,
    "Sine": torch.sin,
}


def activated(z: Tensor, function: Settings) -> Tensor:
    return ACTIVATIONS[function["kind"]](z)


def dense(x: Tensor, s: Settings, w: dict[str, Tensor]) -> Tensor:
    return activated(f.linear(x, w["weight"], w.get("bias")), s["activation"])


def swapped(x: Tensor) -> Tensor:
    """Steps and features exchanged: PyTorch convolves sequences channels first."""
    return x.transpose(1, 2)


def convolved(op: Any, x: Tensor, s: Settings, w: dict[str, Tensor]) -> Tensor:
    padding = "same" if s["padding"] == -1 else s["padding"]
    more = {"stride": s["stride"], "padding": padding, "dilation": s["dilation"]}
    return activated(op(x, w["weight"], w.get("bias"), **more), s["activation"])


def recurrent(kind: Any, x: Tensor, s: Settings, w: dict[str, Tensor], **more: Any) -> Tensor:
    both, units = s["direction"] == "both", s["units"]
    layer = kind(x.shape[2], units, batch_first=True, bidirectional=both, **more)
    state = layer.state_dict()
    for way in ("", "_reverse") if both else ("",):
        state[f"weight_ih_l0{way}"] = w[f"weight_ih{way}"]
        state[f"weight_hh_l0{way}"] = w[f"weight_hh{way}"]
        state[f"bias_ih_l0{way}"] = w[f"bias{way}"]
        state[f"bias_hh_l0{way}"] = torch.zeros_like(w[f"bias{way}"])
        if f"bias_hn{way}" in w:  # the GRU's second bias of its new content
            state[f"bias_hh_l0{way}"][2 * units :] = w[f"bias_hn{way}"]
    layer.load_state_dict(state)
    back = s["direction"] == "backward"
    steps, last = layer(x.flip(1) if back else x)
    last = last[0] if kind is nn.LSTM else last
    if s["output"] == "last":
        return torch.cat(list(last), 1)
    return steps.flip(1) if back else steps


def waves(steps: int, features: int) -> Tensor:
    angle = torch.arange(steps)[:, None] / 10_000 ** (torch.arange(0, features, 2) / features)
    both = torch.stack([angle.sin(), angle.cos()], 2).reshape(steps, -1)
    return both[:, :features]


def attention(x: Tensor, s: Settings, w: dict[str, Tensor]) -> Tensor:
    layer = nn.MultiheadAttention(x.shape[2], s["heads"], batch_first=True)
    layer.load_state_dict({name.replace("out_proj_", "out_proj."): w[name] for name in w})
    answer: Tensor = layer(x, x, x, attn_mask=mask(x, s), need_weights=False)[0]
    return answer


def block(x: Tensor, s: Settings, w: dict[str, Tensor]) -> Tensor:
    layer = nn.TransformerEncoderLayer(
        x.shape[2],
        s["heads"],
        s["hidden"],
        activation=ACTIVATIONS[s["activation"]["kind"]],
        batch_first=True,
        norm_first=s["norm"] == "before",
    )
    names = {
        "attention.": "self_attn.",
        "dense": "linear",
        "out_proj_": "out_proj.",
    }
    state = {}
    for name, tensor in w.items():
        for mine, theirs in names.items():
            name = name.replace(mine, theirs)
        state[name] = tensor
    layer.load_state_dict(state)
    answer: Tensor = layer.eval()(x, src_mask=mask(x, s))
    return answer


def mask(x: Tensor, s: Settings) -> Tensor | None:
    """Which steps no step may look at."""
    return torch.ones(x.shape[1], x.shape[1]).triu(1).bool() if s["causal"] else None


def answers(tensors: dict[str, Tensor], graph: Settings, prepared: Tensor) -> Tensor:
    """What reaches the first loss; several inputs share a row, in the order of the diagram."""
    nodes = {node["id"]: node for node in graph["nodes"]}
    wires: dict[int, list[int]] = {id: [] for id in nodes}
    for edge in graph["edges"]:
        wires[edge["target"]].append(edge["source"])
    flat, start, done = prepared.flatten(1), 0, {}
    while len(done) < len(nodes):
        for id, node in nodes.items():
            if id in done or any(source not in done for source in wires[id]):
                continue
            settings, prefix = node["layer"], f"{node['name']}/"
            if settings["kind"] == "Input":
                stop = start + math.prod(settings["shape"])
                done[id] = flat[:, start:stop].reshape(len(flat), *settings["shape"])
                start = stop
                continue
            own = {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
            done[id] = LAYERS[settings["kind"]]([done[s] for s in wires[id]], settings, own)
    return next(done[id] for id, node in nodes.items() if node["layer"]["kind"] == "Loss")


def difference(path: str) -> float:
    """The largest difference between PyTorch's answers and bpgui's."""
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    about = json.loads(str(arrays.pop("bpgui")))
    tensors = {name: torch.tensor(array.astype(np.float64)) for name, array in arrays.items()}
    sample = about["sample"]
    with torch.no_grad():
        found = answers(tensors, about["graph"], torch.tensor(sample["prepared"]))
    return float((found - torch.tensor(sample["outputs"]).reshape(found.shape)).abs().max())


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    for path in sys.argv[1:]:
        print(f"{difference(path):.1e}  {path}")
