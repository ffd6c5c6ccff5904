"""Programs from the command line: two files that belong together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.calls import Call

every_suffix = pytest.mark.parametrize("suffix", ["_pytorch.py", "_keras.py"])


@every_suffix
def test_train_and_export_write_the_same_program(call: Call, suffix: str) -> None:
    said = call(
        *("train", "example:xor", "--steps", "5", "--export", f"xor{suffix}"),
        *("--export", "xor.npz", "--save", "xor.bpgui"),
    )
    assert said.code == 0
    program, weights = Path(f"xor{suffix}"), Path(f"xor{suffix}").with_suffix(".npz")
    text = program.read_text(encoding="utf-8")
    compile(text, program.name, "exec")
    with np.load(weights, allow_pickle=False) as file, np.load("xor.npz") as plain:
        assert sorted(file) == sorted(plain)
    program.unlink()
    weights.unlink()
    assert call("export", "xor.bpgui", program.name).code == 0
    assert program.read_text(encoding="utf-8") == text
    assert weights.exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("--export a.py", ".py is no known format (known: .npz,"),
        ("--export a_keras.py --export a_keras.npz", "would both write a_keras.npz"),
        ("--export a_keras.py --log a_keras.npz", "--export and --log would both write"),
    ],
)
def test_what_cannot_be_is_told_before_the_run(
    call: Call, words: str, why: str, tmp_path: Path
) -> None:
    said = call(*f"train example:xor --steps 5 {words}".split())
    assert (said.code, said.out) == (2, "")
    assert why in said.sentence
    assert list(tmp_path.iterdir()) == []


@every_suffix
def test_a_folder_where_the_weights_shall_be(call: Call, suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"a{suffix[:-3]}.npz").mkdir()
    said = call("train", "example:xor", "--steps", "5", "--export", f"a{suffix}")
    assert said.code == 2
    assert f"a{suffix[:-3]}.npz: it is a folder" in said.sentence
    assert not Path(f"a{suffix}").exists()
