"""The archive: what is kept, what has to go, and what things are called."""

from __future__ import annotations

import numpy as np
import pytest

from bpgui.engine.report import Report
from bpgui.gui.history import History
from bpgui.gui.runs.archive import FEW, MOST, Archive
from bpgui.gui.runs.past import Past
from bpgui.project.project import Project


def history(steps: int) -> History:
    made = History(1)
    made.add(Report(1, 0, np.ones(steps), np.ones((steps, 1)), 0.1, 0.001))
    return made


def keep(archive: Archive, steps: int = 100) -> Past | None:
    return archive.keep(Project(), history(steps), None)


def names(archive: Archive) -> list[str]:
    return [past.name for past in archive.pasts]


def test_runs_are_counted_and_the_next_has_the_next_number() -> None:
    archive = Archive()
    assert archive.present == "run 1"
    keep(archive)
    assert archive.present == "run 2"
    keep(archive)
    assert names(archive) == ["run 1", "run 2"]
    assert [past.number for past in archive.pasts] == [1, 2]


def test_a_run_of_a_few_steps_is_not_kept_and_leaves_its_number_to_the_next() -> None:
    archive = Archive()
    assert keep(archive, FEW - 1) is None
    assert archive.pasts == ()
    assert archive.present == "run 1"
    assert keep(archive, FEW) is not None


def test_only_its_own_steps_count() -> None:
    archive = Archive()
    assert archive.keep(Project(), history(1000), None, begun=999) is None
    assert archive.keep(Project(), history(1000), None, begun=900) is not None


def test_the_name_given_to_the_present_run_stays_with_it() -> None:
    archive = Archive()
    archive.rename(None, "  with\nmomentum ")
    assert archive.present == "with momentum"
    keep(archive)
    assert names(archive) == ["with momentum"]
    assert archive.present == "run 2"
    archive.rename(1, "first")
    archive.rename(1, "  ")
    assert names(archive) == ["first"]


def test_where_it_came_from_stays_with_it() -> None:
    archive = Archive()
    archive.origin = "step 5 of run 0"
    keep(archive)
    assert archive.past(1).origin == "step 5 of run 0"
    assert archive.origin == ""


def test_hiding_and_deleting(qtbot) -> None:  # type: ignore[no-untyped-def]
    archive = Archive()
    for _ in range(3):
        keep(archive)
    with qtbot.waitSignal(archive.changed):
        archive.show(2, False)
    assert [past.number for past in archive.visible] == [1, 3]
    with qtbot.waitSignal(archive.changed):
        archive.delete(1)
    assert [past.number for past in archive.pasts] == [2, 3]
    archive.delete_all()
    assert archive.pasts == ()
    assert archive.present == "run 4"
    archive.clear()
    assert archive.present == "run 1"
    with pytest.raises(KeyError):
        archive.past(1)


def test_the_oldest_makes_room_when_the_memory_is_full() -> None:
    archive = Archive(budget=3 * history(100).nbytes)
    gone: list[Past] = []
    archive.dropped.connect(gone.append)
    for _ in range(4):
        keep(archive)
    assert names(archive) == ["run 2", "run 3", "run 4"]
    assert [past.name for past in gone] == ["run 1"]


def test_one_is_kept_however_large() -> None:
    archive = Archive(budget=1)
    keep(archive)
    keep(archive)
    assert names(archive) == ["run 2"]


def test_there_are_never_more_than_can_be_told_apart() -> None:
    archive = Archive()
    for _ in range(MOST + 3):
        keep(archive, FEW)
    assert len(archive.pasts) == MOST
    assert len({(past.color, past.dash) for past in archive.pasts}) == MOST
