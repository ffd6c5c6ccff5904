"""The command line as a process of its own: what it imports, prints and returns."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


def bpgui(*words: str, folder: Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Run `python -m bpgui` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "bpgui", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        **settings,
    )


def test_train_and_export_without_qt(tmp_path: Path) -> None:
    """The whole path of the issue's figure, with PySide6 nowhere to be found."""
    (tmp_path / "PySide6.py").write_text("raise SystemExit('Qt was imported')")
    (tmp_path / "pyqtgraph.py").write_text("raise SystemExit('pyqtgraph was imported')")
    words = "train example:digits --epochs 20 --seed 1 --export d.npz --save d.bpgui --json"
    done = bpgui(*words.split(), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[-1])["val_accuracy"] >= 0.95
    for words in ("export d.bpgui e.npz", "check example:L2", "examples"):
        done = bpgui(*words.split(), folder=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    with np.load(tmp_path / "d.npz") as d, np.load(tmp_path / "e.npz") as e:
        assert np.array_equal(d["Hidden/weight"], e["Hidden/weight"])


def test_main_py_does_what_bpgui_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == bpgui("--version", folder=tmp_path).stdout
    assert done.returncode == 0


@pytest.mark.parametrize("words", ["--help", "train --help", "trian", "train --epochs x y"])
def test_what_needs_no_numbers_imports_no_numpy(words: str, tmp_path: Path) -> None:
    """Help and wrong calls answer at once: NumPy alone would take several times as long."""
    (tmp_path / "numpy.py").write_text("raise SystemExit('NumPy was imported')")
    done = bpgui(*words.split(), folder=tmp_path)
    assert "was imported" not in done.stderr + done.stdout
    assert done.returncode == (0 if "--help" in words else 2)


def test_ctrl_c_gives_130_and_what_was_reached(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bpgui",
            "train",
            "example:xor",
            "--epochs",
            "1000000",
            "--log",
            "l",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not (
        (tmp_path / "l").exists() and (tmp_path / "l").read_text().count("\n") > 2
    ):
        pass
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.startswith("bpgui: Interrupted after ")
    assert "accuracy" in out


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bpgui", "examples"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    finally:
        os.close(write)
    assert done.returncode == 1
    assert done.stderr == ""


def test_a_terminal_that_knows_only_ascii(tmp_path: Path) -> None:
    name = "网络.bpgui"
    done = subprocess.run(
        [sys.executable, "-m", "bpgui", "check", name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("bpgui: There is no file ??.bpgui")


def test_a_run_is_the_same_in_another_process(tmp_path: Path) -> None:
    words = "train example:xor --epochs 3 --log-steps {} --json"
    for name in ("a.csv", "b.csv"):
        assert bpgui(*words.format(name).split(), folder=tmp_path).returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no /dev/full")
@pytest.mark.parametrize("words", ["examples", "check example:xor", "train example:xor --json"])
def test_an_output_that_is_full_is_told_in_a_sentence(words: str, tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bpgui", *words.split()],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr == "bpgui: Cannot write the output: the disk is full.\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_traceback(closed: str, tmp_path: Path) -> None:
    command = f'exec "{sys.executable}" -m bpgui train example:xor --steps 1 --save a.bpgui'
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-c", f"{command} {closed}"], cwd=tmp_path, env=env, capture_output=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert bool(done.stdout) == (closed == "2>&-")
    assert (tmp_path / "a.bpgui").exists()
