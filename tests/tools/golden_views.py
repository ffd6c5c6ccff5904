"""Golden numbers of whole runs, from PyTorch: what the views have to show of them.

PYTHONPATH=. python tests/tools/golden_views.py   (needs PyTorch beside the packages of the tests)

The first weights and the prepared rows are ours; everything after that is PyTorch's: the losses of
all steps, the gradients by autograd, the weights they lead to, what the layers say at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import conv2d, cross_entropy, mse_loss

from bpgui.project.session import prepare, start
from tests.gui.golden_runs import PROBED, RATE, ROW, STEPS, projects

OUT = Path(__file__).parents[1] / "gui" / "golden_runs.npz"
Layers = dict[str, Tensor]
Net = Callable[[Tensor, dict[str, Tensor]], Layers]


def spiral(x: Tensor, p: dict[str, Tensor]) -> Layers:
    hidden = torch.tanh(x @ p["Dense/weight"].T + p["Dense/bias"])
    return {
        "Dense": hidden,
        "Dense 2": torch.tanh(hidden @ p["Dense 2/weight"].T + p["Dense 2/bias"]),
    }


def mlp(x: Tensor, p: dict[str, Tensor]) -> Layers:
    first = torch.relu(x @ p["Dense/weight"].T + p["Dense/bias"])
    second = torch.sigmoid(first @ p["Dense 2/weight"].T + p["Dense 2/bias"])
    return {"Dense": first, "Dense 2": second, "Dense 3": logits(second, p, "Dense 3")}


def cnn(x: Tensor, p: dict[str, Tensor]) -> Layers:
    maps = torch.relu(conv2d(x.reshape(-1, 1, 8, 8), p["Conv2D/weight"], p["Conv2D/bias"]))
    return {"Conv2D": maps, "Dense": logits(maps.flatten(1), p, "Dense")}


def lstm(x: Tensor, p: dict[str, Tensor]) -> Layers:
    module = torch.nn.LSTM(8, 5, batch_first=True, dtype=torch.float64)
    given = {
        "weight_ih_l0": p["LSTM/weight_ih"],
        "weight_hh_l0": p["LSTM/weight_hh"],
        "bias_ih_l0": p["LSTM/bias"],
        "bias_hh_l0": torch.zeros(20, dtype=torch.float64),
    }
    _, (last, _) = torch.func.functional_call(module, given, (x.reshape(-1, 8, 8),))
    h = last[0]
    return {"LSTM": h, "Dense": logits(h, p, "Dense")}


def logits(x: Tensor, p: dict[str, Tensor], name: str) -> Tensor:
    return x @ p[f"{name}/weight"].T + p[f"{name}/bias"]


NETS: dict[str, Net] = {"spiral": spiral, "mlp": mlp, "cnn": cnn, "lstm": lstm}


def loss_of(name: str, layers: Layers, t: Tensor) -> Tensor:
    answer = list(layers.values())[-1]
    return mse_loss(answer, t) if name == "spiral" else cross_entropy(answer, t)


def right(name: str, layers: Layers, t: Tensor) -> Tensor:
    answer = list(layers.values())[-1]
    if name == "spiral":
        return (answer > 0) == (t > 0)
    return answer.argmax(1) == t.argmax(1)


def main() -> None:
    made: dict[str, np.ndarray] = {}
    for name, project in projects().items():
        prepared = prepare(project)
        trainer = start(project, prepared=prepared)
        x, t, vx, vt = (
            torch.tensor(np.asarray(a, np.float64))
            for a in (
                prepared.train.x,
                prepared.train.t,
                prepared.validation.x,
                prepared.validation.t,
            )
        )
        p = {key: torch.tensor(np.asarray(v, np.float64)) for key, v in trainer.values().items()}
        made |= {f"{name}/start/{key}": value.numpy().copy() for key, value in p.items()}
        made[f"{name}/data"] = np.array([float(a.abs().sum()) for a in (x, t, vx, vt)])
        made |= {f"{name}/{key}": value for key, value in trained(name, p, x, t, vx, vt).items()}
    np.savez_compressed(OUT, **made)
    print(OUT, OUT.stat().st_size)


def trained(
    name: str, p: dict[str, Tensor], x: Tensor, t: Tensor, vx: Tensor, vt: Tensor
) -> dict[str, np.ndarray]:
    """Everything of a run of STEPS steps down the gradient of all rows; `p` is changed."""
    net, losses, norms, measured = NETS[name], [], [], []
    gradients: dict[str, Tensor] = {}
    for _ in range(STEPS):
        leaves = {key: value.clone().requires_grad_() for key, value in p.items()}
        loss = loss_of(name, net(x, leaves), t)
        loss.backward()
        gradients = {key: leaf.grad for key, leaf in leaves.items()}
        losses.append(loss.item())
        norms.append([g.norm().item() for g in gradients.values()])
        for key, gradient in gradients.items():
            p[key] = p[key] - RATE * gradient
        measured.append(measure(name, net, p, (x, t), (vx, vt)))
    made = {"losses": np.array(losses), "norms": np.array(norms), "measured": np.array(measured)}
    made |= {f"gradient/{key}": value.numpy() for key, value in gradients.items()}
    made |= {f"end/{key}": value.numpy() for key, value in p.items()}
    made |= looked_into(name, net, p, x, t)
    if name == "spiral":
        return made
    told = list(net(vx, p).values())[-1].argmax(1)
    counts = torch.zeros(10, 10, dtype=torch.int64)
    counts.index_put_((vt.argmax(1), told), torch.ones_like(told), accumulate=True)
    return made | {"confusion": counts.numpy()}


def measure(
    name: str, net: Net, p: dict[str, Tensor], *parts: tuple[Tensor, Tensor]
) -> list[float]:
    """Loss and share of right answers, of the training and of the validation rows."""
    found = []
    for x, t in parts:
        layers = net(x, p)
        found += [loss_of(name, layers, t).item(), right(name, layers, t).double().mean().item()]
    return found


def looked_into(
    name: str, net: Net, p: dict[str, Tensor], x: Tensor, t: Tensor
) -> dict[str, np.ndarray]:
    """What the layers say to the first PROBED rows; and for one row what comes back to them."""
    made = {}
    layers = net(x[:PROBED], p)
    for node, a in layers.items():
        if name != "spiral" and node == list(layers)[-1]:
            a = torch.softmax(a, 1)
        made[f"activations/{node}"] = a.numpy()
    row = net(x[ROW : ROW + 1], {key: value.clone().requires_grad_() for key, value in p.items()})
    inner = [node for node in row if name == "spiral" or node != list(row)[-1]]
    slopes = torch.autograd.grad(
        loss_of(name, row, t[ROW : ROW + 1]), [row[node] for node in inner]
    )
    for node, slope in zip(inner, slopes, strict=True):
        made[f"sample/{node}"] = row[node][0].detach().numpy()
        made[f"slope/{node}"] = slope[0].numpy()
    return made


if __name__ == "__main__":
    main()
