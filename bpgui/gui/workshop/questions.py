"""Questions that the window asks of a run, answered where it is trained."""

from __future__ import annotations

from bpgui.engine.state import State
from bpgui.export import Bundle
from bpgui.gui.workshop.bench import Bench
from bpgui.project.bundle import bundle


def state(bench: Bench) -> State:
    """Everything that decides how it goes on."""
    return bench.state()


def whole(bench: Bench) -> tuple[State, tuple[State, ...]]:
    """Where it stands, and the states that can be gone to."""
    return bench.state(), bench.past


def bundled(bench: Bench) -> Bundle:
    """What an export says of it."""
    return bundle(bench.prepared, bench.trainer)
