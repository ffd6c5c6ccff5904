"""Run the programs that bpgui exports, and compare their answers with bpgui's.

    python tests/tools/run_programs.py pytorch --python TORCH/bin/python
    KERAS_BACKEND=jax python tests/tools/run_programs.py keras --python KERAS/bin/python

Writes a program for every example and for every kind of layer under every option, and has another
Python, which need not know bpgui, run them all. A row for each that differs by more than the
tolerance, then a summary. Examples without noise are trained for three full batches as well, here
and there, and answer once more.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import importlib.util
import io
import json
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
#: Of answers, and of answers after training. All weights are float64; Keras computes in float32.
TOLERANCES = {"pytorch": (1e-12, 1e-6), "keras": (2e-5, 1e-3)}
EPOCHS = 3


def write(folder: Path, suffix: str, only: str) -> None:
    """All programs, and beside each what it is to answer."""
    sys.path.insert(0, str(ROOT))
    from bpgui.export import export
    from bpgui.project.examples import gallery
    from tests.export.programs import kinds, settings, trained

    cases = [(name, graph, {}) for name, graph in kinds()]
    for index, (name, graph, training) in enumerate([*cases, *settings()]):
        if only not in name:
            continue
        # What remembers the steps before would have to begin anew.
        case = trained(graph, EPOCHS, 0 if training else 2, **training)
        path = folder / f"case{index}_{suffix}.py"
        export(path, case.bundle)
        note: dict[str, Any] = {"name": name, "head": _head(case.bundle.graph)}
        if case.later is not None:
            alone = "data" not in _targets(case.bundle.graph)
            note["trains"] = "alone" if alone else "targets"
            rows = path.with_suffix(".rows.npz")
            np.savez(rows, inputs=case.x, targets=case.t, outputs=case.later)
        path.with_suffix(".json").write_text(json.dumps(note))
    for example in gallery():
        if only in example.name:
            _write_example(folder, example.name, suffix)
    if only in "iris":
        _write_example(folder, "iris", suffix, class_weights="balanced")


def _targets(graph: Any) -> list[str]:
    """What each loss compares with."""
    losses = [node["layer"] for node in graph["nodes"] if node["layer"]["kind"] == "Loss"]
    return [loss["target"] for loss in losses]


def _head(graph: Any) -> int:
    """Which of the losses judges the answer: the first that is compared with the data."""
    targets = _targets(graph)
    return targets.index("data") if "data" in targets else 0


def _write_example(folder: Path, name: str, suffix: str, **settings: Any) -> None:
    from bpgui.export import export
    from bpgui.project.bundle import SAMPLE_ROWS, bundle
    from bpgui.project.examples import load_example
    from bpgui.project.session import prepare, start

    project = load_example(name)
    kinds = {node.layer.kind() for node in project.graph.nodes.values()}
    training = dataclasses.replace(project.training, batch_size=0, precision="float64", **settings)
    project = dataclasses.replace(project, training=training)
    prepared = prepare(project)
    trainer = start(project, prepared=prepared)
    path = folder / f"{'_'.join([name.replace('-', '_'), *settings.values()])}_{suffix}.py"
    made = bundle(prepared, trainer)
    export(path, made)
    note: dict[str, Any] = {"name": f"example:{name}", "head": 0}
    if prepared.classifies:
        note["told"] = [made.classes[index] for index in prepared.decode(made.sample.outputs)]
    elif any(np.array(made.targets["scale"]) != 1):
        note["told"] = prepared.in_units(made.sample.outputs).tolist()
    if not kinds & {"Dropout", "GaussianSample"}:
        rows = prepared.split.train
        targets = rows.targets
        list(trainer.make(EPOCHS))
        sample = prepared.prepare(rows.inputs[:SAMPLE_ROWS])
        np.savez(
            path.with_suffix(".rows.npz"),
            inputs=rows.inputs,
            targets=targets,
            outputs=trainer.predict(sample),
        )
        note["trains"] = "alone" if prepared.repeats else "targets"
    path.with_suffix(".json").write_text(json.dumps(note))


def run(folder: Path) -> int:
    """Run every program in the folder; how many differ."""
    worst: dict[str, float] = {}
    failures = 0
    for path in sorted(folder.glob("*.json")):
        note = json.loads(path.read_text())
        suffix = path.stem.rpartition("_")[2]
        checks = (("answers", answers), ("training", trained))
        for (what, check), tolerance in zip(checks, TOLERANCES[suffix], strict=True):
            try:
                found = check(path.with_suffix(".py"), note)
            except Exception:
                failures += 1
                print(f"FAILED {note['name']} ({what}), {path.stem}", flush=True)
                traceback.print_exc(limit=-3)
                continue
            if found is None:
                continue
            kind = f"{what} of {'examples' if 'example:' in note['name'] else 'kinds'}"
            worst[kind] = max(worst.get(kind, 0.0), found)
            if not found <= tolerance:
                failures += 1
                print(f"{found:.1e}  {note['name']} ({what}), {path.stem}", flush=True)
    for kind, value in worst.items():
        print(f"{kind}: largest difference {value:.1e}")
    print(f"{failures} of {len(list(folder.glob('*.json')))} programs differ")
    return failures


def module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def answers(path: Path, note: dict[str, Any]) -> float:
    """How much the answers to the sample differ; they must stand for the same."""
    program = module(path)
    found: float = program.verify()
    if "told" in note:
        outputs = program.load()(program.preprocess(program.about()["sample"]["inputs"]))
        if hasattr(program, "decode"):
            assert program.decode(outputs) == note["told"]
        else:
            np.testing.assert_allclose(program.in_units(outputs), note["told"], rtol=1e-4)
    return found


def trained(path: Path, note: dict[str, Any]) -> float | None:
    """How much the answers differ when both have been trained; None if they are not."""
    if "trains" not in note:
        return None
    program = module(path)
    with np.load(path.with_suffix(".rows.npz")) as file:
        rows = dict(file)
    model = program.load()
    targets = [] if note["trains"] == "alone" else [rows["targets"]]
    with contextlib.redirect_stdout(io.StringIO()):
        program.train(model, rows["inputs"], *targets, epochs=EPOCHS)
    outputs = model(program.preprocess(rows["inputs"][: len(rows["outputs"])]))
    if isinstance(outputs, list):
        outputs = outputs[note["head"]]
    outputs = outputs.detach() if hasattr(outputs, "detach") else outputs
    return float(np.abs(np.asarray(outputs) - rows["outputs"]).max())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", help="pytorch, keras, or a folder that was written")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--only", default="", help="a part of the names")
    arguments = parser.parse_args()
    if Path(arguments.what).is_dir():
        return run(Path(arguments.what))
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), arguments.what, arguments.only)
        return subprocess.run([arguments.python, __file__, folder], check=False).returncode


if __name__ == "__main__":
    sys.exit(main() > 0)
