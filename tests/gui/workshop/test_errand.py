"""Errands: what they find, what they end with, and how they are called off."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Any

from bpgui.data.progress import tell
from bpgui.gui.workshop.errand import Errand

TIMEOUT = 20.0


def held(gate: threading.Event, begun: threading.Event | None = None) -> str:
    """Work that goes on until the gate is opened."""
    if begun is not None:
        begun.set()
    while not gate.wait(0.002):
        tell(0.5)
    return "done"


def test_it_brings_what_it_finds() -> None:
    ended: SimpleQueue[Errand[Any]] = SimpleQueue()
    errand = Errand(lambda: threading.current_thread().name, ended.put)
    assert ended.get(timeout=TIMEOUT) is errand
    assert errand.found == "errand"
    assert errand.error is None
    errand.join()


def test_it_brings_the_error_it_ends_with() -> None:
    ended: SimpleQueue[Errand[Any]] = SimpleQueue()
    errand: Errand[Any] = Errand(lambda: {}["nothing"], ended.put)
    ended.get(timeout=TIMEOUT)
    assert isinstance(errand.error, KeyError)
    errand.join()


def test_one_that_is_called_off_ends_with_nothing() -> None:
    ended: SimpleQueue[Errand[Any]] = SimpleQueue()
    begun = threading.Event()
    errand = Errand(lambda: held(threading.Event(), begun), ended.put)
    assert begun.wait(TIMEOUT)
    errand.call_off()
    ended.get(timeout=TIMEOUT)
    assert errand.found is None
    assert errand.error is None
    errand.join()


def test_one_comes_after_the_other_and_perhaps_not_at_all() -> None:
    ended: SimpleQueue[Errand[Any]] = SimpleQueue()
    gate, worked = threading.Event(), []
    first = Errand(lambda: held(gate), ended.put)
    second = Errand(lambda: worked.append(2), ended.put, first)
    third = Errand(lambda: worked.append(3), ended.put, second)
    second.call_off()
    gate.set()
    assert [ended.get(timeout=TIMEOUT) for _ in range(3)] == [first, second, third]
    assert worked == [3]
    third.join()


def test_it_says_how_far_it_is() -> None:
    ended: SimpleQueue[Errand[Any]] = SimpleQueue()
    errand = Errand(lambda: tell(0.75), ended.put)
    ended.get(timeout=TIMEOUT)
    assert errand.share == 0.75
    tell(0.1)  # nobody listens here
    errand.join()
