"""Bars of a histogram around zero."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from bpgui.gui import theme
from bpgui.gui.views.kit.bars import draw_bars
from bpgui.gui.views.kit.ink import lone

GROUND = QColor("#123456")


@pytest.mark.usefixtures("qapp")
def test_bars_are_as_high_as_their_counts_and_tell_sides_by_colour() -> None:
    image = QImage(50, 40, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    draw_bars(painter, QRectF(0, 0, 50, 40), [1, 0, 50, 1000, 2000])
    painter.end()
    palette = theme.current()
    for bar, (high, role) in enumerate(
        [(1, "negative"), (0, ""), (1, "muted"), (20, "positive"), (40, "positive")]
    ):
        column = [image.pixelColor(10 * bar + 4, y) for y in range(40)]
        drawn = [color for color in column if color != GROUND]
        assert len(drawn) == high
        assert all(color == palette.color(role) for color in drawn)
        assert column[40 - high :] == drawn


@pytest.mark.usefixtures("qapp")
def test_nothing_counted_is_nothing_drawn() -> None:
    image = QImage(30, 10, QImage.Format.Format_RGB32)
    image.fill(GROUND)
    painter = QPainter(image)
    draw_bars(painter, QRectF(0, 0, 30, 10), [0, 0, 0])
    painter.end()
    assert all(image.pixelColor(x, y) == GROUND for x in range(30) for y in range(10))


def test_points_without_a_good_neighbour_stand_alone() -> None:
    good = np.array([True, False, True, True, False, True])
    assert lone(good).tolist() == [True, False, False, False, False, True]
    assert lone(np.array([False, False])).tolist() == [False, False]
