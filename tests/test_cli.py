"""The command line, called in this process."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bpgui
from bpgui.__main__ import main
from bpgui.cli import train
from bpgui.cli.progress import Progress
from bpgui.cli.threads import blas_threads
from bpgui.engine import gradcheck
from bpgui.engine.declaration import replace
from bpgui.engine.denormals import flushed
from bpgui.engine.report import Evaluation, Report
from bpgui.engine.training import Training
from bpgui.project import picture
from bpgui.project.examples import gallery, load_example
from bpgui.project.file import load, save
from bpgui.project.project import Project
from bpgui.project.session import prepare, start
from tests.sentences import is_sentence

KEYS = [
    "steps",
    "epochs",
    "loss",
    "val_loss",
    "accuracy",
    "val_accuracy",
    "seconds",
    "steps_per_second",
]


@dataclasses.dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on the error stream, without the name of the program."""
        (line,) = self.err.splitlines()
        assert line.startswith("bpgui: ")
        assert is_sentence(line.removeprefix("bpgui: "))
        return line.removeprefix("bpgui: ")

    @property
    def json(self) -> dict[str, Any]:
        """The last line."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    """Calls bpgui in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Said:
        try:
            code = main([str(word) for word in words])
        except SystemExit as exit:  # --help and --version
            code = int(exit.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


Call = Callable[..., Said]


def edited(name: str, **training: Any) -> Project:
    project = load_example(name)
    return dataclasses.replace(project, training=replace(project.training, **training))


def table(name: str) -> list[dict[str, str]]:
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# -- help and wrong calls ------------------------------------------------------------------------


@pytest.mark.parametrize("words", [[], ["train"], ["export"], ["check"], ["examples"]])
def test_help(call: Call, words: list[str]) -> None:
    said = call(*words, "--help")
    assert said.code == 0
    assert said.err == ""
    assert said.out.startswith(f"usage: {' '.join(['bpgui', *words])}")


def test_help_names_every_command(call: Call) -> None:
    text = call("--help").out
    assert all(name in text for name in ("examples", "train", "export", "check", "PROJECT"))


def test_version(call: Call) -> None:
    assert call("--version").out == f"bpgui {bpgui.__version__}\n"


WRONG = {
    "train": "arguments are required: PROJECT",
    "train example:xor --epochs 0": "whole number from 1",
    "train example:xor --epochs -3": "",
    "train example:xor --epochs 1.5": "whole number",
    "train example:xor --epochs many": "not 'many'",
    "train example:xor --epochs ²": "whole number",
    "train example:xor --epochs 99999999999999999999": "whole number",
    "train example:xor --seed 2147483648": "whole number from 0",
    "train example:xor --threads 0": "whole number from 1",
    "train example:xor --epochs 1 --steps 1": "not allowed with",
    "train example:xor --seed 1 --resume": "not allowed with",
    "train example:xor --resume": "no weights to go on from",
    "train example:xor --colour red": "Unrecognized arguments: --colour",
    "train example:xor --epoch 3": "Unrecognized arguments: --epoch",
    "train example:nothing": "There is no example called 'nothing' (known: spiral",
    "train nothing.bpgui": "There is no file nothing.bpgui",
    "train example:xor --export net.foo": ".foo is no known format",
    "train example:xor --export none/net.npz": "folder",
    "train example:xor --save none/net.bpgui": "folder",
    "train example:xor --log none/log.csv": "folder",
    "train example:xor --log-steps none/log.csv": "folder",
    "export": "arguments are required",
    "export example:xor net.foo": ".foo is no known format",
    "export nothing.bpgui net.npz": "There is no file nothing.bpgui",
    "check": "arguments are required",
    "check nothing": "There is no file nothing",
    "examples --all": "Unrecognized arguments: --all",
    "trian example:xor": "There is no command trian (known: examples, train, export, check).",
    "train example:xor --set": "Argument --set: expected one argument",
    "train example:xor --set rate": "'rate' changes nothing: write NAME=VALUE",
    "train example:xor --set training.rate=1": "no setting 'rate' in training: it has",
    "train example:xor --set training.batch_size=-1": "training.batch_size must be between 0 and",
    "train example:xor --set Nobody.units=1": "begin with training, data, Input,",
    "check example:xor --set data.source=Foo": "data.source has no kind of data set called 'Foo'",
    "train example:xor --data none.csv": "none.csv could not be read",
    "train example:xor --data . --epochs 1": "is not a file: choose a table of text",
    "train example:xor --data a.csv --log ./a.csv": "--log would write over the data ./a.csv",
    "train example:xor --data a.csv --export a.csv": "--export would write over the data a.csv",
    "trian": "There is no file trian (nor is it a command; see bpgui --help).",
    ".": "Cannot open .: it is a folder",
    "/dev/null": "Cannot open /dev/null: it is no ordinary file",
    "example:nothing": "There is no example called 'nothing' (known: spiral",
    "train .": "Cannot open .: it is a folder",
    "check /dev/null": "Cannot open /dev/null: it is no ordinary file",
    "train example:xor --save net.txt": "its name must end in .bpgui",
    "train example:xor --save net.npz": "say --export",
    "train example:xor --export a.npz --export ./a.npz": "--export and --export would both write",
    "train example:xor --log a.csv --log-steps a.csv": "--log and --log-steps would both",
    "train example:xor --export a.npz --log a.npz": "--export and --log would both write a.npz",
    "--json train example:xor": "Unrecognized arguments",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_call_is_told_in_a_sentence(call: Call, words: str, tmp_path: Path) -> None:
    said = call(*words.split())
    assert said.code == 2
    assert said.out == ""
    assert WRONG[words] in said.sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5_000 + ".bpgui", "a\nb \x1b[31m", "a\0b"])
@pytest.mark.parametrize("words", [[], ["train"], ["check"]])
def test_a_name_that_cannot_be_is_told(call: Call, words: list[str], name: str) -> None:
    said = call(*words, name)
    assert said.code == 2
    assert said.sentence.startswith("There is no file ")
    assert said.sentence.isprintable()


@pytest.mark.parametrize("words", [[], ["train"], ["check"]])
def test_an_empty_name_is_told(call: Call, words: list[str]) -> None:
    said = call(*words, "")
    assert said.code == 2
    assert said.sentence.startswith("The name of the project is empty (")


@pytest.mark.parametrize("option", ["--save", "--log", "--log-steps", "--export"])
def test_an_empty_name_for_a_result_is_told(call: Call, option: str) -> None:
    said = call("train", "example:xor", option, "")
    assert said.code == 2
    assert said.sentence == f"{option} needs the name of a file to write."


@pytest.mark.parametrize("option", ["--log", "--log-steps"])
def test_a_log_never_takes_the_place_of_the_project(call: Call, option: str) -> None:
    call("train", "example:xor", "--steps", "1", "--save", "a.bpgui")
    before = Path("a.bpgui").read_bytes()
    said = call("train", "a.bpgui", option, "./a.bpgui")
    assert said.code == 2
    assert "would write over the project" in said.sentence
    assert Path("a.bpgui").read_bytes() == before
    assert call("train", "a.bpgui", "--steps", "1", "--save", "a.bpgui").code == 0


# -- examples ------------------------------------------------------------------------------------


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


def test_the_gallery_is_listed(call: Call) -> None:
    said = call("examples")
    assert said.code == 0
    lines = said.out.splitlines()
    for example in gallery():
        (line,) = [line for line in lines if line.split()[:1] == [example.name]]
        assert example.title in line
        assert example.summary in line
        assert example.group in lines


# -- train ---------------------------------------------------------------------------------------


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


def test_the_log_has_a_row_for_every_epoch(call: Call) -> None:
    call("train", "example:xor", "--epochs", "3", "--log", "log.csv")
    rows = table("log.csv")
    assert [row["epoch"] for row in rows] == ["1", "2", "3"]
    assert [row["step"] for row in rows] == ["24", "48", "72"]
    trainer = start(edited("xor", epochs=3))
    measured = [report.evaluation for report in trainer.run() if report.evaluation]
    assert [float(row["loss"]) for row in rows] == [found.loss for found in measured]
    assert [float(row["val_accuracy"]) for row in rows] == [f.val_accuracy for f in measured]


def test_the_log_of_a_run_that_ends_within_an_epoch(call: Call) -> None:
    call("train", "example:L2B", "--steps", "2", "--log", "whole.csv")
    assert len(Path("whole.csv").read_text().splitlines()) == 3
    call("train", "example:xor", "--steps", "30", "--log", "part.csv")
    rows = table("part.csv")
    assert [(row["epoch"], row["step"]) for row in rows] == [("1", "24"), ("1", "30")]


def test_the_log_of_steps_has_losses_and_gradient_norms(call: Call) -> None:
    call("train", "example:xor", "--steps", "30", "--log-steps", "log.csv")
    rows = table("log.csv")
    trainer = start(edited("xor", epochs=0, steps=30))
    reports = list(trainer.run())
    assert [int(row["step"]) for row in rows] == list(range(1, 31))
    assert [float(row["loss"]) for row in rows] == np.concatenate(
        [report.losses for report in reports]
    ).tolist()
    norms = np.concatenate([report.norms for report in reports])
    column = trainer.tensors.index("Hidden/weight")
    found = [float(row["gradient norm of Hidden/weight"]) for row in rows]
    assert found == norms[:, column].tolist()


def test_numbers_next_to_nothing_count_as_zero_as_they_do_in_the_window(call: Call) -> None:
    """Weights that L2 lets fade away become subnormal, which is slow, and rounds differently."""
    call("train", "example:overfit-l2", "--steps", "2000", "--log-steps", "log.csv")
    with blas_threads(1), flushed():
        reports = list(start(edited("overfit-l2", epochs=0, steps=2000)).run())
    losses = np.concatenate([report.losses for report in reports])
    assert [float(row["loss"]) for row in table("log.csv")] == losses.tolist()


# -- runs that go wrong --------------------------------------------------------------------------


@pytest.fixture
def exploding(tmp_path: Path) -> Path:
    """A project whose loss becomes infinite at once."""
    project = edited("sine", learning_rate=1e9, optimizer="SGD")
    graph = project.graph
    for node in list(graph.nodes.values()):
        if "activation" in {f.name for f in dataclasses.fields(node.layer)}:  # type: ignore[arg-type]
            graph = graph.with_layer(node.id, replace(node.layer, activation="Linear"))
    save(tmp_path / "exploding.bpgui", dataclasses.replace(project, graph=graph))
    return tmp_path / "exploding.bpgui"


def test_a_diverged_run_fails_and_writes_nothing(call: Call, exploding: Path) -> None:
    Path("net.npz").write_bytes(b"the old export")
    said = call("train", exploding, "--export", "net.npz", "--save", "s.bpgui", "--json")
    assert said.code == 1
    assert said.sentence.startswith("Diverged: ")
    assert said.sentence.endswith("Nothing was written.")
    assert list(said.json) == KEYS
    assert Path("net.npz").read_bytes() == b"the old export"
    assert not Path("s.bpgui").exists()


def test_a_damaged_file_and_a_diagram_that_cannot_be_trained(call: Call, tmp_path: Path) -> None:
    (tmp_path / "damaged.bpgui").write_bytes(b"PK\x03\x04 nonsense")
    for words in (["train"], ["check"], ["export", "-"]):
        said = call(words[0], "damaged.bpgui", *(["a.npz"] if words[1:] else []))
        assert said.code == 1
        assert "not a bpgui project, or it is damaged" in said.sentence
    project = load_example("xor")
    graph = project.graph.disconnect(project.graph.edges[0])
    save(tmp_path / "open.bpgui", dataclasses.replace(project, graph=graph))
    for command in ("train", "check"):
        said = call(command, "open.bpgui")
        assert said.code == 1
        assert "needs an input" in said.sentence


def test_a_disk_that_fills_up_loses_nothing_but_the_file(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    said = call("train", "example:xor", "--steps", "3", "--export", "a.npz", "--json")
    assert said.code == 1
    assert "the disk is full" in said.sentence
    assert said.json["steps"] == 3


needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no /dev/full")


@needs_full
@pytest.mark.parametrize("option", ["--log", "--log-steps"])
def test_a_log_that_cannot_be_written_costs_nothing_but_itself(call: Call, option: str) -> None:
    words = ["train", "example:xor", "--epochs", "300", "--save", "a.bpgui", "--json"]
    said = call(*words, option, "/dev/full")
    assert said.code == 1
    assert said.sentence == "Cannot write /dev/full: the disk is full."
    assert said.json["epochs"] == 300
    assert Path("a.bpgui").exists()


def test_of_several_results_those_that_can_be_written_are(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bpgui.export.formats.npz import Npz

    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Npz, "dump", full)
    words = ["--export", "a.npz", "--export", "b.safetensors", "--save", "c.bpgui"]
    said = call("train", "example:xor", "--steps", "3", *words)
    assert said.code == 1
    assert said.sentence == "Cannot write a.npz: the disk is full."
    assert sorted(path.name for path in Path().iterdir()) == ["b.safetensors", "c.bpgui"]


def test_a_single_step_or_epoch_is_not_told_as_many(call: Call) -> None:
    assert "Finished: 1 epoch is done." in call("train", "example:xor", "--epochs", "1").out
    assert "Finished: 1 step is done." in call("train", "example:xor", "--steps", "1").out


def test_too_little_memory_is_told(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def starved(*arguments: Any, **settings: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(train, "start", starved)
    said = call("train", "example:xor")
    assert said.code == 1
    assert "not enough memory" in said.sentence


def test_ctrl_c_ends_a_run_between_two_steps_and_keeps_what_was_reached(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = Progress.show

    def press(self: Progress, report: Report) -> None:
        show(self, report)
        if report.last >= 100:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Progress, "show", press)
    before = signal.getsignal(signal.SIGINT)
    words = ["train", "example:xor", "--epochs", "1000000", "--save", "a.bpgui", "--json"]
    said = call(*words)
    assert said.code == 130
    steps = f"{said.json['steps']:,} steps"
    assert said.sentence == f"Interrupted after {steps}; what was reached by then is written."
    assert said.json["steps"] >= 100
    assert signal.getsignal(signal.SIGINT) is before
    project, state = load("a.bpgui")
    assert state is not None
    assert state.step == said.json["steps"]
    assert prepare(project)


def test_a_second_ctrl_c_ends_it_at_once(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def press(self: Progress, report: Report) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Progress, "show", press)
    said = call("train", "example:xor", "--epochs", "1000000", "--save", "a.bpgui")
    assert said.code == 130
    assert said.sentence == "Interrupted."
    assert not Path("a.bpgui").exists()


# -- progress ------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report(step: int, **settings: Any) -> Report:
    loss, norm = np.array([0.25]), np.array([[1.0]])
    return Report(step, step // 10, loss, norm, 0.1, 0.01, **settings)


def test_progress_is_painted_on_a_terminal_and_cleared() -> None:
    stream = Terminal()
    progress = Progress(stream, Training(epochs=5))
    progress.show(report(10, evaluation=Evaluation(10, 0.2, 0.9, 0.3, 0.8)))
    assert stream.getvalue().startswith("\repoch 1/5  step 10  loss 0.25  validation 0.3  ")
    width = len(stream.getvalue()) - 1
    progress.clear()
    assert stream.getvalue().endswith("\r" + " " * width + "\r")


def test_progress_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()
    Progress(stream, Training(steps=1_000_000)).show(report(1_000))
    assert len(stream.getvalue()) <= 20


def test_progress_is_silent_elsewhere() -> None:
    stream = io.StringIO()
    progress = Progress(stream, Training())
    progress.show(report(10))
    progress.clear()
    assert stream.getvalue() == ""


# -- export --------------------------------------------------------------------------------------


def test_export_writes_what_training_would_have_written(call: Call) -> None:
    call("train", "example:iris", "--epochs", "2", "--save", "a.bpgui", "--export", "a.npz")
    said = call("export", "a.bpgui", "b.npz")
    assert (said.code, said.err) == (0, "")
    assert Path("a.npz").read_bytes() == Path("b.npz").read_bytes()


def test_export_needs_only_the_weights_to_fit(call: Call) -> None:
    """Another optimiser or batch size since the training does not matter to an export."""
    call("train", "example:iris", "--epochs", "2", "--save", "a.bpgui", "--export", "a.npz")
    project, state = load("a.bpgui")
    training = replace(project.training, optimizer="SGD", batch_size=3)
    save("b.bpgui", dataclasses.replace(project, training=training), state)
    assert call("export", "b.bpgui", "b.npz").code == 0
    with np.load("a.npz") as a, np.load("b.npz") as b:
        assert all(np.array_equal(a[name], b[name]) for name in a.files)


def test_export_without_weights(call: Call, tmp_path: Path) -> None:
    save(tmp_path / "a.bpgui", load_example("xor"))
    for name in ("a.bpgui", "example:xor"):
        said = call("export", name, "a.npz")
        assert said.code == 1
        assert "There are no trained weights in" in said.sentence


def test_export_to_a_folder_that_is_not_there(call: Call) -> None:
    call("train", "example:xor", "--steps", "1", "--save", "a.bpgui")
    said = call("export", "a.bpgui", "none/a.npz")
    assert said.code == 1
    assert "does not exist" in said.sentence


# -- check ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["L2", "digits", "residual"])
def test_check_prints_a_row_for_every_tensor(call: Call, name: str) -> None:
    said = call("check", f"example:{name}")
    assert (said.code, said.err) == (0, "")
    tensors = start(load_example(name)).tensors
    rows = [line for line in said.out.splitlines() if line.endswith("  ok")]
    assert len(rows) == len(tensors)
    assert all(row.startswith(tensor) for row, tensor in zip(rows, tensors, strict=True))


def test_check_fails_on_a_wrong_gradient(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """A derivative of tanh that is off by a thousandth is found."""
    from bpgui.engine.activations.tanh import Tanh

    slope = Tanh.slope_calls

    def wrong(self: Tanh, a: Any, out: Any) -> Any:
        return [*slope(self, a, out), lambda: np.multiply(out, 1.001, out)]

    monkeypatch.setattr(Tanh, "slope_calls", wrong)
    said = call("check", "example:xor")
    assert said.code == 1
    assert "4 of 4 gradients do not agree" in said.sentence
    assert said.out.count("WRONG") == 4


def test_check_knows_its_tolerance(call: Call) -> None:
    assert f"{gradcheck.TOLERANCE:g}" in call("check", "example:L2").out


# -- the window ----------------------------------------------------------------------------------


def test_the_window_is_opened_with_what_was_named(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str | None] = []

    def run(path: str | None) -> int:
        opened.append(path)
        return 7

    monkeypatch.setattr("bpgui.gui.app.run", run)
    save(tmp_path / "a.bpgui", load_example("xor"))
    assert call().code == 7
    assert call("a.bpgui").code == 7
    assert call("example:xor").code == 7
    assert opened == [None, "a.bpgui", "example:xor"]


def test_a_machine_without_a_screen_is_told_in_a_sentence(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("bpgui.gui.preflight.complaint", lambda: "There is no screen here, sorry.")
    said = call()
    assert said.code == 1
    assert said.sentence == "There is no screen here, sorry."


def test_check_says_what_is_not_differentiable(call: Call, tmp_path: Path) -> None:
    project = load_example("xor")
    (hidden, *_) = [n for n in project.graph.nodes.values() if hasattr(n.layer, "activation")]
    graph = project.graph.with_layer(hidden.id, replace(hidden.layer, activation="step"))
    save(tmp_path / "a.bpgui", dataclasses.replace(project, graph=graph))
    said = call("check", "a.bpgui")
    assert (said.code, said.err) == (0, "")
    verdicts = [line.split()[-1] for line in said.out.splitlines()[1:5]]
    assert verdicts == ["stand-in"] * 2 + ["ok"] * 2
    assert f"is not differentiable (at {hidden.name})" in said.out
