"""The command line in help, and when it is called wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

import bpgui
from tests.cli.calls import Call


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
