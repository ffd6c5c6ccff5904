"""Cells of the tensor view: their numbers, their colours, and what is beyond both."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from bpgui.gui import theme
from bpgui.gui.format import number
from bpgui.gui.views.matrix.cells import draw_cells, in_short
from bpgui.gui.views.matrix.colors import color_table
from bpgui.gui.views.matrix.figures import _sentences
from bpgui.gui.views.matrix.places import SPACE, arrange
from bpgui.gui.views.matrix.probe import BINS, COLORS, Portrait, portrait

ROOM = QRectF(14, 26, 360, 180)
pytestmark = pytest.mark.usefixtures("qapp")


def drawn(made: Portrait, wide: int, high: int) -> QImage:
    """The picture of a portrait's cells and of what stands in them, on a ground of their own."""
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    painter.setFont(theme.caption())
    draw_cells(painter, made, QRectF(0, 0, wide, high), color_table(theme.DARK))
    painter.end()
    return image


def touched(image: QImage) -> int:
    colors = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return len(colors - {QColor("#808080").rgb()})


def test_one_outlier_washes_nothing_out_and_is_told() -> None:
    values = np.random.default_rng(0).normal(size=400)
    plain = portrait("A/weight", values)
    values[7] = 1e4
    made = portrait("A/weight", values)
    assert made.largest == 1e4
    assert made.reach < 4
    assert made.clipped == int((np.abs(values) > made.reach).sum())
    assert made.clipped <= 9
    assert np.ptp(made.indices) == COLORS - 1
    assert np.std(made.indices.astype(float)) > 0.9 * np.std(plain.indices.astype(float))
    assert made.counts.sum() == 400
    assert f"{made.clipped} beyond, up to 10,000" in [words for words, _ in _sentences(made)]


@pytest.mark.parametrize(
    "values", [np.random.default_rng(1).normal(size=2000), np.array([1.0, 0.001, 0.002])]
)
def test_ordinary_and_few_numbers_all_have_their_colours(values: np.ndarray) -> None:
    made = portrait("A/weight", values)
    assert made.clipped == 0
    assert made.reach == made.largest == np.abs(values).max()


def test_tensors_of_zeros_but_for_one_are_not_clipped_to_nothing() -> None:
    values = np.zeros(100)
    values[3] = 5.0
    made = portrait("A/weight", values)
    assert (made.reach, made.clipped) == (5.0, 0)
    assert len(made.counts) == BINS


def test_small_matrices_have_their_numbers_and_large_ones_none() -> None:
    values = np.random.default_rng(0).normal(size=(3, 4))
    assert touched(drawn(portrait("A/weight", values), 4 * 50, 3 * 24)) > 1
    assert touched(drawn(portrait("A/weight", values), 4 * 12, 3 * 12)) == 0
    assert touched(drawn(portrait("A/weight", np.zeros((40, 40))), 40 * 50, 40 * 24)) == 0


@pytest.mark.parametrize(
    ("value", "words"),
    [(np.nan, "NaN"), (np.inf, "∞"), (-np.inf, "-∞"), (0.0, "0"), (-0.25, "-0.250")],
)
def test_numbers_in_short(value: float, words: str) -> None:
    assert in_short(value, 3) == words


def test_a_number_beyond_the_colours_has_its_corner_marked() -> None:
    values = np.random.default_rng(0).normal(size=(4, 5))
    values[2, 3] = 1e3
    made = portrait("A/weight", values)
    image = drawn(made, 100, 80)
    assert image.pixelColor(78, 41) != QColor("#808080")
    assert image.pixelColor(58, 41) == QColor("#808080")
    assert number(made.reach, 3) in [number(float(v), 3) for v in np.abs(values).ravel()]


def test_a_single_nan_is_seen_among_a_million() -> None:
    values = np.zeros((1000, 1000))
    values[500, 250] = np.nan
    image = drawn(portrait("A/weight", values), 200, 200)
    assert image.pixelColor(50, 100) == theme.DARK.color("bad")


def test_a_nan_is_crossed_out() -> None:
    values = np.zeros((2, 2))
    values[0, 1] = np.nan
    image = drawn(portrait("A/weight", values), 32, 32)
    cross = theme.legible(theme.DARK.color("bad"))
    assert image.pixelColor(24, 8) == cross
    assert image.pixelColor(8, 8) == QColor("#808080")


@given(
    st.lists(st.tuples(st.integers(1, 800), st.integers(1, 800)), min_size=1, max_size=4),
    st.booleans(),
)
def test_tensors_lie_beside_each_other_within_their_height(
    sizes: list[tuple[int, int]], square: bool
) -> None:
    places = arrange(sizes, square, ROOM)
    assert len(places) == len(sizes)
    for place, following in pairwise(places):
        assert following.left() >= place.right() + SPACE - 1e-6
    assert all(place.height() <= ROOM.height() + 1e-6 for place in places)


def test_a_tall_matrix_uses_the_width_there_is() -> None:
    (place,) = arrange([(33, 128)], False, ROOM)
    assert place.width() > 130
    (picture,) = arrange([(33, 128)], True, ROOM)
    assert picture.width() < 60
