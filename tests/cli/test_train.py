"""`bpgui train`: what is trained, how, and what is said of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from bpgui.cli.threads import blas_threads
from bpgui.engine.declaration import replace
from bpgui.engine.denormals import flushed
from bpgui.project import picture
from bpgui.project.examples import load_example
from bpgui.project.file import load, save
from bpgui.project.session import start
from tests.cli.calls import KEYS, Call, edited, table


def test_the_digits_of_the_issue(call: Call, tmp_path: Path) -> None:
    words = "train example:digits --epochs 20 --seed 1 --export d.npz --export d.safetensors --json"
    said = call(*words.split())
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == KEYS
    assert said.json["val_accuracy"] >= 0.95
    assert (said.json["epochs"], said.json["steps"]) == (20, 900)
    assert said.json["seconds"] > 0
    assert said.json["steps_per_second"] == pytest.approx(900 / said.json["seconds"], rel=0.01)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.npz", "d.safetensors"]


def test_json_is_one_line(call: Call) -> None:
    said = call("train", "example:xor", "--steps", "3", "--json")
    assert len(said.out.splitlines()) == 1


def test_the_result_for_people(call: Call) -> None:
    said = call("train", "example:xor", "--epochs", "2")
    assert said.code == 0
    assert said.out.startswith("Finished: 2 epochs are done.\n2 epochs, 48 steps; ")
    assert "validation" in said.out
    assert "accuracy" in said.out
    assert "R2" in call("train", "example:sine", "--epochs", "2").out


def test_the_numbers_are_those_of_the_session(call: Call) -> None:
    """The command adds nothing of its own to a run: the figures are the trainer's, to the bit."""
    found = call("train", "example:xor", "--epochs", "5", "--seed", "3", "--json").json
    trainer = start(edited("xor", epochs=5, seed=3))
    list(trainer.run())
    measured = trainer.evaluate()
    assert found["loss"] == measured.loss
    assert found["val_loss"] == measured.val_loss
    assert found["accuracy"] == measured.accuracy
    assert found["val_accuracy"] == measured.val_accuracy


def test_the_same_seed_gives_the_same_run_and_another_another(call: Call) -> None:
    def loss(seed: str) -> float:
        words = ["train", "example:xor", "--epochs", "3", "--seed", seed, "--json"]
        found: float = call(*words).json["loss"]
        return found

    assert loss("5") == loss("5")
    assert loss("5") != loss("6")


def test_what_is_not_measured_is_null(call: Call) -> None:
    found = call("train", "example:L2", "--steps", "3", "--json").json
    assert found["val_loss"] is None
    assert found["val_accuracy"] is None


def test_the_projects_own_limits_hold(call: Call) -> None:
    found = call("train", "example:L2", "--json").json
    assert found["steps"] == 1000
    stopped = call("train", "example:truth-table")
    assert "the training loss fell below 0.005" in stopped.out


def test_a_project_without_limits_needs_one(call: Call, tmp_path: Path) -> None:
    save(tmp_path / "a.bpgui", edited("xor", epochs=0))
    said = call("train", "a.bpgui")
    assert said.code == 2
    assert "no limit in a.bpgui: say --epochs or --steps" in said.sentence
    assert call("train", "a.bpgui", "--steps", "5", "--json").json["steps"] == 5


def test_a_run_goes_on_from_a_file_as_if_it_had_never_stopped(call: Call) -> None:
    call("train", "example:xor", "--steps", "31", "--save", "half.bpgui")
    on = call("train", "half.bpgui", "--resume", "--steps", "40", "--save", "on.bpgui", "--json")
    whole = call("train", "example:xor", "--steps", "71", "--save", "whole.bpgui", "--json")
    assert on.json["steps"] == 71
    assert on.json["loss"] == whole.json["loss"]
    states = [load(name)[1] for name in ("on.bpgui", "whole.bpgui")]
    assert states[0] is not None
    assert states[1] is not None
    for name, array in states[0].parameters.items():
        assert np.array_equal(array, states[1].parameters[name])


def test_without_resume_a_run_begins_anew(call: Call) -> None:
    call("train", "example:xor", "--epochs", "3", "--save", "a.bpgui")
    again = call("train", "a.bpgui", "--epochs", "3", "--json").json
    assert again["steps"] == 72
    assert again["loss"] == call("train", "example:xor", "--epochs", "3", "--json").json["loss"]


def test_a_run_that_has_reached_its_limit_says_so(call: Call) -> None:
    call("train", "example:xor", "--epochs", "2", "--save", "a.bpgui")
    said = call("train", "a.bpgui", "--resume")
    assert said.code == 0
    assert said.out.startswith("Finished: 2 epochs are done.")


def test_a_resume_under_other_settings_is_refused(call: Call, tmp_path: Path) -> None:
    call("train", "example:xor", "--epochs", "2", "--save", "a.bpgui")
    project, state = load("a.bpgui")
    other = dataclasses.replace(project, training=replace(project.training, optimizer="Momentum"))
    save("b.bpgui", other, state)
    said = call("train", "b.bpgui", "--resume", "--epochs", "1")
    assert said.code == 1
    assert "another optimiser" in said.sentence


def test_settings_can_be_changed_for_one_run(call: Call) -> None:
    changes = ["--set", "training.learning_rate=0.5", "--set", "training.optimizer=SGD"]
    layer = ["--set", "Hidden 1.units=3"]
    said = call("train", "example:spiral", *changes, *layer, "--steps", "20", "--save", "a.bpgui")
    assert said.code == 0
    project, _ = load("a.bpgui")
    assert project.training.learning_rate == 0.5
    assert project.training.optimizer.kind() == "SGD"
    assert vars(project.graph.named("Hidden 1").layer)["units"] == 3


def test_a_run_goes_on_under_other_settings_where_it_is_told_so(call: Call) -> None:
    call("train", "example:xor", "--epochs", "2", "--save", "a.bpgui")
    words = ["train", "a.bpgui", "--resume", "--epochs", "1", "--json"]
    said = call(*words, "--set", "training.optimizer=Momentum")
    assert (said.code, said.json["epochs"]) == (0, 3)
    alike = call(*words, "--set", "training.patience=0").json
    assert alike["loss"] == call(*words).json["loss"]
    assert alike["loss"] != said.json["loss"]


def test_a_table_of_ones_own_is_learnt_from(call: Call) -> None:
    rows = "".join(f"{n % 7},{n % 5},{'ab'[n % 2]}\n" for n in range(60))
    Path("my.csv").write_text("x,y,kind\n" + rows + "1,2,\n")
    said = call("train", "example:spiral", "--data", "my.csv", "--steps", "5", "--export", "n.npz")
    assert said.code == 0
    assert said.sentence == "Note: 1 row without kind left out."
    with np.load("n.npz") as file:
        found = json.loads(str(file["bpgui"]))
    assert found["features"] == ["x", "y"]
    assert found["classes"] == ["a", "b"]
    assert call("check", "example:spiral", "--data", "my.csv").code == 0


def test_what_is_odd_is_said_beside_the_result(call: Call) -> None:
    said = call(
        "train", "example:xor", "--set", "training.batch_size=900", "--steps", "1", "--json"
    )
    assert said.code == 0
    assert said.sentence.startswith("Note: A mini-batch is to have 900 rows")
    assert said.json["steps"] == 1
    assert len(said.out.splitlines()) == 1


def test_numbers_next_to_nothing_count_as_zero_as_they_do_in_the_window(call: Call) -> None:
    """Weights that L2 lets fade away become subnormal, which is slow, and rounds differently."""
    call("train", "example:overfit-l2", "--steps", "2000", "--log-steps", "log.csv")
    with blas_threads(1), flushed():
        reports = list(start(edited("overfit-l2", epochs=0, steps=2000)).run())
    losses = np.concatenate([report.losses for report in reports])
    assert [float(row["loss"]) for row in table("log.csv")] == losses.tolist()


def test_a_table_is_no_network_and_a_call_that_has_both_is_told(call: Call) -> None:
    Path("my.csv").write_text("a,b\n" + "".join(f"{n},{n % 2}\n" for n in range(20)))
    said = call("train", "my.csv")
    assert said.code == 2
    assert "bpgui train example:iris --data my.csv" in said.sentence
    assert call("train", "example:iris", "--data", "my.csv", "--steps", "3").code == 0


def test_a_picture_is_the_project_that_it_carries(call: Call) -> None:
    Path("xor.svg").write_bytes(picture.with_project(b"<svg></svg>", load_example("xor")))
    said = call("train", "xor.svg", "--steps", "5", "--json")
    same = call("train", "example:xor", "--steps", "5", "--json")
    assert said.json["loss"] == same.json["loss"]
    Path("empty.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert call("check", "empty.png").code == 1


def test_a_single_step_or_epoch_is_not_told_as_many(call: Call) -> None:
    assert "Finished: 1 epoch is done." in call("train", "example:xor", "--epochs", "1").out
    assert "Finished: 1 step is done." in call("train", "example:xor", "--steps", "1").out
