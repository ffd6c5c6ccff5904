"""The memory that training needs, and the memory that is free."""

from __future__ import annotations

import io
import os

import pytest

from bpgui.engine import memory
from bpgui.engine.check import check
from bpgui.engine.cost import costs, total
from bpgui.engine.graph import chain
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss


def no_file(*_: object, **__: object) -> io.StringIO:
    """A system without /proc."""
    raise FileNotFoundError


def test_what_training_needs_is_what_all_layers_cost() -> None:
    found = check(chain(Input((2,)), Dense(8), Dense(1), Loss()))
    cost = total(costs(found).values())
    assert memory.needed_bytes(found, 32, 8) == cost.bytes(32, 8) > cost.bytes(32, 4)


def test_what_linux_calls_available_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "MemTotal:       900 kB\nMemFree:        100 kB\nMemAvailable:   300 kB\n"
    monkeypatch.setattr(memory, "open", lambda *_, **__: io.StringIO(told), raising=False)
    assert memory.free_bytes() == 300 * 1024


def test_other_systems_tell_their_free_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"SC_AVPHYS_PAGES": 7, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(memory, "open", no_file, raising=False)
    monkeypatch.setattr(os, "sysconf", pages.__getitem__)
    assert memory.free_bytes() == 7 * 4096


def test_a_system_may_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "open", no_file, raising=False)
    monkeypatch.delattr(os, "sysconf")
    assert memory.free_bytes() is None
