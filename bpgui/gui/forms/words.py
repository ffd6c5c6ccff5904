"""What a form says about a setting: its range and its default. Knows no Qt."""

from __future__ import annotations

import html

from bpgui.engine.fields import Field, Integer, OneOf, Real, Spec
from bpgui.engine.typed import show


def default_text(field: Field) -> str:
    """The default as the form shows it."""
    spec, value = field.spec, field.default
    if isinstance(spec, OneOf):
        return value.label
    if isinstance(value, bool):
        return "on" if value else "off"
    options = getattr(spec, "options", {})
    return options.get(value, "") or show(spec, value).replace("\n", "; ") or "empty"


def tip_of(field: Field) -> str:
    """Help, range and default of a setting, for its tooltip."""
    facts = f"{_range_text(field.spec)} Default: {default_text(field)}."
    return rich(field.spec.help, facts.strip())


def rich(*paragraphs: str, first_bold: bool = False) -> str:
    """Plain paragraphs as rich text, which a tooltip wraps where it gets too wide."""
    made = [f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs if text]
    if first_bold and made:
        made[0] = made[0].replace("<p>", "<p><b>").replace("</p>", "</b></p>")
    return "".join(made)


def _range_text(spec: Spec) -> str:
    if not isinstance(spec, Integer | Real):
        return ""
    low, high = show(Real(), float(spec.min)), show(Real(), float(spec.max))
    endless = 1e9 if isinstance(spec, Integer) else float("inf")
    if spec.max >= endless:
        return f"At least {low}." if spec.min > -endless else ""
    return f"{low} to {high}."
