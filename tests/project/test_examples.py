"""The gallery: every example opens in good order, and the ones that promise something keep it."""

from __future__ import annotations

import dataclasses
import itertools
import statistics

import numpy as np
import pytest

from bpgui.engine.check import check
from bpgui.engine.gradcheck import gradient_check
from bpgui.engine.report import Evaluation
from bpgui.project.error import ProjectError
from bpgui.project.examples import gallery, load_example
from bpgui.project.session import prepare, start
from tests.sentences import is_sentence

NAMES = [example.name for example in gallery()]


def test_the_gallery_has_what_was_promised() -> None:
    promised = {"spiral", "xor", "circle", "digits", "iris", "sine", "residual"}
    kinds = {"cnn", "residual-cnn", "autoencoder", "vae", "lstm", "transformer"}
    lessons = {"L0", "L1A", "L1B", "L2", "L2B", "L3", "L4"}
    assert promised | kinds | lessons <= set(NAMES)
    assert NAMES[0] == "spiral"


def test_groups_stand_together() -> None:
    groups = [example.group for example in gallery()]
    changes = sum(a != b for a, b in itertools.pairwise(groups))
    assert changes == len(set(groups)) - 1


@pytest.mark.parametrize("name", NAMES)
class TestEvery:
    def test_is_presented(self, name: str) -> None:
        example = next(example for example in gallery() if example.name == name)
        assert is_sentence(example.summary)
        assert 0 < len(example.title) < 40
        assert len(load_example(name).notes) > 200

    def test_has_no_problem_at_all(self, name: str) -> None:
        project = load_example(name)
        assert check(project.graph, project.data.source.load().task).problems == ()

    def test_has_a_limit(self, name: str) -> None:
        training = load_example(name).training
        assert training.epochs or training.steps

    def test_is_drawn_tidily(self, name: str) -> None:
        """From left to right, 200 pixels apart, the ends on one line, and no card on another."""
        graph = load_example(name).graph
        for edge in graph.edges:
            assert graph.nodes[edge.target].at[0] - graph.nodes[edge.source].at[0] >= 200
        places = [node.at for node in graph.nodes.values()]
        for i, (x, y) in enumerate(places):
            assert all(abs(x - u) >= 200 or abs(y - v) >= 120 for u, v in places[:i])
        ends = [node.at[1] for node in graph.nodes.values() if node.layer.group == "Ends"]
        assert set(ends) == {0.0}

    def test_has_right_gradients(self, name: str) -> None:
        project = load_example(name)
        prepared = prepare(project)
        rows = prepared.train
        found = gradient_check(project.graph, prepared.check, rows.x[:5], rows.t[:5], seed=1)
        assert found
        assert [row for row in found if not row.ok] == []


def trained(name: str, epochs: int = 0, seed: int = 1) -> Evaluation:
    return evaluations(name, epochs, seed)[-1]


def evaluations(name: str, epochs: int, seed: int) -> list[Evaluation]:
    """Those of a run that are made anyway, and one at its end."""
    project = load_example(name)
    if epochs:
        project = dataclasses.replace(
            project, training=dataclasses.replace(project.training, epochs=epochs)
        )
    trainer = start(project, seed=seed)
    reports = list(trainer.run(0.05, evaluate="some"))
    assert not reports[-1].diverged
    made = [report.evaluation for report in reports if report.evaluation is not None]
    return [*made, trainer.evaluate()]


@pytest.mark.parametrize(
    ("name", "epochs", "accuracy"),
    [
        ("spiral", 300, 0.95),
        ("xor", 0, 0.95),
        ("truth-table", 0, 1.0),
        ("circle", 0, 0.98),
        ("sine", 0, 0.93),
        ("iris", 0, 0.95),
        ("residual", 100, 0.95),
        ("L1A", 0, 0.98),
        ("L1B", 0, 0.93),
        ("L4", 0, 0.95),
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_learns_its_training_rows(name: str, epochs: int, accuracy: float, seed: int) -> None:
    """For good: Adam throws a network back now and then, and it is there again soon after."""
    lately = evaluations(name, epochs, seed)[-9:]
    assert statistics.median(each.accuracy for each in lately) >= accuracy


@pytest.mark.parametrize(
    ("name", "epochs", "accuracy"),
    [
        ("digits", 0, 0.95),
        ("L3", 0, 0.85),
        ("iris", 0, 0.93),
        ("cnn", 2, 0.93),
        ("residual-cnn", 0, 0.98),
        ("lstm", 10, 0.98),
        ("transformer", 0, 0.98),
        pytest.param("cnn", 0, 0.96, marks=pytest.mark.slow),
    ],
)
def test_tells_rows_it_has_not_seen(name: str, epochs: int, accuracy: float) -> None:
    found = trained(name, epochs)
    assert found.val_accuracy is not None
    assert found.val_accuracy >= accuracy


def test_the_first_lesson_shows_the_gradient_vanish() -> None:
    """About a hundredfold from bias to bias on the way back, as its notes say."""
    trainer = start(load_example("L0"))
    (report,) = trainer.make(1)
    norm = dict(zip(trainer.tensors, report.norms[0], strict=True))
    assert 50 < norm["Output/bias"] / norm["Hidden 2/bias"] < 1_000
    assert 20 < norm["Hidden 2/bias"] / norm["Hidden 1/bias"] < 1_000


def test_noise_cannot_be_learned() -> None:
    assert trained("L0").loss == pytest.approx(np.log(2), abs=0.01)
    assert trained("L2B").loss == pytest.approx(0.25, abs=0.01)


def test_the_lesson_by_hand_begins_with_its_printed_loss() -> None:
    trainer = start(load_example("L2"))
    (report,) = trainer.make(1)
    assert report.losses[0] == pytest.approx(0.03607528510662207, abs=1e-15)


def test_skip_wires_carry_the_gradient_to_the_front() -> None:
    project = load_example("residual")
    graph = project.graph
    around = [edge for edge in graph.edges if edge.target - edge.source == 3]
    assert len(around) == 2
    cut = dataclasses.replace(project, graph=graph.disconnect(*around))

    def first_gradient(p: object) -> float:
        trainer = start(p)  # type: ignore[arg-type]
        norms = np.concatenate([report.norms for report in trainer.make(40)])
        return float(norms[:, trainer.tensors.index("Lift/weight")].mean())

    assert first_gradient(project) > 1.5 * first_gradient(cut)


def test_names_are_found_in_any_case() -> None:
    assert load_example("l2") is load_example("l2")
    assert load_example("Spiral") == load_example("spiral")


@pytest.mark.parametrize("name", ["", "spirals", "../examples/spiral", "L"])
def test_an_unknown_name_is_told_the_known_ones(name: str) -> None:
    with pytest.raises(ProjectError, match=r"There is no example called .* \(known: spiral, xor"):
        load_example(name)
