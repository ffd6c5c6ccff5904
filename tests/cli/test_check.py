"""`bpgui check`: a row for every tensor, and a verdict."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.engine import gradcheck
from bpgui.engine.declaration import replace
from bpgui.project.examples import load_example
from bpgui.project.file import save
from bpgui.project.session import start
from tests.cli.calls import Call


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
