"""Formulas: everything the engine writes is understood, fits its box, and reads as text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from bpgui.engine.activation import activations
from bpgui.engine.clipping import clippings
from bpgui.engine.layer import layers
from bpgui.engine.loss import losses
from bpgui.engine.optimizer import optimizers
from bpgui.engine.regularizer import regularizers
from bpgui.gui.formula import Formula, inline, parse, plain
from bpgui.gui.formula.nodes import Accent, Fence, Fraction, Node, Root, Row, Script, Sign
from bpgui.gui.formula.parse import _FUNCTIONS


def written() -> Iterator[str]:
    """All LaTeX in the engine's declarations."""
    for layer in layers:
        yield from (*layer.equations.forward, *layer.equations.backward)
    for registry in (activations, losses, optimizers, regularizers, clippings):
        for kind in registry:  # type: ignore[attr-defined]
            yield from kind.latex
            yield getattr(kind, "slope_latex", "")


WRITTEN = sorted({latex for latex in written() if latex})


def signs(node: Node) -> Iterator[Sign]:
    """Every sign in a formula."""
    match node:
        case Sign():
            yield node
        case Row(items):
            for item in items:
                yield from signs(item)
        case Fraction(top, bottom):
            yield from (*signs(top), *signs(bottom))
        case Script(base, low, high):
            for part in (base, low, high):
                yield from signs(part) if part is not None else ()
        case Root(body) | Accent(_, body) | Fence(_, body, _):
            yield from signs(body)


@pytest.mark.parametrize("latex", WRITTEN)
def test_everything_the_engine_writes_is_understood(latex: str) -> None:
    found = list(signs(parse(latex)))
    assert found
    unknown = [s.text for s in found if len(s.text) > 1 and s.text not in {*_FUNCTIONS, "+="}]
    assert not unknown
    assert "\\" not in plain(latex)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"z = W x + b", "z = Wx + b"),
        (r"\frac{\partial L}{\partial W} = \delta\, x^T", "∂L/∂W = δ xᵀ"),
        (r"f(z) = \frac{1}{1 + e^{-z}}", "f(z) = 1/(1 + e^(−z))"),
        (r"a_{12} - b", "a_12 − b"),
        (r"-a", "−a"),
        (r"f'(z_{1})", "f′(z_1)"),
        (r"\theta \leftarrow \theta - \eta\, g", "θ ← θ − η g"),
        (r"1 \text{ if } z > 0", "1 if z > 0"),
        (r"\sqrt{v}", "√(v)"),
        (r"h \mathrel{+}= 1", "h += 1"),
        (r"\hat x", "x\u0302"),
        (r"\unheard", "unheard"),
        ("", ""),
        ("a_", "a"),
        (r"\frac{1}", "1/"),
        ("{a", "a"),
        (r"\text{open", "open"),
        (r"\left( a", "(a"),
    ],
)
def test_formulas_read_as_text(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_derivatives_can_stand_on_one_line() -> None:
    assert plain(inline(r"\frac{\partial L}{\partial W_{11}}")) == "∂L/∂W_11"
    assert inline(r"\frac{1}{2} x") == r"\frac{1}{2} x"


@pytest.mark.parametrize("latex", WRITTEN)
def test_a_formula_stays_within_its_room(qapp: QApplication, latex: str) -> None:
    made = Formula(latex, 20)
    size = made.size
    ink = inked(made, 12)
    assert ink.any()
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    assert rows[0] >= 12 - 2
    assert rows[-1] <= 12 + size.height() + 2
    assert columns[0] >= 12 - 3
    assert columns[-1] <= 12 + size.width() + 3


def inked(formula: Formula, margin: int) -> np.ndarray:
    """Where a formula leaves ink."""
    size = formula.size
    image = QImage(
        int(size.width()) + 2 * margin, int(size.height()) + 2 * margin,
        QImage.Format.Format_Grayscale8,
    )  # fmt: skip
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    formula.draw(painter, QPointF(margin, margin))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.bytesPerLine())[:, : image.width()] < 160


def test_a_wide_formula_is_broken_before_a_sign(qapp: QApplication) -> None:
    latex = " + ".join(rf"W_{{1{i}}}\, x_{{{i}}}" for i in range(9))
    whole, broken = Formula(latex, 16), Formula(latex, 16, 200)
    assert whole.size.width() > 200 >= broken.size.width()
    assert broken.size.height() > 2 * whole.size.height()
    assert broken.text == whole.text
    assert Formula(latex, 16, 10_000).size == whole.size


def test_what_cannot_be_broken_stays_whole(qapp: QApplication) -> None:
    latex = r"\frac{a + b + c + d + e}{f + g + h}"
    assert Formula(latex, 16, 20).size == Formula(latex, 16).size


def test_fractions_stand_around_the_line(qapp: QApplication) -> None:
    letter, fraction = Formula("a", 20), Formula(r"\frac{a}{b}", 20)
    assert fraction.size.height() > 1.6 * letter.size.height()
    assert letter.baseline < fraction.baseline < fraction.size.height()
