"""Settings as text and back: exact, short, and forgiving to whoever types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bpgui.engine.arrays import text as shape_text
from bpgui.engine.fields import Choice, FieldError, Integer, Numbers, Real, Shape, Spec, Toggle

_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,_' \u00a0\u202f]\d{3})+")

_SWITCHES = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}


def show(spec: Spec, value: Any) -> str:
    """The text of a value, from which `read` makes the same value."""
    if isinstance(spec, Integer):
        return spec.special.get(value, str(value))
    if isinstance(spec, Real):
        return number_text(value)
    if isinstance(spec, Shape):
        return shape_text(value)
    if isinstance(spec, Numbers):
        return _show_numbers(value)
    return str(value)


def read(spec: Spec, typed: str) -> Any:
    """The value that was typed, or FieldError: "must be ...", as the spec itself says it."""
    typed = typed.strip()
    if isinstance(spec, Integer):
        return spec.parse(_integer(spec, typed))
    if isinstance(spec, Real):
        return spec.parse(_real(typed, spec.unit))
    if isinstance(spec, Shape):
        sizes = [part for part in re.split(r"[\s×x*,;]+", typed.casefold()) if part]
        return spec.parse([_whole(size) for size in sizes])
    if isinstance(spec, Numbers):
        return spec.parse(_read_numbers(typed))
    if isinstance(spec, Toggle):
        return spec.parse(_SWITCHES.get(typed.casefold(), typed))
    if isinstance(spec, Choice):
        shown = {text.casefold(): word for word, text in spec.options.items()}
        return spec.parse(shown.get(typed.casefold(), typed))
    return spec.parse(typed)


def number_text(value: float) -> str:
    """A number with every digit it needs and no more: 8, 0.003, 1e-8, 2.5e7."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    if not isinstance(exponent, int):
        return repr(value)
    first = len(digits) + exponent - 1
    if -5 < first < 7:
        return f"{Decimal((sign, digits, exponent)):f}" if value else "0"
    mantissa = "".join(map(str, digits))
    point = f".{mantissa[1:]}" if mantissa[1:] else ""
    return f"{'-' if sign else ''}{mantissa[0]}{point}e{first}"


def _integer(spec: Integer, typed: str) -> int:
    for value, name in spec.special.items():
        if typed and name.casefold() == typed.casefold():
            return value
    return _whole(_without_unit(typed, spec.unit))


def _whole(typed: str) -> int:
    if _THOUSANDS.fullmatch(typed):
        typed = re.sub(r"[^\d+-]", "", typed)
    try:
        number = Decimal(typed)
        if number.is_finite() and abs(number) < 10**15 and number == int(number):
            return int(number)
    except ArithmeticError:
        pass
    raise FieldError(f"must be a whole number{_not(typed)}")


def _real(typed: str, unit: str = "") -> float:
    plain = _without_unit(typed, unit).replace("\u2212", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        raise FieldError(f"must be a number such as 0.01 or 1e-3{_not(typed)}") from None


def _without_unit(typed: str, unit: str) -> str:
    return typed.removesuffix(unit).strip() if unit else typed


def _show_numbers(value: Sequence[Any]) -> str:
    if value and isinstance(value[0], tuple):
        rows = [" ".join(map(number_text, row)) for row in value]
        # The sign that it is a table stays where there is one row only.
        return "\n".join(rows) if len(rows) > 1 else f"{rows[0]};"
    return " ".join(map(number_text, value))


def _read_numbers(typed: str) -> tuple[Any, ...]:
    if typed.startswith("["):
        # As Python writes it: a closing bracket ends a row.
        deep = typed.startswith("[[")
        typed = re.sub(r"\]\s*,?\s*\[", ";", typed).strip("[] \n") + (";" if deep else "")
    parts = re.split(r"[;\n]", typed)
    lines = [re.split(r"[\s,]+", part.strip(" ,\t")) for part in parts if part.strip()]
    rows = [[_real(number) for number in line] for line in lines]
    if len(parts) == 1:
        return tuple(rows[0]) if rows else ()
    return tuple(tuple(row) for row in rows)


def _not(typed: str) -> str:
    return f", not {typed[:40]!r}" if typed else ""
