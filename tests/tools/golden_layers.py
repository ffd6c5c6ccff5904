"""Golden values of layers from PyTorch: what tests/engine/layers/test_golden.py compares with.

    python tests/tools/golden_layers.py        (needs PyTorch; run again when a case is added)

Every case is one layer between the data and L = 1/2 sum (y - t)^2, the mean over the rows, in
float64: its settings, inputs x, targets t and parameters, then the output y, dL/dx and dL/d of
every parameter. Rows first; sequences (rows, steps, features).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

GOLDEN = Path(__file__).parents[1] / "engine" / "layers" / "golden"
ROWS = 3

#: y from x, the settings, and the parameters (in which running statistics change in place).
Answer = Callable[[Tensor, dict, dict[str, Tensor]], Tensor]


@dataclass
class Case:
    """One layer with its settings, on one shape of input."""

    kind: str
    shape: tuple[int, ...]
    answer: Answer
    parameters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    settings: dict = field(default_factory=dict)
    training: bool = True


def activate(z: Tensor, settings: dict, channel: int = 1) -> Tensor:
    function = settings.get("activation", "ReLU")
    known = {"ReLU": functional.relu, "Tanh": torch.tanh, "Linear": lambda z: z}
    return known[function](z) if function in known else functional.softmax(z, channel)


def same(size: int, settings: dict) -> tuple[int, int]:
    """TensorFlow's padding: the odd one behind."""
    kernel, stride = settings.get("kernel", 3), settings.get("stride", 1)
    span = (kernel - 1) * settings.get("dilation", 1) + 1
    missing = max(0, (-(-size // stride) - 1) * stride + span - size)
    return missing // 2, missing - missing // 2


def padded(x: Tensor, settings: dict, value: float = 0.0) -> Tensor:
    padding = settings.get("padding", 0)
    sizes = [same(n, settings) if padding == -1 else (padding, padding) for n in x.shape[2:]]
    return functional.pad(x, [n for pair in reversed(sizes) for n in pair], value=value)


def conv2d(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    stride, dilation = s.get("stride", 1), s.get("dilation", 1)
    z = functional.conv2d(padded(x, s), p["weight"], p.get("bias"), stride, dilation=dilation)
    return activate(z, s)


def conv1d(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    stride, dilation = s.get("stride", 1), s.get("dilation", 1)
    turned = padded(x.transpose(1, 2), s)
    z = functional.conv1d(turned, p["weight"], p.get("bias"), stride, dilation=dilation)
    return activate(z, s).transpose(1, 2)


def conv2d_transpose(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    stride, dilation, padding = s.get("stride", 1), s.get("dilation", 1), s.get("padding", 0)
    z = functional.conv_transpose2d(x, p["weight"], None, stride, dilation=dilation)
    cut = padding
    if padding == -1:
        sizes = [n * stride for n in x.shape[2:]]
        # Where the kernel does not reach, there is only the bias.
        z = functional.pad(z, [0, max(0, sizes[1] - z.shape[3]), 0, max(0, sizes[0] - z.shape[2])])
        (top, _), (left, _) = (same(n, s) for n in sizes)
        z = z[:, :, top : top + sizes[0], left : left + sizes[1]]
    elif cut:
        z = z[:, :, cut:-cut, cut:-cut]
    if "bias" in p:
        z = z + p["bias"][:, None, None]
    return activate(z, s)


def max_pool(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    size = s.get("size", 2)
    settings = {"kernel": size, "stride": s.get("stride") or size, "padding": s.get("padding", 0)}
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    pool = functional.max_pool1d if x.ndim == 3 else functional.max_pool2d
    y = pool(padded(turned, settings, -torch.inf), size, settings["stride"])
    return y.transpose(1, 2) if x.ndim == 3 else y


def average_pool(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    size = s.get("size", 2)
    settings = {"kernel": size, "stride": s.get("stride") or size, "padding": s.get("padding", 0)}
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    pool = functional.avg_pool1d if x.ndim == 3 else functional.avg_pool2d
    stride = settings["stride"]
    total = pool(padded(turned, settings), size, stride)
    seen = pool(padded(torch.ones_like(turned), settings), size, stride)
    y = total / seen
    return y.transpose(1, 2) if x.ndim == 3 else y


def global_average_pool(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    return x.mean((2, 3)) if x.ndim == 4 else x.mean(1)


def upsample(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    mode = s.get("mode", "nearest")
    if mode == "linear":
        mode = "linear" if x.ndim == 3 else "bilinear"
    y = functional.interpolate(turned, scale_factor=s.get("factor", 2), mode=mode)
    return y.transpose(1, 2) if x.ndim == 3 else y


def batch_norm(training: bool) -> Answer:
    def answer(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
        turned = x.transpose(1, 2) if x.ndim == 3 else x
        y = functional.batch_norm(
            turned,
            p["running_mean"],
            p["running_var"],
            p.get("weight"),
            p.get("bias"),
            training,
            s.get("momentum", 0.1),
            s.get("epsilon", 1e-5),
        )
        return y.transpose(1, 2) if x.ndim == 3 else y

    return answer


def layer_norm(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    shape = x.shape[1:] if x.ndim == 4 else x.shape[-1:]
    return functional.layer_norm(x, shape, p.get("weight"), p.get("bias"), s.get("epsilon", 1e-5))


def rms_norm(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    shape = x.shape[1:] if x.ndim == 4 else x.shape[-1:]
    return functional.rms_norm(x, shape, p["weight"], s["epsilon"])


def prelu(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    turned = x.transpose(1, 2) if x.ndim == 3 else x
    y = functional.prelu(turned, p["weight"])
    return y.transpose(1, 2) if x.ndim == 3 else y


def multiply(x: Tensor, s: dict, p: dict[str, Tensor]) -> Tensor:
    return x * x * x


ROW, SEQUENCE, IMAGE = (5,), (7, 3), (2, 7, 6)


def convolutions() -> list[Case]:
    made = []
    for settings in (
        {},
        {"stride": 2, "activation": "Tanh"},
        {"padding": -1, "activation": "Softmax"},
        {"padding": -1, "stride": 2, "kernel": 4},
        {"padding": 2, "dilation": 2, "activation": "Linear", "bias": False},
        {"stride": 3, "kernel": 2, "padding": 1, "activation": "Tanh"},
        {"padding": -1, "stride": 2, "dilation": 3, "activation": "Tanh"},
    ):
        kernel = settings.get("kernel", 3)
        bias = {"bias": (4,)} if settings.get("bias", True) else {}
        s = {"filters": 4, **settings}
        for kind, shape, answer, weight in (
            ("Conv2D", IMAGE, conv2d, (4, 2, kernel, kernel)),
            ("Conv1D", SEQUENCE, conv1d, (4, 3, kernel)),
            ("Conv2DTranspose", (2, 4, 3), conv2d_transpose, (2, 4, kernel, kernel)),
        ):
            made.append(Case(kind, shape, answer, {"weight": weight, **bias}, s))
    return made


def pools() -> list[Case]:
    made = []
    for settings in (
        {},
        {"size": 3},
        {"size": 3, "stride": 2, "padding": 1},
        {"size": 3, "stride": 1},
        {"size": 2, "stride": 3},
        {"size": 4, "stride": 2, "padding": -1},
    ):
        for shape in (SEQUENCE, IMAGE):
            made.append(Case("MaxPool", shape, max_pool, settings=settings))
            made.append(Case("AveragePool", shape, average_pool, settings=settings))
    for shape in (SEQUENCE, IMAGE):
        made.append(Case("GlobalAveragePool", shape, global_average_pool))
        for settings in ({}, {"factor": 3, "mode": "linear"}, {"factor": 2, "mode": "linear"}):
            made.append(Case("Upsample", shape, upsample, settings=settings))
    return made


def the_others() -> list[Case]:
    made = []
    for shape in (ROW, SEQUENCE, IMAGE):
        channels = (shape[0] if len(shape) == 3 else shape[-1],)
        running = {"running_mean": channels, "running_var": channels}
        both = {"weight": channels, "bias": channels}
        for training in (True, False):
            answer = batch_norm(training)
            made.append(Case("BatchNorm", shape, answer, both | running, {}, training))
            plain = {"affine": False, "momentum": 0.3, "epsilon": 0.01}
            made.append(Case("BatchNorm", shape, answer, running, plain, training))
        whole = shape if len(shape) == 3 else channels
        made.append(Case("LayerNorm", shape, layer_norm, {"weight": whole, "bias": whole}))
        made.append(Case("LayerNorm", shape, layer_norm, {}, {"affine": False, "epsilon": 0.01}))
        made.append(Case("PReLU", shape, prelu, {"weight": (1,)}))
        made.append(Case("PReLU", shape, prelu, {"weight": channels}, {"shared": False}))
        made.append(Case("Multiply", shape, multiply))
    for shape in (ROW, SEQUENCE, IMAGE):
        whole = shape if len(shape) == 3 else shape[-1:]
        made.append(Case("RMSNorm", shape, rms_norm, {"weight": whole}, {"epsilon": 0.01}))
    return made


def values(case: Case, seed: int) -> dict[str, np.ndarray]:
    """Everything the test needs of one case."""
    torch.manual_seed(seed)
    x = torch.randn(ROWS, *case.shape, dtype=torch.float64, requires_grad=True)
    parameters = {
        name: torch.rand(shape, dtype=torch.float64) + (0.5 if "var" in name else -0.5)
        for name, shape in case.parameters.items()
    }
    found = {f"parameter/{name}": p.numpy().copy() for name, p in parameters.items()}
    learned = {n: p.requires_grad_() for n, p in parameters.items() if "running" not in n}
    y = case.answer(x, case.settings, parameters)
    t = torch.randn_like(y)
    (((y - t) ** 2).sum() / 2 / ROWS).backward()
    found |= {"x": x.detach().numpy(), "t": t.numpy(), "y": y.detach().numpy()}
    found["dx"] = x.grad.numpy()
    found |= {f"gradient/{name}": p.grad.numpy() for name, p in learned.items()}
    found |= {f"after/{n}": p.numpy() for n, p in parameters.items() if n not in learned}
    found["settings"] = np.array(json.dumps(case.settings))
    found["training"] = np.array(case.training)
    return found


def main() -> None:
    GOLDEN.mkdir(exist_ok=True)
    kinds: dict[str, dict[str, np.ndarray]] = {}
    for seed, case in enumerate([*convolutions(), *pools(), *the_others()]):
        file = kinds.setdefault(case.kind, {})
        number = len({name.partition("/")[0] for name in file})
        file |= {f"{number:02}/{name}": array for name, array in values(case, seed).items()}
    for kind, file in kinds.items():
        np.savez_compressed(GOLDEN / f"{kind}.npz", **file)
        print(kind, (GOLDEN / f"{kind}.npz").stat().st_size)


if __name__ == "__main__":
    main()
