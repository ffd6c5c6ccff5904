"""What a form says about a setting: its range and its default. Knows no Qt."""

from __future__ import annotations

from bpgui.engine.fields import Field, Integer, OneOf, Real, Spec
from bpgui.gui.forms.formats import show


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
    lines = [field.spec.help, _range_text(field.spec), f"Default: {default_text(field)}."]
    return "\n".join(line for line in lines if line)


def _range_text(spec: Spec) -> str:
    if not isinstance(spec, Integer | Real):
        return ""
    low, high = show(Real(), float(spec.min)), show(Real(), float(spec.max))
    endless = 1e9 if isinstance(spec, Integer) else float("inf")
    if spec.max >= endless:
        return f"At least {low}." if spec.min > -endless else ""
    return f"{low} to {high}."
