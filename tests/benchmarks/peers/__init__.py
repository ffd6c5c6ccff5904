"""The same workloads in the libraries people would use instead; none of them is needed."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from benchmarks.workloads import Workload

#: Makes so many whole training steps: gather, forward, loss, backward, update.
Steps = Callable[[int], None]


def contestants(workload: Workload) -> Iterator[tuple[str, Steps]]:
    """What can be measured here, by name."""
    for module in ("pytorch", "jax_jit", "sklearn_mlp", "convnetjs"):
        try:
            peer = importlib.import_module(f"benchmarks.peers.{module}")
        except ImportError:
            continue
        yield from peer.contestants(workload)
