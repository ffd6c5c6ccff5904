"""ConvNetJS through node, for the dense and convolutional workloads.

Found where node finds it: `npm install convnetjs`, and NODE_PATH set to that node_modules. It works
row by row in float64, knows no Adam (Adadelta, which also keeps two moments, stands in), and its
regression ends in a linear layer.
"""

from __future__ import annotations

import atexit
import dataclasses
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from benchmarks.peers import Steps
from benchmarks.workloads import Workload

#: A row takes much memory there, and how many there are does not matter for the time of a step.
MOST_ROWS = 2_000

NODE = shutil.which("node")
if (
    NODE is None
    or subprocess.run([NODE, "-e", "require('convnetjs')"], capture_output=True).returncode
):
    raise ImportError("node does not find convnetjs")


def contestants(workload: Workload) -> Iterator[tuple[str, Steps]]:
    if {layer[0] for layer in workload.layers} <= {"dense", "conv", "pool", "flatten"}:
        yield "convnetjs", _steps(workload)


def _steps(workload: Workload) -> Steps:
    told = dataclasses.asdict(workload)
    told["rows"] = min(workload.rows, MOST_ROWS)
    script = Path(__file__).with_suffix(".js")
    child = subprocess.Popen(
        [str(NODE), str(script), json.dumps(told)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(child.kill)
    assert child.stdin is not None
    assert child.stdout is not None
    ask, answer = child.stdin, child.stdout

    def steps(count: int) -> None:
        ask.write(f"{count}\n")
        ask.flush()
        if not answer.readline():
            raise RuntimeError("node has ended")

    return steps
