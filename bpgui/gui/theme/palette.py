"""The role colours: every colour on the screen is one of these names."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One theme. A colour is "#rrggbb"; `color()` makes it a QColor."""

    name: str
    is_dark: bool

    # Grounds, from the back to the front.
    window: str
    panel: str
    raised: str
    field: str
    canvas: str
    grid: str

    # Lines and words.
    line: str
    muted: str
    text: str
    disabled: str

    # What the pointer does to a control.
    hover: str
    pressed: str
    selected: str

    # Meaning.
    accent: str
    accent_fill: str
    accent_hover: str
    on_accent: str
    positive: str
    good: str
    warning: str
    bad: str

    #: The middle of the blue-orange scale.
    neutral: str

    # Categories of layers.
    core: str
    convolution: str
    sequence: str
    normalisation: str
    merge: str
    input: str
    loss: str

    #: Classes and overlaid runs, told apart by hue and lightness; blue and orange come first.
    series: tuple[str, ...]

    @property
    def negative(self) -> str:
        """Below zero: the accent."""
        return self.accent

    @property
    def training(self) -> str:
        """Whatever is measured on the training rows."""
        return self.accent

    @property
    def validation(self) -> str:
        """Whatever is measured on the validation rows."""
        return self.positive

    def color(self, role: str, alpha: float = 1.0) -> QColor:
        """The colour of a role, `alpha` in [0, 1]."""
        color = QColor(getattr(self, role))
        color.setAlphaF(alpha)
        return color

    def series_color(self, index: int) -> QColor:
        """The colour of class or run number `index`; they repeat after ten."""
        return QColor(self.series[index % len(self.series)])


DARK = Palette(
    name="dark",
    is_dark=True,
    window="#15181d",
    panel="#1b1f26",
    raised="#232933",
    field="#15191f",
    canvas="#12151a",
    grid="#1a1e25",
    line="#2e3642",
    muted="#8b96a5",
    text="#e6eaf0",
    disabled="#566170",
    hover="#2a313d",
    pressed="#1f242d",
    selected="#1e344c",
    accent="#4c9be8",
    accent_fill="#3584d8",
    accent_hover="#4c9be8",
    on_accent="#ffffff",
    positive="#f28e2b",
    good="#59c08a",
    warning="#f2c14e",
    bad="#e5565b",
    neutral="#15181d",
    core="#4c9be8",
    convolution="#f28e2b",
    sequence="#b07fe0",
    normalisation="#59c08a",
    merge="#8b96a5",
    input="#8b96a5",
    loss="#e5565b",
    series=(
        "#4c9be8",
        "#f28e2b",
        "#59c08a",
        "#e5565b",
        "#b07fe0",
        "#f2c14e",
        "#4fc3c7",
        "#e78ac3",
        "#a8b4c4",
        "#b58863",
    ),
)

LIGHT = Palette(
    name="light",
    is_dark=False,
    window="#f3f5f8",
    panel="#ffffff",
    raised="#ffffff",
    field="#f3f5f8",
    canvas="#f8fafc",
    grid="#eef1f5",
    line="#d9dfe7",
    muted="#667282",
    text="#1d2530",
    disabled="#a3adb9",
    hover="#eef2f7",
    pressed="#e2e8ef",
    selected="#dcebf9",
    accent="#1f77c9",
    accent_fill="#1f77c9",
    accent_hover="#2c86da",
    on_accent="#ffffff",
    positive="#e07b16",
    good="#2f9e66",
    warning="#b7860b",
    bad="#c93a40",
    neutral="#ffffff",
    core="#1f77c9",
    convolution="#e07b16",
    sequence="#8f5bd0",
    normalisation="#2f9e66",
    merge="#667282",
    input="#667282",
    loss="#c93a40",
    series=(
        "#1f77c9",
        "#e07b16",
        "#2f9e66",
        "#c93a40",
        "#8f5bd0",
        "#b7860b",
        "#138d94",
        "#c2559b",
        "#667282",
        "#8a5f3c",
    ),
)
