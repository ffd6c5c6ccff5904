"""Golden values of activations, losses, optimisers and schedules from PyTorch.

    python tests/tools/golden_kinds.py         (needs PyTorch; run again when a case is added)

What tests/engine/test_golden.py compares with. Everything in float64, rows first. Cases are
numbered; "<n>/kind" is the declaration as JSON, the other arrays are named after what they hold.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, optim
from torch.nn import functional
from torch.optim import lr_scheduler

GOLDEN = Path(__file__).parents[1] / "engine" / "golden"
Case = dict[str, Any]


def step(z: Tensor) -> Tensor:
    """Forward a step, backward the identity."""
    return z + ((z > 0).to(z.dtype) - z).detach()


ACTIVATIONS: list[tuple[str, dict[str, float], Callable[[Tensor], Tensor]]] = [
    ("Linear", {}, lambda z: z),
    ("ReLU", {}, functional.relu),
    ("LeakyReLU", {}, lambda z: functional.leaky_relu(z, 0.01)),
    ("LeakyReLU", {"slope": 0.3}, lambda z: functional.leaky_relu(z, 0.3)),
    ("ELU", {}, functional.elu),
    ("ELU", {"alpha": 0.4}, lambda z: functional.elu(z, 0.4)),
    ("SELU", {}, functional.selu),
    ("GELU", {}, lambda z: functional.gelu(z, approximate="tanh")),
    ("SiLU", {}, functional.silu),
    ("Softplus", {}, functional.softplus),
    ("Softsign", {}, functional.softsign),
    ("Sine", {}, torch.sin),
    ("Step", {}, step),
    ("Sigmoid", {}, torch.sigmoid),
    ("Tanh", {}, torch.tanh),
    ("Softmax", {}, lambda z: functional.softmax(z, 1)),
]


def activations() -> Iterable[Case]:
    rng = np.random.default_rng(1)
    z = 2.5 * rng.standard_normal((8, 5))
    z[0, :3] = 0, -1e-9, 12
    da = rng.standard_normal(z.shape)
    for kind, settings, function in ACTIVATIONS:
        x = torch.tensor(z, requires_grad=True)
        a = function(x)
        a.backward(torch.tensor(da))
        yield {
            "kind": {"kind": kind, **settings},
            "z": z,
            "da": da,
            "a": a.detach(),
            "dz": x.grad,
        }


Loss = Callable[[Tensor, Tensor], Tensor]


def smooth(t: Tensor, share: float) -> Tensor:
    return t * (1 - share) + share / 2


def hinge(y: Tensor, t: Tensor) -> Tensor:
    return torch.clamp(1 - t * y, min=0).mean()


def kl(y: Tensor, t: Tensor) -> Tensor:
    return functional.kl_div(torch.log(y), t, reduction="batchmean")


#: Kind, settings, loss of the prediction, activation it is fused with, loss of the logits.
LOSSES: list[tuple[str, dict[str, float], Loss, Callable[[Tensor], Tensor] | None, Loss | None]] = [
    ("HalfSquaredError", {}, lambda y, t: 0.5 * ((y - t) ** 2).sum(1).mean(), None, None),
    ("MeanSquaredError", {}, functional.mse_loss, None, None),
    ("MeanAbsoluteError", {}, functional.l1_loss, None, None),
    ("Huber", {}, functional.huber_loss, None, None),
    ("Huber", {"threshold": 0.3}, lambda y, t: functional.huber_loss(y, t, delta=0.3), None, None),
    ("Hinge", {}, hinge, None, None),
    (
        "BinaryCrossEntropy", {},
        functional.binary_cross_entropy,
        torch.sigmoid, functional.binary_cross_entropy_with_logits,
    ),
    (
        "BinaryCrossEntropy", {"smoothing": 0.2},
        lambda y, t: functional.binary_cross_entropy(y, smooth(t, 0.2)),
        torch.sigmoid,
        lambda z, t: functional.binary_cross_entropy_with_logits(z, smooth(t, 0.2)),
    ),
    (
        "CategoricalCrossEntropy", {},
        lambda y, t: -(t * torch.log(y)).sum(1).mean(),
        lambda z: functional.softmax(z, 1), functional.cross_entropy,
    ),
    (
        "CategoricalCrossEntropy", {"smoothing": 0.1},
        lambda y, t: -((t * 0.9 + 0.1 / 4) * torch.log(y)).sum(1).mean(),
        lambda z: functional.softmax(z, 1),
        lambda z, t: functional.cross_entropy(z, t, label_smoothing=0.1),
    ),
    (
        "KLDivergence", {}, kl,
        lambda z: functional.softmax(z, 1),
        lambda z, t: functional.kl_div(functional.log_softmax(z, 1), t, reduction="batchmean"),
    ),
]  # fmt: skip


def targets(kind: str, rng: np.random.Generator) -> np.ndarray:
    if kind == "Hinge":
        return rng.choice([-1.0, 1.0], (7, 4))
    if kind in ("CategoricalCrossEntropy", "KLDivergence"):
        t = rng.dirichlet(np.ones(4), 7)
        t[:2] = np.eye(4)[:2]
        return t
    return rng.uniform(0, 1, (7, 4))


def losses() -> Iterable[Case]:
    rng = np.random.default_rng(2)
    for kind, settings, alone, activation, fused in LOSSES:
        z, t = 2 * rng.standard_normal((7, 4)), targets(kind, rng)
        y = z if activation is None else activation(torch.tensor(z)).numpy()
        ways = [(alone, y, False)] + ([] if fused is None else [(fused, z, True)])
        for function, inputs, is_fused in ways:
            x = torch.tensor(inputs, requires_grad=True)
            loss = function(x, torch.tensor(t))
            loss.backward()
            yield {
                "kind": {"kind": kind, **settings},
                "fused": is_fused,
                "y": inputs,
                "t": t,
                "loss": loss.detach(),
                "dy": x.grad,
            }


RATE = 0.05
OPTIMISERS: list[tuple[str, dict[str, float], Callable[[list[Tensor]], optim.Optimizer]]] = [
    ("SGD", {}, lambda p: optim.SGD(p, RATE)),
    ("Momentum", {}, lambda p: optim.SGD(p, RATE, momentum=0.9)),
    ("Momentum", {"mu": 0.5}, lambda p: optim.SGD(p, RATE, momentum=0.5)),
    ("Nesterov", {}, lambda p: optim.SGD(p, RATE, momentum=0.9, nesterov=True)),
    ("AdaGrad", {}, lambda p: optim.Adagrad(p, RATE)),
    ("AdaGrad", {"epsilon": 0.1}, lambda p: optim.Adagrad(p, RATE, eps=0.1)),
    ("RMSProp", {}, lambda p: optim.RMSprop(p, RATE)),
    ("RMSProp", {"rho": 0.9, "epsilon": 1e-4}, lambda p: optim.RMSprop(p, RATE, 0.9, 1e-4)),
    ("Adam", {}, lambda p: optim.Adam(p, RATE)),
    (
        "Adam",
        {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
        lambda p: optim.Adam(p, RATE, (0.5, 0.9), 1e-3),
    ),
    ("AdamW", {}, lambda p: optim.AdamW(p, RATE)),
    ("AdamW", {"weight_decay": 0.5}, lambda p: optim.AdamW(p, RATE, weight_decay=0.5)),
]


def optimizers() -> Iterable[Case]:
    rng = np.random.default_rng(3)
    theta, gradients = rng.standard_normal(9), rng.standard_normal((10, 9))
    gradients *= np.geomspace(1e-3, 1e3, 9)
    for kind, settings, make in OPTIMISERS:
        parameter = torch.tensor(theta, requires_grad=True)
        optimizer = make([parameter])
        path = []
        for gradient in gradients:
            parameter.grad = torch.tensor(gradient)
            optimizer.step()
            path.append(parameter.detach().numpy().copy())
        yield {
            "kind": {"kind": kind, **settings},
            "rate": RATE,
            "theta": theta,
            "gradients": gradients,
            "path": np.array(path),
        }


SCHEDULES: list[tuple[str, dict[str, float], Callable[[optim.Optimizer], Any]]] = [
    ("Constant", {}, lambda o: lr_scheduler.ConstantLR(o, 1.0)),
    ("StepDecay", {"epochs": 3, "factor": 0.5}, lambda o: lr_scheduler.StepLR(o, 3, 0.5)),
    ("ExponentialDecay", {"factor": 0.9}, lambda o: lr_scheduler.ExponentialLR(o, 0.9)),
    (
        "Cosine",
        {"epochs": 12, "lowest": 0.1},
        lambda o: lr_scheduler.CosineAnnealingLR(o, 12, 0.1),
    ),
    (
        "WarmUp",
        {"epochs": 5.0, "start": 0.2},
        lambda o: lr_scheduler.LinearLR(o, 0.2, total_iters=5),
    ),
    (
        "ReduceOnPlateau",
        {"patience": 1, "factor": 0.5, "threshold": 0.01},
        lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.01, eps=0),
    ),
]


def schedules() -> Iterable[Case]:
    epochs = 12
    seen = [3, 2, 1.999, 1.998, 1.997, 1.5, 1.6, 1.7, 1.8, 1.4, 1.4, 1.4]
    for kind, settings, make in SCHEDULES:
        optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)
        scheduler = make(optimizer)
        factors = []
        for loss in seen[:epochs]:
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step(*([loss] if kind == "ReduceOnPlateau" else []))
        yield {"kind": {"kind": kind, **settings}, "losses": seen, "factors": factors}


def training() -> Iterable[Case]:
    """Ten full-batch steps of a 4-6-5-3 net with L2 on its weights and Adam."""
    rng = np.random.default_rng(4)
    x, t = rng.standard_normal((20, 4)), np.eye(3)[rng.integers(0, 3, 20)]
    sizes = (4, 6, 5, 3)
    start = {}
    for index, (inputs, units) in enumerate(itertools.pairwise(sizes)):
        start[f"weight{index}"] = rng.standard_normal((units, inputs)) / math.sqrt(inputs)
        start[f"bias{index}"] = 0.1 * rng.standard_normal(units)
    tensors = {name: torch.tensor(array, requires_grad=True) for name, array in start.items()}
    optimizer = optim.Adam(tensors.values(), 0.05)
    strength, found = 0.01, []
    for _ in range(10):
        a = functional.relu(
            functional.linear(torch.tensor(x), tensors["weight0"], tensors["bias0"])
        )
        a = torch.tanh(functional.linear(a, tensors["weight1"], tensors["bias1"]))
        z = functional.linear(a, tensors["weight2"], tensors["bias2"])
        loss = functional.cross_entropy(z, torch.tensor(t))
        loss = loss + strength / 2 * sum((tensors[f"weight{i}"] ** 2).sum() for i in range(3))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        found.append(loss.item())
    yield {
        "kind": {"strength": strength, "rate": 0.05},
        "x": x,
        "t": t,
        "losses": found,
        **{f"{name}_before": array for name, array in start.items()},
        **{f"{name}_after": tensor.detach() for name, tensor in tensors.items()},
    }


def write(name: str, cases: Iterable[Case]) -> None:
    arrays = {}
    for number, case in enumerate(cases):
        case = {**case, "kind": json.dumps(case["kind"])}
        for key, value in case.items():
            array = value.numpy() if isinstance(value, Tensor) else np.array(value)
            arrays[f"{number:02}/{key}"] = array
    np.savez_compressed(GOLDEN / f"{name}.npz", **arrays)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for function in (activations, losses, optimizers, schedules, training):
        write(function.__name__, function())
