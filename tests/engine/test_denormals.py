"""Subnormal numbers count as zero inside the block, in its thread, and nowhere else."""

from __future__ import annotations

import threading

import numpy as np

from bpgui.engine.denormals import flushed

TINY = np.full(16, 1e-40, np.float32)


def survives() -> bool:
    """Whether half of a subnormal number is still a number."""
    return bool((TINY * np.float32(0.5)).any())


def test_subnormals_vanish_inside_and_live_outside() -> None:
    assert survives()
    with flushed() as worked:
        assert survives() is not worked
        assert np.float32(1e-30) * np.float32(1e-3) != 0, "normal numbers stay"
    assert survives()


def test_the_switch_is_turned_back_after_an_error() -> None:
    try:
        with flushed():
            raise RuntimeError
    except RuntimeError:
        pass
    assert survives()


def test_other_threads_are_left_alone() -> None:
    go, found = threading.Event(), []

    def work() -> None:
        go.wait(10)
        found.append(survives())

    thread = threading.Thread(target=work)
    thread.start()
    with flushed():
        go.set()
        thread.join()
    assert found == [True]


def test_blocks_may_be_nested() -> None:
    with flushed() as worked:
        with flushed():
            pass
        assert survives() is not worked
    assert survives()
