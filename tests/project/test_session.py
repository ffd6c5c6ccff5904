"""From a project to a trainer."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import bpgui.engine.layers  # noqa: F401
from bpgui.data.sources.breast_cancer import BreastCancer
from bpgui.data.sources.digits import Digits
from bpgui.data.sources.given import Given
from bpgui.data.sources.sine import Sine
from bpgui.engine.declaration import replace
from bpgui.engine.framing import framed
from bpgui.engine.graph import Graph, chain
from bpgui.engine.initializers.given import Given as GivenWeights
from bpgui.engine.layers.dense import Dense
from bpgui.engine.layers.input import Input
from bpgui.engine.layers.loss import Loss
from bpgui.engine.training import Training
from bpgui.project.error import ProjectError
from bpgui.project.examples import gallery, load_example
from bpgui.project.overrides import overridden
from bpgui.project.project import DataSettings, Project
from bpgui.project.session import prepare, start


def project(graph: Graph, **data: object) -> Project:
    return Project(graph, data=DataSettings(**data))  # type: ignore[arg-type]


def test_a_diagram_with_a_problem_is_refused_with_its_sentence() -> None:
    with pytest.raises(ProjectError, match="needs a Loss"):
        prepare(project(chain(Input((2,)), Dense(1))))


def test_the_scaler_is_fitted_on_the_training_rows_only() -> None:
    ready = prepare(
        project(chain(Input((2,)), Dense(1), Loss()), scaler="Standardise", validation=0.5)
    )
    np.testing.assert_allclose(ready.train.x.mean(axis=0), 0, atol=1e-12)
    assert np.abs(ready.validation.x.mean(axis=0)).max() > 1e-6


def test_targets_are_scaled_by_the_training_rows_and_told_in_their_own_unit() -> None:
    graph = chain(Input((1,)), Dense(1, "linear"), Loss())
    plain = prepare(project(graph, source=Sine(), validation=0.5))
    scaled = prepare(project(graph, source=Sine(), validation=0.5, target_scaler="Standardise"))
    assert scaled.train.t.std() == pytest.approx(1)
    assert scaled.train.t.mean() == pytest.approx(0, abs=1e-12)
    assert abs(scaled.validation.t.mean()) > 1e-6
    for part in ("train", "validation"):
        told, wanted = getattr(scaled, part).t, getattr(plain, part).t
        np.testing.assert_allclose(scaled.in_units(told), wanted, atol=1e-12)
    # R2 is the same in any unit.
    guess = np.linspace(-1, 1, len(plain.train.t))[:, None]
    score = plain.score(scaled.in_units(guess), plain.train.t)
    assert scaled.score(guess, scaled.train.t) == pytest.approx(score)


def test_classes_and_repeated_inputs_are_no_targets_to_scale() -> None:
    graph = chain(Input((2,)), Dense(1, "tanh"), Loss())
    ready = prepare(project(graph, target_scaler="Standardise"))
    assert set(ready.train.t.ravel()) == {-1.0, 1.0}
    graph = chain(Input((64,)), Dense(64, "linear"), Loss(target="input"))
    ready = prepare(project(graph, source=Digits(), target_scaler="Standardise"))
    np.testing.assert_array_equal(ready.train.t, ready.train.x)


def test_a_tanh_output_is_trained_towards_minus_one_and_one() -> None:
    ready = prepare(project(chain(Input((2,)), Dense(1, "tanh"), Loss())))
    assert set(ready.train.t.ravel()) == {-1.0, 1.0}


def test_targets_outside_the_range_of_the_loss_are_refused_with_a_cure() -> None:
    graph = chain(Input((1,)), Dense(1, "sigmoid"), Loss("binary cross-entropy"))
    with pytest.raises(ProjectError, match=r"between 0 and 1.*choose another loss"):
        prepare(project(graph, source=Sine()))


def test_an_auto_encoder_is_scored_by_how_well_it_repeats_its_input() -> None:
    graph = chain(Input((64,)), Dense(64, "linear"), Loss(target="input"))
    ready = prepare(project(graph, source=Digits()))
    np.testing.assert_array_equal(ready.train.t, ready.train.x)
    assert ready.score(ready.train.x, ready.train.t) == 1.0
    # Pixels that hardly ever change do not outweigh the others.
    mean = np.broadcast_to(ready.train.x.mean(axis=0), ready.train.x.shape)
    assert -0.05 < ready.score(mean + 0.5, ready.train.t) < 0
    assert not ready.classifies


def test_another_seed_draws_other_weights() -> None:
    spiral = project(chain(Input((2,)), Dense(3), Dense(1), Loss()))
    one, same, other = (start(spiral, seed=seed).values() for seed in (1, 1, 2))
    np.testing.assert_array_equal(one["Dense/weight"], same["Dense/weight"])
    assert not np.array_equal(one["Dense/weight"], other["Dense/weight"])


def test_given_numbers_of_the_wrong_shape_are_named() -> None:
    graph = chain(Input((2,)), Dense(3, initializer=GivenWeights(((1.0, 2.0),))), Dense(1), Loss())
    with pytest.raises(ProjectError, match=r"Dense/weight: .* 1 × 2, but 3 × 2 are needed"):
        start(project(graph))


@pytest.mark.parametrize(
    ("largest", "precision", "refused"),
    [(1e18, "float32", False), (-1e20, "float32", True), (-1e20, "float64", False)],
)
def test_numbers_too_large_to_compute_with_are_refused(
    largest: float, precision: str, refused: bool
) -> None:
    rows = Given(((1.0, 2.0), (largest, 0.0)), ((0.0,), (1.0,)))
    made = project(chain(Input((2,)), Dense(1), Loss()), source=rows, validation=0.0)
    made = dataclasses.replace(made, training=replace(made.training, precision=precision))
    if not refused:
        assert prepare(made)
        return
    with pytest.raises(
        ProjectError, match=r"^The inputs reach 1e\+20, too large to compute with in"
    ):
        prepare(made)
    data = replace(made.data, scaler="Standardise")
    assert prepare(dataclasses.replace(made, data=data))


def test_what_does_not_fit_into_the_memory_is_refused_before_it_is_built() -> None:
    graph = chain(Input((2,)), *[Dense(65_536) for _ in range(12)], Dense(1), Loss())
    huge = project(graph)
    huge = dataclasses.replace(huge, training=replace(huge.training, precision="float64"))
    with pytest.raises(ProjectError, match=r"needs about \d,\d{3}\.\d GB of memory"):
        start(huge)


def test_balanced_classes_weigh_the_rows_of_both_parts() -> None:
    made = project(chain(Input((30,)), Dense(1, "sigmoid"), Loss()), source=BreastCancer())
    assert prepare(made).train.weights is None
    balanced = dataclasses.replace(made, training=Training(class_weights="balanced"))
    ready = prepare(balanced)
    for rows in (ready.train, ready.validation):
        assert rows.weights is not None
        assert len(rows.weights) == len(rows)
    weights, classes = ready.train.weights, ready.train.t[:, 0]
    assert weights[classes == 0].sum() == pytest.approx(weights[classes == 1].sum())
    assert start(balanced).evaluate().loss != start(made).evaluate().loss


def test_numbers_to_be_told_have_no_classes_to_balance() -> None:
    made = project(chain(Input((1,)), Dense(1, "linear"), Loss()), source=Sine())
    balanced = dataclasses.replace(made, training=Training(class_weights="balanced"))
    assert prepare(balanced).train.weights is None


def test_a_muted_node_changes_the_numbers_to_those_without_it() -> None:
    """Frames change nothing at all."""
    whole = chain(Input(), Dense(8), Dense(8), Dense(2), Loss())
    muted = framed(whole.mute([3]), [2, 3], "Hidden", collapsed=True)
    plain = whole.remove([3]).connect(2, 4)
    losses = []
    for graph in (muted, plain, whole):
        trainer = start(Project(graph=graph))
        losses.append([float(loss) for report in trainer.make(40) for loss in report.losses])
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]


@pytest.mark.parametrize("name", [example.name for example in gallery()])
def test_every_example_can_do_without_rows_kept_apart(name: str) -> None:
    made = load_example(name)
    made = dataclasses.replace(made, data=replace(made.data, validation=0.0))
    prepared = prepare(made)
    assert len(prepared.validation) == 0
    report = list(start(made, prepared=prepared).make(2))[-1]
    assert report.last == 2


@pytest.mark.parametrize(
    "settings",
    [
        ["Loss.weight=1e300"],
        ["Hidden 1.initializer=Constant", "Hidden 1.initializer.value=1e300"],
    ],
)
def test_settings_beyond_the_precision_diverge_in_a_sentence(settings: list[str]) -> None:
    trainer = start(overridden(load_example("spiral"), settings))
    said = [report.stopped for report in trainer.make(3)][-1]
    assert said is not None
    assert said.startswith("Diverged")
