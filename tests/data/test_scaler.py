"""Scalers measure the rows they are fitted to, and can be undone and stored."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from bpgui.data import DataError, MinMax, NoScaling, Scaler, Standardise, scalers
from bpgui.engine.declaration import to_data

numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 4))
tables = st_numpy.arrays(
    np.float64, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=numbers
)
kinds = st.sampled_from(
    [
        NoScaling(),
        Standardise(),
        Standardise(together=True),
        MinMax(),
        MinMax(low=-1.0, high=1.0),
        MinMax(together=True),
    ]
)


def test_the_kinds_are_known() -> None:
    assert [kind.kind() for kind in scalers] == ["NoScaling", "Standardise", "MinMax"]
    for kind in scalers:
        assert scalers.parse(json.loads(json.dumps(to_data(kind())))) == kind()
        assert kind.formula().endswith(".")


@given(tables)
def test_standardise_gives_mean_0_and_deviation_1(table: np.ndarray) -> None:
    prepared = Standardise().fit(table).apply(table)
    assert prepared.mean(axis=0) == pytest.approx(0, abs=1e-5)
    deviations = prepared.std(axis=0)
    constant = np.ptp(table, axis=0) == 0
    assert deviations[~constant] == pytest.approx(1, rel=1e-5)
    assert prepared[:, constant] == pytest.approx(0, abs=1e-9)


@given(tables, st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (2.0, 5.0)]))
def test_min_max_fills_its_range(table: np.ndarray, ends: tuple[float, float]) -> None:
    low, high = ends
    prepared = MinMax(low=low, high=high).fit(table).apply(table)
    assert prepared.min(axis=0) == pytest.approx(low, abs=1e-5)
    changing = np.ptp(table, axis=0) > 0
    assert prepared.max(axis=0)[changing] == pytest.approx(high, abs=1e-5)


@given(tables)
def test_no_scaling_changes_nothing(table: np.ndarray) -> None:
    assert np.array_equal(NoScaling().fit(table).apply(table), table)


@given(tables, kinds)
def test_invert_undoes_apply(table: np.ndarray, scaler: Scaler) -> None:
    fitted = scaler.fit(table)
    assert fitted.invert(fitted.apply(table)) == pytest.approx(table, rel=1e-9, abs=1e-6)


@given(tables, kinds)
def test_the_numbers_it_tells_are_those_it_applies(table: np.ndarray, scaler: Scaler) -> None:
    fitted = scaler.fit(table)
    told = json.loads(json.dumps(fitted.numbers(), allow_nan=False))
    prepared = (table - np.array(told["shift"])) / np.array(told["scale"])
    assert np.array_equal(prepared, fitted.apply(table))
    assert fitted.name == scaler.kind()


@given(tables, kinds)
def test_applying_never_refits(table: np.ndarray, scaler: Scaler) -> None:
    """A row is prepared alike, alone or among rows the scaler has never seen."""
    fitted = scaler.fit(table)
    strangers = np.vstack([table[:1], table[:1] + 1e3, table[:1] * 7])
    assert np.array_equal(fitted.apply(strangers)[:1], fitted.apply(table[:1]))


def test_standardise_by_hand() -> None:
    fitted = Standardise().fit(np.array([[1.0, 10.0], [3.0, 10.0]]))
    assert fitted.numbers() == {"shift": [2.0, 10.0], "scale": [1.0, 1.0]}
    assert fitted.apply(np.array([[5.0, 12.0]])).tolist() == [[3.0, 2.0]]


def test_together_measures_pictures_as_a_whole() -> None:
    pictures = np.array([[[[0.0, 255.0]]], [[[51.0, 0.0]]]])
    fitted = MinMax(together=True).fit(pictures)
    assert fitted.numbers() == {"shift": [0.0], "scale": [255.0]}
    assert fitted.apply(pictures).tolist() == [[[[0.0, 1.0]]], [[[0.2, 0.0]]]]


def test_pixels_are_measured_each_on_its_own_by_default() -> None:
    pictures = np.random.default_rng(0).normal(3, 2, (50, 1, 4, 5))
    prepared = Standardise().fit(pictures).apply(pictures)
    assert prepared.shape == pictures.shape
    assert prepared.mean(axis=0) == pytest.approx(0)
    assert prepared.std(axis=0) == pytest.approx(1)


def test_a_constant_feature_survives_rounding() -> None:
    """The mean of equal numbers may be off by a bit, which must not be blown up to 1."""
    table = np.full((3, 1), 0.1)
    assert table.std() > 0
    assert Standardise().fit(table).apply(table) == pytest.approx(0, abs=1e-15)
    assert Standardise().fit(table).scale.tolist() == [1.0]


def test_a_difference_too_small_to_square_is_not_divided_by() -> None:
    table = np.array([[0.0], [1e-200]])
    assert table.std() == 0
    assert Standardise().fit(table).scale.tolist() == [1.0]


def test_no_rows_are_prepared_to_no_rows() -> None:
    fitted = Standardise().fit(np.ones((3, 1, 2, 2)))
    assert fitted.apply(np.zeros((0, 1, 2, 2))).shape == (0, 1, 2, 2)


@pytest.mark.parametrize("scaler", [Standardise(), MinMax(), Standardise(together=True)])
def test_what_cannot_be_measured_is_refused(scaler: Scaler) -> None:
    with pytest.raises(DataError, match="without training rows"):
        scaler.fit(np.zeros((0, 2)))
    with pytest.raises(DataError, match="too large"):
        scaler.fit(np.array([[1.7e308], [-1.7e308]]))


def test_min_max_needs_a_range() -> None:
    with pytest.raises(DataError, match="low end below the high end, not 1 and 1"):
        MinMax(low=1.0, high=1.0).fit(np.ones((2, 1)))


def test_rows_of_another_length_are_refused() -> None:
    fitted = Standardise().fit(np.zeros((2, 3)))
    with pytest.raises(DataError, match="rows of 3 numbers, these have 2"):
        fitted.apply(np.zeros((1, 2)))
