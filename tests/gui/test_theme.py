"""The design language: two complete palettes, legible, live, crisp."""

from __future__ import annotations

import dataclasses
import gc
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from bpgui.engine.layer import layers
from bpgui.gui import theme
from bpgui.gui.theme.stylesheet import stylesheet
from bpgui.resources import asset

PALETTES = [theme.DARK, theme.LIGHT]
ICONS = sorted(path.stem for path in asset("icons").glob("*.svg") if path.stem != "bpgui")
CATEGORIES = ["core", "convolution", "sequence", "normalisation", "merge", "input", "loss"]


@pytest.fixture(autouse=True)
def undressed(qapp: QApplication) -> Iterator[None]:
    """Leave the application as other tests expect it."""
    yield
    theme.apply(qapp, "dark")
    qapp.setStyleSheet("")


def luminance(color: str) -> float:
    """Relative luminance, as WCAG defines it."""
    channels = np.array(QColor(color).getRgbF()[:3])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
class TestPalette:
    def test_colours_are_colours(self, palette: theme.Palette) -> None:
        for field in dataclasses.fields(palette):
            value = getattr(palette, field.name)
            for color in value if isinstance(value, tuple) else [value]:
                if field.name not in ("name", "is_dark"):
                    assert QColor(color).isValid(), field.name

    @pytest.mark.parametrize("ground", ["window", "panel", "raised", "field", "canvas", "selected"])
    def test_words_are_legible(self, palette: theme.Palette, ground: str) -> None:
        background = getattr(palette, ground)
        assert contrast(palette.text, background) >= 7
        assert contrast(palette.muted, background) >= 4

    @pytest.mark.parametrize("role", ["accent", "positive", "good", "warning", "bad", *CATEGORIES])
    def test_signs_stand_out(self, palette: theme.Palette, role: str) -> None:
        assert contrast(getattr(palette, role), palette.panel) >= 2.9

    def test_primary_button_is_legible(self, palette: theme.Palette) -> None:
        assert contrast(palette.on_accent, palette.accent_fill) >= 3.5

    def test_stylesheet_is_complete(self, palette: theme.Palette) -> None:
        text = stylesheet(palette)
        assert "$" not in text
        assert palette.accent_fill in text

    def test_series_are_distinct(self, palette: theme.Palette) -> None:
        assert len(set(palette.series)) == len(palette.series) == 10
        assert palette.series[:2] == (palette.negative, palette.positive)
        assert palette.series_color(10) == palette.series_color(0)

    def test_diverging_runs_from_blue_over_the_ground_to_orange(
        self, palette: theme.Palette
    ) -> None:
        table = theme.diverging(palette)
        assert (table.shape, table.dtype) == ((256, 4), np.uint8)
        ends = [QColor(*map(int, table[index])).name() for index in (0, 128, 255)]
        assert ends == [palette.negative, palette.neutral, palette.positive]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_words_have_contrast_on_any_colour(red: int, green: int, blue: int) -> None:
    ground = QColor(red, green, blue)
    assert contrast(theme.legible(ground).name(), ground.name()) >= 4.3


def test_viridis_is_the_published_one() -> None:
    table = theme.viridis()
    assert [bytes(table[i, :3]).hex() for i in (0, 128, 255)] == ["440154", "21918c", "fde725"]
    lightness = table[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert all(a < b + 1 for a, b in pairwise(lightness))
    with pytest.raises(ValueError, match="read-only"):
        table[0] = 0


def test_apply_dresses_the_application_and_says_so(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "dark")
    with qtbot.waitSignal(theme.changes.changed) as news:
        theme.apply(qapp, "light")
    assert news.args == [theme.LIGHT]
    assert theme.current() is theme.LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == theme.LIGHT.panel
    qapp.setStyleSheet("")
    assert qapp.style().name() == "fusion"


def test_system_follows_the_desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.apply(qapp, "system")
    for scheme, palette in (
        (Qt.ColorScheme.Light, theme.LIGHT),
        (Qt.ColorScheme.Dark, theme.DARK),
    ):
        monkeypatch.setattr(theme.changes, "_scheme", lambda app, scheme=scheme: scheme)
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        assert theme.current() is palette


def test_numerals_are_tabular_in_styled_labels(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp)
    label = theme.label("1", "value")
    qtbot.addWidget(label)
    label.ensurePolished()
    assert label.font().family() == "Inter"
    assert label.font().weight() == QFont.Weight.DemiBold
    metrics = QFontMetricsF(label.font())
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def painted(icon: QIcon, side: int, ratio: float, mode: QIcon.Mode) -> QImage:
    return icon.pixmap(QSize(side, side), ratio, mode).toImage()


def colors(image: QImage) -> set[str]:
    """The colours of the fully opaque pixels."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def assert_all(image: QImage, color: str) -> None:
    """Every opaque pixel has that colour, to a rounding error."""
    found = colors(image)
    assert found
    wanted = np.array(QColor(color).getRgb())
    assert all(np.abs(np.array(QColor(pixel).getRgb()) - wanted).max() <= 1 for pixel in found)


@pytest.mark.parametrize("name", ICONS)
def test_icon_is_tinted_and_crisp(name: str) -> None:
    palette = theme.current()
    icon = theme.icon(name, "good")
    image = painted(icon, 16, 2.0, QIcon.Mode.Normal)
    assert (image.width(), image.devicePixelRatio()) == (32, 2.0)
    assert_all(image, palette.good)
    assert_all(painted(icon, 32, 1.0, QIcon.Mode.Disabled), palette.disabled)


def test_icon_follows_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(theme.icon("pause"))
    for mode, palette in (("light", theme.LIGHT), ("dark", theme.DARK)):
        theme.apply(qapp, mode)
        assert colors(painted(button.icon(), 16, 1.0, QIcon.Mode.Normal)) == {palette.text}


def test_icons_survive_copies_and_the_collector() -> None:
    copies = [QIcon(theme.icon("run")) for _ in range(50)]
    for copy in copies:
        copy.addPixmap(theme.pixmap("pause"))  # makes the copy detach, that is clone its engine
    del copy
    gc.collect()
    assert all(not copy.pixmap(16, 16).isNull() for copy in copies)


def test_icon_that_does_not_exist() -> None:
    with pytest.raises(FileNotFoundError, match=r"icons/nothing\.svg"):
        theme.icon("nothing")


def test_glyph_paints_its_icon_and_changes(qtbot: QtBot) -> None:
    glyph = theme.Glyph("healthy", "good")
    qtbot.addWidget(glyph)
    glyph.resize(glyph.sizeHint())
    palette = theme.current()
    assert palette.good in colors(glyph.grab().toImage())
    glyph.show_icon("stop", "bad")
    assert palette.bad in colors(glyph.grab().toImage())


@pytest.mark.parametrize(
    ("group", "kind", "role"),
    [
        ("Core", "Dense", "core"),
        ("Ends", "Input", "input"),
        ("Ends", "Loss", "loss"),
        ("Normalise", "BatchNorm", "normalisation"),
        ("Something new", "Odd", "core"),
    ],
)
def test_category(group: str, kind: str, role: str) -> None:
    found = theme.category(group, kind)
    assert found.role == role
    assert found.icon in ICONS
    assert QColor(getattr(theme.DARK, found.role)).isValid()


def test_kinds_of_a_category_are_told_apart_by_icons_of_their_own() -> None:
    icons = {kind.kind(): theme.category(kind.group, kind.kind()).icon for kind in layers}
    assert icons["LSTM"] == "kind_lstm"
    assert icons["Dense"] == "category_core"
    # A kind without one wears its category's; an icon without a kind is a mistake.
    assert {icon for icon in ICONS if icon.startswith("kind_")} <= set(icons.values())


def test_mark_restyles_a_shown_widget(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp)
    button = QPushButton("Run")
    qtbot.addWidget(button)
    button.show()
    plain = button.grab().toImage().pixelColor(8, 8).name()
    theme.mark(button, "primary")
    assert plain == theme.DARK.raised
    assert button.grab().toImage().pixelColor(8, 8).name() == theme.DARK.accent_fill


def test_label_shows_markup_as_it_is(qtbot: QtBot) -> None:
    label = theme.label("<b>x</b>")
    qtbot.addWidget(label)
    plain = QLabel("x")
    qtbot.addWidget(plain)
    assert label.sizeHint().width() > 2 * plain.sizeHint().width()


def test_pad_moves_the_number_of_a_spin_box_off_its_edge(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp)
    box = theme.pad(QSpinBox())
    qtbot.addWidget(box)
    box.show()
    line = box.lineEdit()
    assert line.x() + line.textMargins().left() >= 7
