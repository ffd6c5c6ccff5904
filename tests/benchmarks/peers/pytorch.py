"""PyTorch, eager, on one thread: with the default Adam, and with the fused one."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from benchmarks.peers import Steps
from benchmarks.workloads import Layer, Workload

torch.set_num_threads(1)

ACTIVATIONS = {"tanh": nn.Tanh, "relu": nn.ReLU, "linear": nn.Identity, "softmax": nn.Identity}


class Last(nn.Module):
    """An LSTM that gives its last hidden state."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.lstm(x)[0][:, -1]


def contestants(workload: Workload) -> Iterator[tuple[str, Steps]]:
    yield "pytorch", _steps(workload, fused=False)
    if workload.optimizer == "Adam":
        yield "pytorch_fused", _steps(workload, fused=True)


def _steps(workload: Workload, fused: bool) -> Steps:
    torch.manual_seed(0)
    x, t = (torch.from_numpy(array) for array in workload.data())
    model = network(workload)
    loss_of = nn.CrossEntropyLoss() if workload.classes else nn.MSELoss()
    if workload.optimizer == "Adam":
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused or None)
    else:
        optimizer = torch.optim.SGD(model.parameters(), lr=0.03)
    batch, rows = workload.batch, workload.rows
    place, order = 0, torch.randperm(rows)

    def steps(count: int) -> None:
        nonlocal place, order
        for _ in range(count):
            if place + batch > rows:
                place, order = 0, torch.randperm(rows)
            picked = order[place : place + batch]
            place += batch
            optimizer.zero_grad()
            loss = loss_of(model(x[picked]), t[picked])
            loss.backward()
            optimizer.step()

    return steps


def network(workload: Workload) -> nn.Module:
    """The workload's network, with logits for outputs where it classifies."""
    modules: list[nn.Module] = []
    shape = workload.shape
    for layer in workload.layers:
        module, shape = _module(layer, shape)
        modules += module
    return nn.Sequential(*modules)


def _module(layer: Layer, shape: tuple[int, ...]) -> tuple[list[nn.Module], tuple[int, ...]]:
    match layer:
        case ("dense", int(units), str(f)):
            return [nn.Linear(shape[0], units), ACTIVATIONS[f]()], (units,)
        case ("conv", int(filters), int(size), str(f)):
            less = size - 1
            after = (filters, shape[1] - less, shape[2] - less)
            return [nn.Conv2d(shape[0], filters, size), ACTIVATIONS[f]()], after
        case ("pool", int(size)):
            return [nn.MaxPool2d(size)], (shape[0], shape[1] // size, shape[2] // size)
        case ("flatten",):
            size = 1
            for side in shape:
                size *= side
            return [nn.Flatten()], (size,)
        case ("lstm", int(units)):
            return [Last(shape[1], units)], (units,)
        case ("norm",):
            return [nn.BatchNorm1d(shape[0])], shape
        case ("relu",):
            return [nn.ReLU()], shape
        case ("dropout", float(rate)):
            return [nn.Dropout(rate)], shape
    raise ValueError(layer)
