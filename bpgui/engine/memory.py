"""How much memory a network in training takes, and how much there is."""

from __future__ import annotations

import os

from bpgui.engine.check import Check
from bpgui.engine.cost import costs, total


def needed_bytes(check: Check, batch: int, itemsize: int) -> int:
    """About how much memory training takes with mini-batches of `batch` rows."""
    return total(costs(check).values()).bytes(batch, itemsize)


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
