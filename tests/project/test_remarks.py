"""Remarks on settings that can be trained with and are hardly meant."""

from __future__ import annotations

import dataclasses

import pytest

from bpgui.project.examples import gallery, load_example
from bpgui.project.project import Project
from bpgui.project.remarks import remarks
from bpgui.project.session import prepare, start
from tests.sentences import is_sentence


def spiral(batch: int) -> Project:
    project = load_example("spiral")
    return dataclasses.replace(
        project, training=dataclasses.replace(project.training, batch_size=batch)
    )


def said(project: Project) -> list[str]:
    found = list(remarks(project, project.data.source.load()))
    assert not any(problem.fatal for problem in found)
    return [problem.message for problem in found]


def test_a_batch_larger_than_the_data_is_remarked_upon_and_trains() -> None:
    rows = len(prepare(spiral(0)).train)
    (message,) = said(spiral(rows + 1))
    assert is_sentence(message)
    assert f"{rows + 1:,} rows" in message
    assert f"{rows:,} to learn from" in message
    assert start(spiral(rows + 1)).steps_per_epoch == 1


@pytest.mark.parametrize("less", [0, 1, 100])
def test_a_batch_that_can_be_had_is_not(less: int) -> None:
    assert said(spiral(len(prepare(spiral(0)).train) - less)) == []


def test_the_full_batch_is_not() -> None:
    assert said(spiral(0)) == []


def test_the_gallery_gives_no_reason() -> None:
    assert not any(said(load_example(entry.name)) for entry in gallery())
