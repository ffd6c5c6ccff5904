"""The page of one kind of layer: formula, words, equations, settings, as it declares them."""

from __future__ import annotations

import html
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QWidget

from bpgui.engine.fields import OneOf, fields_of
from bpgui.engine.layer import Layer
from bpgui.gui import theme
from bpgui.gui.dialogs.reading import Reading
from bpgui.gui.forms.words import default_text
from bpgui.gui.formula import Formula, plain

#: Formulas: their size in pixels, and the width they are broken at.
_SIZE, _WIDTH = 16.0, 460.0


class Help(Reading):
    """Shows the page of a layer; it stays open beside the window."""

    def __init__(self, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__("help", f"{layer.label} – help", (560, 560), parent)
        self._draw_formulas(layer)
        self.page.setHtml(page(layer))
        self.page.setAccessibleDescription("\n".join(map(plain, _equations(layer))))

    def _draw_formulas(self, layer: Layer) -> None:
        """Put the pictures the page names where it finds them."""
        for number, latex in enumerate(_equations(layer)):
            made = picture(latex, self.devicePixelRatioF())
            kind = QTextDocument.ResourceType.ImageResource
            self.page.document().addResource(kind, QUrl(f"formula:{number}"), made)


def page(layer: Layer) -> str:
    """The page as HTML; its pictures are called formula:0 and so on, forward ones first."""
    parts = [
        f"<h2>{html.escape(layer.label)}</h2>",
        f"<p><b>{html.escape(layer.equation())}</b></p>",
        f"<p>{html.escape(' '.join(layer.help().split()))}</p>",
    ]
    number = 0
    for title, lines, words in _chapters(layer):
        body = "".join(f"<p><img src='formula:{number + n}'></p>" for n in range(len(lines)))
        number += len(lines)
        parts.append(f"<h3>{html.escape(title)}</h3>{body}<p>{html.escape(words)}</p>")
    rows = "".join(
        f"<tr><td><b>{html.escape(field.label)}</b></td><td>{html.escape(field.spec.help)} "
        f"<i>Default: {html.escape(default_text(field))}.</i></td></tr>"
        for field in fields_of(layer)
    )
    if rows:
        parts.append(f"<h3>Settings</h3><table cellpadding='4'>{rows}</table>")
    return "\n".join(parts)


def picture(latex: str, scale: float) -> QImage:
    """A formula in the text's colour, `scale` pixels a unit."""
    formula = Formula(latex, _SIZE, _WIDTH)
    size = (formula.size * scale).toSize().expandedTo(QSize(1, 1))
    made = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(scale)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.current().color("text"))
    formula.draw(painter, QPointF(0, 0))
    painter.end()
    return made


def _chapters(layer: Layer) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Title, LaTeX and words: of the layer, then of the functions it has chosen."""
    if layer.equations.forward:
        yield "Forward", layer.equations.forward, ""
    if layer.equations.backward:
        yield "Backward", layer.equations.backward, ""
    for field in fields_of(layer):
        chosen = getattr(layer, field.name)
        latex: tuple[str, ...] = (
            getattr(chosen, "latex", ()) if isinstance(field.spec, OneOf) else ()
        )
        if latex:
            yield f"{field.label}: {chosen.label}", latex, " ".join(chosen.help().split())


def _equations(layer: Layer) -> tuple[str, ...]:
    return tuple(latex for _, lines, _ in _chapters(layer) for latex in lines)
