"""Values on their way between two processes: by the tray, or after it through the pipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from multiprocessing import Pipe

import numpy as np
import pytest

from bpgui.engine.report import Report
from bpgui.gui.batch import Batch
from bpgui.gui.workshop.freight import Freight
from bpgui.gui.workshop.tray import ROOM, Tray

Ends = tuple[Freight, Freight, Tray]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Whoever sends, whoever receives, and the tray as the sender has it."""
    here, there = Pipe()
    with closing(here), closing(there), closing(Tray()) as tray, closing(Tray(tray.name)) as other:
        tray.hide()
        yield Freight(there, other), Freight(here, tray), other


def batch(rows: int) -> Batch:
    rng = np.random.default_rng(rows)
    losses, norms = rng.random(rows, np.float32), rng.random((rows, 4), np.float32)
    picture = np.asfortranarray(rng.random((3, 5)))
    report = Report(1, 0, losses, norms, 0.1, 0.01)
    return Batch(7, "running", 3, (report, report), {"picture": picture, "few": picture[::2, ::2]})


def same(seen: object, sent: Batch) -> bool:
    assert isinstance(seen, Batch)
    for report, other in zip(seen.reports, sent.reports, strict=True):
        np.testing.assert_array_equal(report.losses, other.losses)
        np.testing.assert_array_equal(report.norms, other.norms)
        assert report.norms.dtype == other.norms.dtype
    for key, picture in sent.pictures.items():
        np.testing.assert_array_equal(seen.pictures[key], picture)
    return (seen.run, seen.status, seen.command) == (sent.run, sent.status, sent.command)


def test_what_arrives_is_what_was_sent_and_the_arrays_lay_on_the_tray(ends: Ends) -> None:
    sender, receiver, tray = ends
    for rows in (1, 300, 0):
        sender.send(batch(rows))
        assert tray.lay([memoryview(b"no room while it lies there")]) == 0
        assert same(receiver.receive(), batch(rows))


def test_arrays_are_the_receiver_s_own(ends: Ends) -> None:
    sender, receiver, _ = ends
    sender.send(np.arange(4.0))
    first = receiver.receive()
    sender.send(np.zeros(4))
    receiver.receive()
    assert isinstance(first, np.ndarray)
    assert first.tolist() == [0, 1, 2, 3]
    first[0] = 9


def test_several_may_be_under_way(ends: Ends) -> None:
    sender, receiver, _ = ends
    for rows in (5, 6, 7):
        sender.send(batch(rows))
    for rows in (5, 6, 7):
        assert same(receiver.receive(), batch(rows))


def test_what_has_no_arrays_needs_no_tray(ends: Ends) -> None:
    sender, receiver, tray = ends
    sender.send("a word")
    assert tray.lay([memoryview(b"room")]) == 1
    assert receiver.receive() == "a word"


def test_a_load_that_is_too_large_is_not_laid() -> None:
    with closing(Tray()) as tray:
        assert tray.lay([memoryview(bytes(ROOM)), memoryview(b"x")]) == 0
        assert tray.lay([memoryview(bytes(ROOM))]) == 1
        assert len(tray.take(1, [ROOM])[0]) == ROOM
        assert tray.lay([memoryview(b"abc"), memoryview(b"de")]) == 2
        assert tray.take(2, [3, 2]) == [b"abc", b"de"]


def test_a_tray_leaves_nothing_behind() -> None:
    with closing(Tray()) as tray:
        tray.hide()
        with pytest.raises(FileNotFoundError):
            Tray(tray.name)
    with closing(Tray()) as other:
        name = other.name
    with pytest.raises(FileNotFoundError):
        Tray(name)
