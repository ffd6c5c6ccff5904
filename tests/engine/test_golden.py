"""The numbers of every activation, loss, optimiser and schedule are PyTorch's.

See tests/tools/golden_kinds.py, which wrote them; PyTorch itself is not needed here.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.engine.activation import activations
from bpgui.engine.arrays import Array
from bpgui.engine.check import check
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.loss import LossSite, losses
from bpgui.engine.optimizer import OptimizerSite, optimizers
from bpgui.engine.regularizers.penalties import L2
from bpgui.engine.rows import Rows
from bpgui.engine.schedule import schedules
from bpgui.engine.trainer import Trainer
from bpgui.engine.training import Training

GOLDEN = Path(__file__).parent / "golden"
#: Relative to the largest number of its array.
TOLERANCE = {"float64": 1e-10, "float32": 1e-5}

Golden = dict[str, Array]
every_precision = pytest.mark.parametrize("dtype", TOLERANCE)


def cases(name: str) -> list[Any]:
    found = []
    with np.load(GOLDEN / f"{name}.npz", allow_pickle=False) as file:
        arrays = dict(file)
    for number in sorted({name.partition("/")[0] for name in arrays}):
        own = {n[3:]: array for n, array in arrays.items() if n.startswith(f"{number}/")}
        fused = "-fused" if own.get("fused") else ""
        found.append(pytest.param(own, id=f"{own['kind']}{fused}"))
    return found


def declared(golden: Golden) -> Any:
    return json.loads(str(golden["kind"]))


def assert_close(found: Array, wanted: Array, dtype: str) -> None:
    assert found.dtype == dtype
    scale = max(1e-3, float(np.abs(wanted).max()))
    np.testing.assert_allclose(found / scale, wanted / scale, rtol=0, atol=TOLERANCE[dtype])


def run(calls: Any) -> None:
    for call in calls:
        call()


@every_precision
@pytest.mark.parametrize("golden", cases("activations"))
def test_activations(golden: Golden, dtype: str) -> None:
    function = activations.parse(declared(golden))
    z, da = golden["z"].T.astype(dtype), golden["da"].T.astype(dtype)
    a, dz = np.empty_like(z), np.empty_like(z)
    ops = function.bind(z, a, da, dz, lambda *sizes: np.empty(sizes, dtype))
    run([*ops.forward, *ops.backward])
    assert_close(a.T, golden["a"], dtype)
    assert_close(dz.T, golden["dz"], dtype)


@every_precision
@pytest.mark.parametrize("golden", cases("losses"))
def test_losses(golden: Golden, dtype: str) -> None:
    y, t = (np.ascontiguousarray(golden[name].T.astype(dtype)) for name in ("y", "t"))
    fused = bool(golden["fused"])
    dy, value = np.empty_like(y), np.empty((), dtype)
    ops = losses.parse(declared(golden)).bind(
        LossSite(y, t, dy, np.empty_like(y) if fused else y, value, fused)
    )
    run([*ops.forward, *ops.backward])
    assert_close(value, golden["loss"], dtype)
    assert_close(dy.T, golden["dy"], dtype)


@every_precision
@pytest.mark.parametrize("golden", cases("optimizers"))
def test_ten_steps_of_optimisers(golden: Golden, dtype: str) -> None:
    theta, gradient = golden["theta"].astype(dtype), np.zeros(golden["theta"].shape, dtype)
    site = OptimizerSite(theta, gradient, np.asarray(-golden["rate"], dtype))
    calls = optimizers.parse(declared(golden)).bind(site)
    for g, wanted in zip(golden["gradients"], golden["path"], strict=True):
        gradient[...] = g
        run(calls)
        assert_close(theta, wanted, dtype)


@pytest.mark.parametrize("golden", cases("schedules"))
def test_schedules(golden: Golden) -> None:
    schedule = schedules.parse(declared(golden))
    memory = np.array(schedule.memory(), dtype=float)
    found = []
    for epoch, loss in enumerate(golden["losses"]):
        found.append(schedule.factors(np.array([float(epoch)]), memory)[0])
        schedule.notice(float(loss), memory)
    np.testing.assert_allclose(found, golden["factors"], rtol=1e-12)


@every_precision
@pytest.mark.parametrize("golden", cases("training"))
def test_ten_steps_of_a_whole_net(golden: Golden, dtype: str) -> None:
    graph = chain(
        Input((4,)),
        Dense(6, "ReLU"),
        Dense(5, "tanh"),
        Dense(3, "softmax"),
        Loss("categorical cross-entropy"),
    )
    settings = declared(golden)
    training = Training(
        optimizer="Adam",
        learning_rate=settings["rate"],
        regularizer=L2(settings["strength"]),
        batch_size=0,
        precision=dtype,
    )
    rows = Rows(golden["x"], golden["t"])
    trainer = Trainer(graph, check(graph), training, rows, Rows(rows.x[:0], rows.t[:0]), _no_score)
    names = {f"{name}/{part}": f"{part}{i}" for part in ("weight", "bias") for i, name in LAYERS}
    state = trainer.state()
    start = {tensor: golden[f"{name}_before"] for tensor, name in names.items()}
    trainer.restore(dataclasses.replace(state, parameters=start))
    found = np.concatenate([report.losses for report in trainer.make(10)])
    assert_close(found, golden["losses"], dtype)
    for tensor, name in names.items():
        assert_close(trainer.values()[tensor], golden[f"{name}_after"], dtype)


LAYERS = list(enumerate(("Dense", "Dense 2", "Dense 3")))


def _no_score(outputs: Array, targets: Array) -> float:
    return 0.0


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("activations", activations),
        ("losses", losses),
        ("optimizers", optimizers),
        ("schedules", schedules),
    ],
)
def test_every_kind_has_golden_values(name: str, registry: Any) -> None:
    found = {declared(case.values[0])["kind"] for case in cases(name)}
    assert found == {kind.kind() for kind in registry}
