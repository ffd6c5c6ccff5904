"""Equations of single entries with numbers in the places of their names."""

from __future__ import annotations

from collections.abc import Mapping

from bpgui.engine.arrays import Array
from bpgui.engine.trace.latex import group, tokens, written

#: What stays as it is: signs, brackets, and functions that everybody knows.
_KEPT = frozenset(
    {*"0123456789.,+-*/=()[]|<>e!'", r"\cdot", r"\log", r"\max", r"\min", r"\sin", r"\cos",
     r"\tanh", r"\sqrt", r"\pi", r"\left", r"\right", r"\,", r"\;", r"\le", r"\ge"}
)  # fmt: skip
_WORDS = frozenset({r"\text", r"\mathrm"})
#: Sums over more entries than this are cut short.
LONGEST = 6


class Unknown(Exception):
    """A name without a number."""


def fill(latex: str, values: Mapping[str, Array], index: tuple[int, ...] | None) -> str | None:
    """The right side of an equation, filled in at an entry; None where a name is not known.

    values: arrays of one shape by name. index: the entry that a name without index means; None
    where there is none, and only sums have entries. n is the number of entries.
    """
    try:
        return _fill(tokens(latex), values, index, {})
    except Unknown:
        return None


def _fill(
    source: list[str],
    values: Mapping[str, Array],
    index: tuple[int, ...] | None,
    bound: Mapping[str, tuple[int, ...]],
) -> str:
    out: list[str] = []
    at = 0
    while at < len(source):
        token = source[at]
        if token == r"\sum":
            variable, after = group(source, at + 2)
            body, at = _body(source, after)
            out.append(_sum(body, "".join(variable), values, index, bound, alone=not out))
        elif token == r"\frac":
            top, middle = group(source, at + 1)
            bottom, at = group(source, middle)
            parts = (_fill(part, values, index, bound) for part in (top, bottom))
            out.append(r"\frac" + "".join(f"{{{part}}}" for part in parts))
        elif token in _WORDS:
            words, at = group(source, at + 1)
            out.append(f"{token}{{{_spaced(words)}}}")
        elif token == "^":
            power, at = group(source, at + 1)
            out.append(f"^{{{_fill(power, values, index, bound)}}}")
        elif token in values or token == "n":
            entry, at = _entry(source, at, values, index, bound)
            number = _number(source, at, values, token, entry)
            if out and out[-1][-1].isdigit():
                out.append(r"\cdot")
            out.append(number if out and out[-1] not in ("(", "[") else _bare(number, source, at))
        elif token in _KEPT:
            out.append(token)
            at += 1
        else:
            raise Unknown(token)
    return " ".join(out)


def _entry(
    source: list[str],
    at: int,
    values: Mapping[str, Array],
    index: tuple[int, ...] | None,
    bound: Mapping[str, tuple[int, ...]],
) -> tuple[tuple[int, ...] | None, int]:
    """Which entry a name means: that of its own index, or the one asked for; and where it ends."""
    if source[at + 1 : at + 2] != ["_"]:
        return index, at + 1
    letters, end = group(source, at + 2)
    return bound.get("".join(letters), index), end


def _number(
    source: list[str],
    end: int,
    values: Mapping[str, Array],
    name: str,
    entry: tuple[int, ...] | None,
) -> str:
    if name not in values:
        return str(max((array.size for array in values.values()), default=1))
    array = values[name]
    if entry is None and array.shape:
        raise Unknown(name)
    text = written(float(array[entry] if array.shape else array))
    return f"({text})" if text.startswith("-") or r"\cdot" in text else text


def _bare(number: str, source: list[str], end: int) -> str:
    """Without brackets at the beginning of a sum, unless it is raised to a power."""
    power = source[end : end + 1] == ["^"]
    return number if power or r"\cdot" in number else number.strip("()")


def _body(source: list[str], at: int) -> tuple[list[str], int]:
    """What a sum is taken of: all up to the closing bracket around it."""
    depth = 0
    for end in range(at, len(source)):
        depth += {"(": 1, ")": -1}.get(source[end], 0)
        if depth < 0:
            # A bracket that grows is written with a command before it.
            return source[at : end - (source[end - 1] == r"\right")], end - (
                source[end - 1] == r"\right"
            )
    return source[at:], len(source)


def _sum(
    body: list[str],
    variable: str,
    values: Mapping[str, Array],
    index: tuple[int, ...] | None,
    bound: Mapping[str, tuple[int, ...]],
    alone: bool,
) -> str:
    shape = next((array.shape for array in values.values() if array.shape), None)
    if shape is None or len(shape) != 1:
        raise Unknown(variable)
    places = [(i,) for i in range(shape[0])]
    if len(places) > LONGEST and "t" in values:
        # A class that is not the target's adds nothing to a cross-entropy.
        places.sort(key=lambda place: not values["t"][place])
    shown = places if len(places) <= LONGEST else [*places[: LONGEST - 2], places[-1]]
    parts = [_fill(body, values, index, {**bound, variable: place}) for place in shown]
    if len(shown) < len(places):
        parts.insert(-1, r"\cdots")
    text = " + ".join(parts)
    return text if alone or len(places) == 1 else f"( {text} )"


def _spaced(words: list[str]) -> str:
    return f" {''.join(words)} "
