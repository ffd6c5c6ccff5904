"""NumPy programs of the examples: their answers, their training, and how they check themselves."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bpgui.engine.declaration import replace
from bpgui.export import export
from bpgui.project.bundle import bundle
from bpgui.project.examples import load_example
from bpgui.project.session import prepare, start
from tests.export.numpy_runs import (
    NAMES,
    answer,
    follow,
    imported,
    near,
    program,
    session,
)


@pytest.mark.parametrize("name", NAMES)
def test_every_example(name: str, tmp_path: Path) -> None:
    ready, run = session(name, "float64")
    made = bundle(ready, run)
    export(tmp_path / "net_numpy.py", made)
    path = tmp_path / "net_numpy.py"
    module = imported(path.read_text(encoding="utf-8"), path)
    w, about = module.load()
    x = made.sample.inputs
    x = module.prepare(x, about) if hasattr(module, "prepare") else x
    np.testing.assert_allclose(x, made.sample.prepared, atol=1e-12)
    near(answer(module, module.forward(x, w)), made.sample.outputs, "answer", 1e-9)
    fresh = start(ready.project, prepared=ready)
    follow(fresh, module, ready.train.x, ready.train.t, 4, 1e-8)


@pytest.mark.parametrize("name", ["spiral", "cnn", "lstm", "transformer", "vae", "sine"])
def test_a_program_checks_itself(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(tmp_path / "net_numpy.py", bundle(*session(name, "float32")))
    path = tmp_path / "net_numpy.py"
    imported(path.read_text(encoding="utf-8"), path).check()
    answers, gradients = capsys.readouterr().out.splitlines()
    assert float(answers.split(" by ")[1].split()[0]) < 1e-4
    assert float(gradients.split(" by ")[1].split()[0]) < 1e-6


def test_a_program_runs_by_itself(tmp_path: Path) -> None:
    export(tmp_path / "two spirals_numpy.py", bundle(*session("spiral", "float32")))
    done = subprocess.run(
        [sys.executable, "-I", "two spirals_numpy.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("answers differ from bpgui's by")
    assert "two spirals" not in (tmp_path / "two spirals_numpy.py").read_text()  # two words
    assert "import bpgui" not in (tmp_path / "two spirals_numpy.py").read_text()


def test_answers_by_name_and_in_units(tmp_path: Path) -> None:
    ready, run = session("iris", "float64")
    export(tmp_path / "net_numpy.py", bundle(ready, run))
    path = tmp_path / "net_numpy.py"
    module = imported(path.read_text(), path)
    raw = ready.split.validation.inputs
    told = module.predict(raw, *module.load())
    labels = ready.decode(run.predict(ready.validation.x))
    assert told == [ready.task.classes[k] for k in labels]
    np.testing.assert_array_equal(module.targets(ready.split.train.targets), ready.train.t)


def test_numbers_in_their_unit(tmp_path: Path) -> None:
    project = load_example("sine")
    scaled = dataclasses.replace(project.data, target_scaler="Standardise")
    training = replace(project.training, precision="float64")
    ready = prepare(dataclasses.replace(project, data=scaled, training=training))
    run = start(ready.project, prepared=ready)
    export(tmp_path / "net_numpy.py", bundle(ready, run))
    path = tmp_path / "net_numpy.py"
    module = imported(path.read_text(), path)
    told = module.predict(ready.split.validation.inputs, *module.load())
    near(told, ready.in_units(run.predict(ready.validation.x)), "answer")


def test_the_numbers_of_the_network_by_hand() -> None:
    ready, run = session("L2", "float64")
    w = {
        "Hidden 1/weight": np.array([[0.1, 0.3], [0.4, 0.6]]),
        "Hidden 1/bias": np.array([0.2, 0.5]),
        "Hidden 2/weight": np.array([[0.7, 0.9], [0.8, 1.1]]),
        "Hidden 2/bias": np.array([0.4, 0.8]),
        "Output/weight": np.array([[0.5, 0.7], [0.8, 1.2]]),
        "Output/bias": np.array([0.1, 0.4]),
    }
    module = program(bundle(ready, run))
    a, t = module.forward(np.array([[0.5, 0.2]]), w), np.array([[1.0, 1.0]])
    assert module.loss(a.output, t) == pytest.approx(0.03607528510662207, rel=1e-14)
    g = module.backward(a, t, w)
    hidden, output = g["Hidden 1/weight"], g["Output/weight"]
    near(hidden, np.array([[-0.00086259, -0.00034504], [-0.00099921, -0.00039969]]), "", 1e-5)
    near(output, np.array([[-0.03673075, -0.04022431], [-0.0084762, -0.00928239]]), "", 1e-6)
