"""What every kind of data set promises, walked over the registry."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from bpgui.data import DataError, Dataset, Source, sources
from bpgui.engine.declaration import replace, to_data
from bpgui.engine.fields import Choice, FieldError, Integer, Real, fields_of
from tests.sentences import is_sentence

GROUPS = ["Your own", "Two classes", "Regression", "Sequences", "Real data", "Lessons", "By hand"]
KINDS = list(sources)
SEEDED = [kind for kind in KINDS if "seed" in {field.name for field in fields_of(kind)}]
NOISY = [kind for kind in KINDS if "noise" in {field.name for field in fields_of(kind)}]


def named(kind: type[Source]) -> str:
    return kind.kind()


def having(spec: Any) -> list[type[Source]]:
    """The kinds with a setting of this sort."""
    return [kind for kind in KINDS if any(isinstance(f.spec, spec) for f in fields_of(kind))]


every_kind = pytest.mark.parametrize("kind", KINDS, ids=named)


def same(a: Dataset, b: Dataset) -> bool:
    return np.array_equal(a.inputs, b.inputs) and np.array_equal(a.targets, b.targets)


def test_the_kinds_are_found() -> None:
    # These names stand in saved projects.
    assert {kind.kind() for kind in KINDS} >= {
        *("XOR", "XORCorners", "Circle", "Gaussians", "Moons", "Spiral", "Plane", "Sine"),
        *("Digits", "MNIST", "Iris", "Wine", "BreastCancer", "Diabetes"),
        *("UniformNoise", "NormalNoise", "Given", "TableFile"),
        *("Adding", "Parity", "FirstToken", "Majority", "Recall", "Sorting", "WaveForecast"),
    }


def test_lists_show_the_groups_one_after_the_other() -> None:
    groups = [kind.group for kind in KINDS]
    assert list(dict.fromkeys(groups)) == GROUPS
    assert groups == sorted(groups, key=GROUPS.index)


@every_kind
def test_it_presents_itself_in_a_sentence(kind: type[Source]) -> None:
    assert kind.label
    assert kind.formula().endswith(".")
    assert kind.formula() != Source.formula()
    assert all(field.spec.help.endswith(".") for field in fields_of(kind))


@every_kind
def test_the_defaults_give_clean_rows_that_fit_the_task(kind: type[Source]) -> None:
    data = kind().load()
    task = data.task
    assert 1 <= len(data) <= 10_000
    assert data.inputs.shape == (len(data), *task.inputs)
    assert np.isfinite(data.inputs).all()
    assert data.inputs.dtype == np.float64
    if task.kind == "classification":
        assert data.targets.shape == (len(data),)
        assert np.unique(data.targets).tolist() == list(range(task.outputs))
    else:
        assert data.targets.shape == (len(data), task.outputs)
        assert np.isfinite(data.targets).all()


@every_kind
def test_it_is_the_same_each_time_and_leaves_numpy_alone(kind: type[Source]) -> None:
    before: Any = np.random.get_state()
    assert same(kind().load(), kind().load())
    after: Any = np.random.get_state()
    assert np.array_equal(before[1], after[1])
    assert before[2:] == after[2:]


@pytest.mark.parametrize("kind", SEEDED, ids=named)
def test_another_seed_gives_other_rows(kind: type[Source]) -> None:
    one, other = replace(kind(), seed=1).load(), replace(kind(), seed=2).load()
    assert one.inputs.shape == other.inputs.shape
    if kind.kind() in ("Spiral", "Moons"):  # without noise they differ in the order only
        assert not np.array_equal(one.targets, other.targets)
    elif kind.group == "Sequences":  # of few different numbers, many of them
        assert not np.array_equal(one.inputs, other.inputs)
    else:
        assert not np.isin(one.inputs, other.inputs).any()


@pytest.mark.parametrize("kind", NOISY, ids=named)
def test_noise_blurs_the_same_picture(kind: type[Source]) -> None:
    """A little more noise moves rows a little: the draw stays the same."""
    clear, blurred, worse = (replace(kind(), noise=level).load() for level in (0.0, 0.01, 0.5))
    assert np.abs(clear.inputs - blurred.inputs).max() < 0.3
    assert not same(clear, worse)


@pytest.mark.parametrize("kind", SEEDED, ids=named)
@pytest.mark.parametrize("points", [4, 7, 100])
def test_it_draws_as_many_points_as_asked(kind: type[Source], points: int) -> None:
    assert len(replace(kind(), points=points).load()) == points


@pytest.mark.parametrize("kind", having(Choice), ids=named)
def test_every_choice_loads_the_same_rows_in_another_form(kind: type[Source]) -> None:
    for field in fields_of(kind):
        if isinstance(field.spec, Choice):
            for option in field.spec.options:
                data = replace(kind(), **{field.name: option}).load()
                assert len(data) == len(kind().load())


@every_kind
def test_it_survives_a_file(kind: type[Source]) -> None:
    made = kind()
    for field in fields_of(kind):  # away from the defaults, where there is room
        if isinstance(field.spec, Integer | Real) and field.default < field.spec.max:
            made = replace(made, **{field.name: min(field.default + 1, field.spec.max)})
    text = json.dumps(to_data(made))
    assert sources.parse(json.loads(text)) == made


@pytest.mark.parametrize("kind", having(Integer | Real), ids=named)
def test_settings_out_of_range_are_refused(kind: type[Source]) -> None:
    for field in fields_of(kind):
        if isinstance(field.spec, Integer | Real):
            with pytest.raises(FieldError, match=field.label):
                replace(kind(), **{field.name: field.spec.min - 1})


@every_kind
def test_it_is_a_value(kind: type[Source]) -> None:
    assert kind() == kind()
    assert hash(kind()) == hash(kind())
    with pytest.raises(FrozenInstanceError):
        kind().label = "other"  # type: ignore[misc]


@every_kind
def test_the_largest_settings_are_drawn_or_told_to_be_too_large(
    kind: type[Source], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpgui.data.generated.MOST_NUMBERS", 1_000_000)
    largest = {f.name: f.spec.max for f in fields_of(kind) if isinstance(f.spec, Integer)}
    tracemalloc.start()
    said = ""
    try:
        kind(**largest).load()
    except DataError as error:
        said = str(error)
    assert not said or is_sentence(said)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 250e6
