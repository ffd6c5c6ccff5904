"""The page of one kind of layer: formula, words, equations, settings, as it declares them."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from bpgui.engine.fields import fields_of
from bpgui.engine.layer import Layer
from bpgui.gui.forms.words import default_text


class Help(QDialog):
    """Shows the page of a layer; it stays open beside the window."""

    def __init__(self, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help")
        self.setWindowTitle(f"{layer.label} – help")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 560)
        self.page = QTextBrowser(self)
        self.page.setObjectName("help_page")
        self.page.setHtml(page(layer))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.page)
        column.addWidget(close)


def page(layer: Layer) -> str:
    """The page as HTML."""
    parts = [
        f"<h2>{html.escape(layer.label)}</h2>",
        f"<p><b>{html.escape(layer.formula())}</b></p>",
        f"<p>{html.escape(' '.join(layer.help().split()))}</p>",
    ]
    for title, lines in (
        ("Forward", layer.equations.forward),
        ("Backward", layer.equations.backward),
    ):
        if lines:
            body = "<br>".join(html.escape(line) for line in lines)
            parts.append(f"<h3>{title}</h3><p><code>{body}</code></p>")
    rows = "".join(
        f"<tr><td><b>{html.escape(field.label)}</b></td><td>{html.escape(field.spec.help)} "
        f"<i>Default: {html.escape(default_text(field))}.</i></td></tr>"
        for field in fields_of(layer)
    )
    if rows:
        parts.append(f"<h3>Settings</h3><table cellpadding='4'>{rows}</table>")
    return "\n".join(parts)
