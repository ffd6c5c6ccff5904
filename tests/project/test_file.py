"""The project file: what is saved comes back, and a save is made whole or not at all."""

from __future__ import annotations

import dataclasses
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from bpgui.engine.declaration import replace
from bpgui.engine.fields import OneOf, fields_of
from bpgui.engine.layers.dense import Dense
from bpgui.engine.state import State
from bpgui.engine.training import Training
from bpgui.project.error import ProjectError
from bpgui.project.examples import load_example
from bpgui.project.file import MIMETYPE, load, save
from bpgui.project.project import Project
from bpgui.project.schema import FORMAT
from bpgui.project.session import start
from bpgui.project.weights import carried, put
from tests.project.conftest import Trained
from tests.project.strategies import projects
from tests.sentences import is_sentence


def same(a: State, b: State) -> bool:
    """Whether two states agree to the last bit."""
    numbers = [(s.step, s.epoch, s.position, s.random) for s in (a, b)]
    arrays = [
        {**s.parameters, **{f"m/{k}": v for k, v in s.moments.items()}, "o": s.order}
        for s in (a, b)
    ]
    return numbers[0] == numbers[1] and all(
        left.dtype == arrays[1][name].dtype and np.array_equal(left, arrays[1][name])
        for name, left in arrays[0].items()
    )


@given(projects())
def test_any_project_survives_a_file(project: Project) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any name.bpgui")
        save(path, project)
        assert load(path) == (project, None)


def test_a_trained_project_goes_on_bit_for_bit(trained: Trained, tmp_path: Path) -> None:
    save(tmp_path / "a.bpgui", trained.project, trained.state)
    project, state = load(tmp_path / "a.bpgui")
    assert project == trained.project
    assert state is not None
    assert same(state, trained.state)
    other = start(project)
    other.restore(state)
    losses = [np.concatenate([r.losses for r in t.make(100)]) for t in (trained.trainer, other)]
    assert np.array_equal(losses[0], losses[1])
    assert same(trained.trainer.state(), other.state())


def test_the_file_says_what_it_is(trained: Trained, tmp_path: Path) -> None:
    """The type stands first and unpacked, where file(1) and file managers look for it."""
    save(tmp_path / "a.bpgui", trained.project, trained.state)
    with zipfile.ZipFile(tmp_path / "a.bpgui") as archive:
        names = [(member.filename, member.compress_type) for member in archive.infolist()]
    assert names == [
        ("mimetype", zipfile.ZIP_STORED),
        ("project.json", zipfile.ZIP_DEFLATED),
        ("weights.npz", zipfile.ZIP_STORED),
    ]
    assert (tmp_path / "a.bpgui").read_bytes()[38 : 38 + len(MIMETYPE)] == MIMETYPE.encode()


def test_the_same_project_makes_the_same_file(trained: Trained, tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(tmp_path / name, trained.project, trained.state)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_weights_are_an_ordinary_npz(trained: Trained, tmp_path: Path) -> None:
    save(tmp_path / "a.bpgui", trained.project, trained.state)
    with zipfile.ZipFile(tmp_path / "a.bpgui") as archive, archive.open("weights.npz") as file:
        arrays = np.load(file, allow_pickle=False)
        assert arrays["parameters/Hidden 1/weight"].shape == (8, 2)


def test_a_failed_save_leaves_the_old_file(trained: Trained, tmp_path: Path) -> None:
    path = tmp_path / "a.bpgui"
    save(path, trained.project)
    before = path.read_bytes()
    foreign = dataclasses.replace(trained.state, parameters={})
    with pytest.raises(ProjectError, match="do not fit its diagram"):
        save(path, trained.project, foreign)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_numbers_that_json_cannot_hold_are_refused_before_writing(tmp_path: Path) -> None:
    project = Project()
    graph = project.graph.add(Dense(), at=(float("nan"), 0.0))
    with pytest.raises(ProjectError) as caught:
        save(tmp_path / "a.bpgui", dataclasses.replace(project, graph=graph))
    assert is_sentence(str(caught.value))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["missing/a.bpgui", "", "file/a.bpgui", "x" * 300])
def test_a_place_that_cannot_be_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ProjectError, match=r"^Cannot write ") as caught:
        save(tmp_path / name, Project())
    assert is_sentence(str(caught.value))
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_place_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"^There is no file .*nothing\.bpgui\.$"):
        load(tmp_path / "nothing.bpgui")
    with pytest.raises(ProjectError, match="is a folder"):
        load(tmp_path)


@pytest.mark.parametrize(
    "setting",
    [
        {field.name: kind.kind()}
        for field in fields_of(Training)
        if isinstance(field.spec, OneOf)
        for kind in field.spec.registry
    ]
    + [{"patience": 3}, {"patience": 3, "precision": "float64"}],
    ids=str,
)
def test_whatever_training_remembers_survives_a_file(
    setting: dict[str, Any], tmp_path: Path
) -> None:
    """Moments, the memory of schedules and of early stopping: the run goes on bit for bit."""
    project = load_example("truth-table")
    training = replace(project.training, batch_size=3, loss_threshold=0.0, **setting)
    project = dataclasses.replace(project, training=training)
    first = start(project)
    list(first.make(7))
    save(tmp_path / "a.bpgui", project, first.state())
    state = load(tmp_path / "a.bpgui")[1]
    assert state is not None
    assert state.moments.keys() == first.state().moments.keys()
    assert same(state, first.state())
    second = start(project)
    second.restore(state)
    for trainer in (first, second):
        list(trainer.make(9))
    assert same(first.state(), second.state())


# -- weights and edits ---------------------------------------------------------------------------


def test_weights_follow_their_nodes_through_renames_and_moves(trained: Trained) -> None:
    before = trained.project.graph
    after = before.rename(2, "Erste Schicht").move({3: (5.0, 6.0)})
    state = carried(trained.state, before, after)
    assert state is not None
    old, new = trained.state.parameters, state.parameters
    assert np.array_equal(new["Erste Schicht/weight"], old["Hidden 1/weight"])
    assert "Hidden 1/weight" not in new


def test_weights_follow_when_two_names_are_exchanged(trained: Trained) -> None:
    before = trained.project.graph
    after = before.rename(2, "x").rename(3, "Hidden 1").rename(2, "Hidden 2")
    state = carried(trained.state, before, after)
    assert state is not None
    assert state.parameters["Hidden 2/weight"].shape == (8, 2)
    assert state.parameters["Hidden 1/weight"].shape == (8, 8)


def test_weights_do_not_follow_to_another_width(trained: Trained) -> None:
    before = trained.project.graph
    wider = before.with_layer(2, replace(before.nodes[2].layer, units=9))
    assert carried(trained.state, before, wider) is None
    assert carried(trained.state, before, before.remove([3])) is None


def test_weights_can_be_put_under_another_optimiser_and_data(trained: Trained) -> None:
    training = replace(trained.project.training, optimizer="SGD", batch_size=7)
    data = replace(trained.project.data, validation=0.5)
    other = start(dataclasses.replace(trained.project, training=training, data=data))
    put(trained.state, other)
    rows = trained.prepared.train.x[:5]
    assert np.array_equal(other.predict(rows), trained.trainer.predict(rows))
    assert other.step == 57


# -- files of every version ----------------------------------------------------------------------

FORMATS = Path(__file__).parent / "formats"


def test_every_format_has_its_fixture() -> None:
    assert sorted(path.name for path in FORMATS.iterdir()) == [
        f"{version}.bpgui" for version in range(1, FORMAT + 1)
    ]


@pytest.mark.parametrize("path", sorted(FORMATS.iterdir()), ids=lambda path: path.stem)
def test_files_of_every_version_can_be_opened_and_trained_on(path: Path) -> None:
    """Each holds the XOR example after ten epochs, saved when its format was the newest."""
    project, state = load(path)
    assert state is not None
    assert (state.epoch, state.step) == (10, 240)
    trainer = start(project)
    trainer.restore(state)
    assert trainer.evaluate().loss == pytest.approx(0.2735, abs=1e-4)
    list(trainer.make_epoch())
    assert trainer.epoch == 11
