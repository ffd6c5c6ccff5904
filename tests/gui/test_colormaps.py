"""Colour maps: steps of equal size to the eye, and told apart by those who see fewer colours."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from bpgui.gui import theme

PALETTES = (theme.DARK, theme.LIGHT)
each = pytest.mark.parametrize("palette", PALETTES, ids=("dark", "light"))
#: What is seen without one sort of cones, in linear RGB: Machado, Oliveira and Fernandes 2009.
BLIND = {
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(rgb: np.ndarray, blind: str = "") -> np.ndarray:
    """CIELAB (D65) of sRGB from 0 to 255, as seen by this sort of eyes."""
    share = rgb.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    if blind:
        linear = np.clip(linear @ BLIND[blind].T, 0, 1)
    xyz = linear @ XYZ.T / (XYZ.sum(axis=1))
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


def smooth(steps: np.ndarray) -> np.ndarray:
    """Means of sixteen steps: single ones are rounded to whole numbers."""
    return np.convolve(steps, np.ones(16) / 16, "valid")


def sizes(table: np.ndarray, blind: str = "") -> np.ndarray:
    """How far each colour is from the next, to the eye."""
    return np.linalg.norm(np.diff(lab(table[:, :3], blind), axis=0), axis=1)


@pytest.mark.parametrize("blind", ["", *BLIND])
def test_magnitudes_grow_lighter_all_the_way(blind: str) -> None:
    lightness = lab(theme.viridis()[:, :3], blind)[:, 0]
    assert (np.diff(lightness) > -0.05).all()
    assert lightness[-1] - lightness[0] > 70


@each
@pytest.mark.parametrize("blind", ["", *BLIND])
def test_numbers_of_both_signs_leave_the_ground_evenly(palette: theme.Palette, blind: str) -> None:
    lightness = lab(theme.diverging(palette)[:, :3], blind)[:, 0]
    away = np.abs(lightness - lightness[128])
    assert (np.diff(smooth(away[128::-1])) > 0).all()
    assert (np.diff(smooth(away[128:])) > 0).all()
    assert min(away[0], away[255]) > 25


def test_magnitudes_grow_lighter_evenly() -> None:
    steps = smooth(np.diff(lab(theme.viridis()[:, :3])[:, 0]))
    assert steps.max() < 1.6 * steps.min()


@each
def test_equal_steps_of_either_sign_look_equal(palette: theme.Palette) -> None:
    for half in (theme.diverging(palette)[:129], theme.diverging(palette)[128:]):
        steps = smooth(sizes(half))
        assert steps.max() < 1.5 * steps.min()


@each
@pytest.mark.parametrize("blind", ["", *BLIND])
def test_the_signs_are_told_apart(palette: theme.Palette, blind: str) -> None:
    table = theme.diverging(palette)[:, :3]
    for strength in (64, 100, 127):
        one, other = lab(table[[128 - strength, 128 + strength]], blind)
        assert np.linalg.norm(one - other) > 0.3 * strength


@each
@pytest.mark.parametrize("blind", ["", *BLIND])
def test_what_is_not_a_number_is_like_no_number(palette: theme.Palette, blind: str) -> None:
    bad = lab(np.array(QColor(palette.bad).getRgb()[:3]), blind)  # type: ignore[index]
    for table in (theme.viridis(), theme.diverging(palette)):
        apart = np.linalg.norm(lab(table[:, :3], blind) - bad, axis=1)
        assert apart.min() > 8


@each
@pytest.mark.parametrize("blind", ["", *BLIND])
def test_the_first_classes_are_told_apart(palette: theme.Palette, blind: str) -> None:
    colors = [palette.series_color(index).getRgb()[:3] for index in range(4)]  # type: ignore[index]
    for one, other in combinations(lab(np.array(colors), blind), 2):
        assert np.linalg.norm(one - other) > 12
