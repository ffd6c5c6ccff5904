"""How fast the engine trains, beside the libraries people would use instead.

    python tests/benchmarks/training.py [--rounds N] [--only W1,W2] [--json PATH]

Every contestant makes whole steps (gather, forward, loss, backward, update) in turns, round by
round; a ratio is the median over the rounds of peer seconds a step over bpgui seconds a step, so
that a busy machine hurts both alike. bpgui records the L2 norm of every gradient tensor in every
step. The GEMM floor is the time its matrix products take alone, as a share of its step. One core,
one BLAS thread, float32. Peers that are not installed are left out. bpgui multiplies large matrices
with MKL where that is installed (as PyTorch always does), unless BPGUI_MKL=0 is set.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# XLA heeds no such variable: everybody gets one core.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

import argparse  # noqa: E402
import functools  # noqa: E402
import json  # noqa: E402
import statistics  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import numpy as np  # noqa: E402

from benchmarks.peers import Steps, contestants  # noqa: E402
from benchmarks.workloads import WORKLOADS, Workload  # noqa: E402
from bpgui.engine import blas  # noqa: E402
from bpgui.engine.arrays import Call  # noqa: E402
from bpgui.engine.check import check  # noqa: E402
from bpgui.engine.denormals import flushed  # noqa: E402
from bpgui.engine.rows import Rows  # noqa: E402
from bpgui.engine.trainer import Trainer  # noqa: E402
from bpgui.engine.training import Training  # noqa: E402

#: Seconds each contestant works in a round.
TURN = 0.2


def trainer(workload: Workload) -> Trainer:
    """The workload in bpgui, as a project would train it."""
    x, t = workload.data()
    targets = np.eye(workload.classes)[t] if workload.classes else t
    graph = workload.graph()
    settings = Training(optimizer=workload.optimizer, batch_size=workload.batch, learning_rate=1e-3)
    none = Rows(x[:0], targets[:0])
    return Trainer(graph, check(graph), settings, Rows(x, targets), none, lambda y, t: 0.0)


def our_steps(trainer: Trainer) -> Steps:
    """At least so many steps, in reports as the window asks for them; no evaluations."""
    reports = trainer.run(seconds=0.005, evaluate="none")

    def steps(count: int) -> None:
        end = trainer.step + count
        while trainer.step < end:
            next(reports)

    return steps


def gemm_floor(trainer: Trainer) -> float:
    """Seconds a step spends in matrix products, run alone."""
    products = [call for call in trainer.step_calls() if multiplies_matrices(call)]
    times = []
    for _ in range(200):
        begun = time.perf_counter()
        for product in products:
            product()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def multiplies_matrices(call: Call) -> bool:
    """Whether this call of a step is a matrix product."""
    if not isinstance(call, functools.partial):
        return False
    name = getattr(call.func, "__name__", "")
    return name.startswith("cblas_") or (name in ("dot", "matmul") and call.args[-1].ndim >= 2)


def seconds_a_step(steps: Steps, count: int, made: Callable[[], int] | None = None) -> float:
    """Of at least so many steps. `made` tells how many there have been, where they may be more."""
    before, begun = made() if made is not None else 0, time.perf_counter()
    steps(count)
    seconds = time.perf_counter() - begun
    return seconds / (made() - before if made is not None else count)


def measure(workload: Workload, rounds: int) -> dict[str, object]:
    """One row of the table."""
    ours = trainer(workload)
    runners: dict[str, Steps] = {"bpgui": our_steps(ours), **dict(contestants(workload))}
    # A report of ours may have more steps than are asked for.
    made = {"bpgui": lambda: ours.step}
    counts = {}
    for name, steps in runners.items():
        steps(3)
        each = seconds_a_step(steps, 5, made.get(name))
        counts[name] = max(3, int(TURN / max(each, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, steps in runners.items():
            times[name].append(seconds_a_step(steps, counts[name], made.get(name)))
    own = times.pop("bpgui")
    ratio = {
        name: statistics.median(theirs / mine for theirs, mine in zip(other, own, strict=True))
        for name, other in times.items()
    }
    step = statistics.median(own)
    return {"steps_per_second": 1 / step, "gemm_floor": gemm_floor(ours) / step, "ratio": ratio}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default="", help="comma-separated names")
    parser.add_argument("--json", default="", help="where to write the figures")
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else [w.name for w in WORKLOADS]
    results: dict[str, object] = {}
    print(f"large products: {blas.name()}")
    with flushed():
        for workload in WORKLOADS:
            if workload.name in wanted and workload.drawable():
                results[workload.name] = row = measure(workload, options.rounds)
                ratios = "  ".join(f"{name} {x:.2f}x" for name, x in row["ratio"].items())  # type: ignore[attr-defined]
                print(
                    f"{workload.name}  {row['steps_per_second']:>9,.0f} steps/s  "
                    f"GEMM {row['gemm_floor']:>4.0%}  {ratios}   ({workload.words})",
                    flush=True,
                )
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
