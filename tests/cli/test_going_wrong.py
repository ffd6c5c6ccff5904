"""Runs that diverge, are interrupted, or cannot write: nothing is lost, and a sentence says it."""

from __future__ import annotations

import dataclasses
import signal
from pathlib import Path
from typing import Any

import pytest

from bpgui.cli import train
from bpgui.cli.progress import Progress
from bpgui.engine.declaration import replace
from bpgui.engine.report import Report
from bpgui.project.examples import load_example
from bpgui.project.file import load, save
from bpgui.project.session import prepare
from tests.cli.calls import KEYS, Call, edited


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
