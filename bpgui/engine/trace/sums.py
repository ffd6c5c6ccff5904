"""Sums of products, written twice: once in names, once in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpgui.engine.trace.latex import factor, written
from bpgui.engine.trace.terms import Term

#: Sums of more products than this are cut short in the middle.
LONGEST = 8


@dataclass(frozen=True)
class Factor:
    """A number with its name; and the entry it is, where it is one of a term of the step."""

    symbol: str
    value: float
    term: Term | None = None
    index: tuple[int, ...] = ()


@dataclass(frozen=True)
class Product:
    """Factors that are multiplied, with a sign before them."""

    factors: tuple[Factor, ...]
    sign: str = "+"

    @property
    def value(self) -> float:
        """The product, signed."""
        value = -1.0 if self.sign == "-" else 1.0
        for each in self.factors:
            value *= each.value
        return value

    def names(self) -> str:
        """In names: W_{21} x_1."""
        return r"\, ".join(each.symbol for each in self.factors)

    def numbers(self) -> str:
        """In numbers: 0.4 · 0.5."""
        if len(self.factors) == 1:
            return written(self.factors[0].value)
        return r" \cdot ".join(factor(each.value) for each in self.factors)


def in_names(products: Sequence[Product]) -> str:
    """The sum in names."""
    return _join([(p.sign, p.names()) for p in products])


def in_numbers(products: Sequence[Product]) -> str:
    """The sum in numbers."""
    parts = [(p.sign, p.numbers()) for p in products]
    return _join([(sign, f"({text})" if text[0] == "-" and i else text) for i, (sign, text) in
                  enumerate(parts)])  # fmt: skip


def _join(parts: list[tuple[str, str]]) -> str:
    if len(parts) > LONGEST:
        parts = [*parts[: LONGEST - 2], ("+", r"\cdots"), parts[-1]]
    text = ""
    for sign, part in parts:
        if text:
            text += f" {sign} {part}"
        else:
            text = part if sign == "+" else f"-{part}"
    return text or "0"
