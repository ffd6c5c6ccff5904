"""How much memory a run will take, before anything is built."""

from __future__ import annotations

import math
import os

from bpgui.engine.check import Check, in_port_order
from bpgui.engine.graph import Graph

#: Arrays a node keeps per output value: the output, its gradient, and about two of scratch.
ARRAYS = 4
#: Vectors as long as the parameters: values, gradient, two moments, two of scratch.
VECTORS = 6


def batch_bytes(graph: Graph, check: Check, batch: int, itemsize: int = 4) -> int:
    """About how much memory the activations and gradients of one mini-batch take."""
    values = 0
    for id in check.live:
        if id in check.shapes and not graph.nodes[id].layer.reshapes:
            x = [check.shapes[edge.source] for edge in in_port_order(graph, graph.nodes[id])]
            values += ARRAYS * math.prod(check.shapes[id]) + graph.nodes[id].layer.scratch(*x)
    return values * batch * itemsize


def parameter_bytes(check: Check, itemsize: int = 4) -> int:
    """About how much memory the parameters take, with gradient and optimiser."""
    return VECTORS * itemsize * sum(check.parameter_count(id) for id in check.live)


def free_bytes() -> int | None:
    """How much memory can be had without swapping; None where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
