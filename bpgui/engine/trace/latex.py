"""LaTeX as layers write it, token by token: which known names an equation speaks of, and where."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\S")
_SPACES = frozenset({r"\,", r"\;", r"\:", r"\!", r"\quad", r"\left", r"\right"})
_SIGNS = frozenset({"=", "+", "-", r"\odot"})
#: Commands whose argument holds words, and those that make another name of their argument.
_WORDS = frozenset({r"\text", r"\mathrm", r"\mathrel"})
_ACCENTS = frozenset({r"\hat", r"\bar", r"\overline"})


def tokens(latex: str) -> list[str]:
    """Commands and single characters, without the blanks."""
    return _TOKEN.findall(latex)


def derivative(symbol: str) -> str:
    """dL by d symbol."""
    return rf"\frac{{\partial L}}{{\partial {symbol}}}"


def group(source: list[str], at: int) -> tuple[list[str], int]:
    """The argument that begins at `at`: what stands in the braces, or one token; and its end."""
    if at >= len(source) or source[at] != "{":
        return source[at : at + 1], at + 1
    depth = 0
    for end in range(at, len(source)):
        depth += {"{": 1, "}": -1}.get(source[end], 0)
        if not depth:
            return source[at + 1 : end], end + 1
    return source[at + 1 :], len(source)


@dataclass
class Found:
    """What `scan` found: known names in order of appearance, each (name, transposed), and signs.

    `plain` is true where there is nothing else.
    """

    items: list[tuple[str, bool]] = field(default_factory=list)
    plain: bool = True
    #: Indices into `items` that are signs.
    signs: set[int] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """The known names, each once."""
        found = (name for i, (name, _) in enumerate(self.items) if i not in self.signs)
        return list(dict.fromkeys(found))

    def sign(self, latex: str) -> None:
        """Note a sign."""
        self.signs.add(len(self.items))
        self.items.append((latex, False))

    def turn(self) -> None:
        """The name noted last is transposed."""
        name, _ = self.items[-1]
        self.items[-1] = (name, True)


def scan(latex: str, known: Collection[str]) -> Found:
    """Find the known names of letters, of derivatives and of f'(z), whatever indices they carry."""
    found = Found()
    _scan(tokens(latex), {"".join(tokens(name)): name for name in known}, found)
    return found


def _scan(source: list[str], known: dict[str, str], found: Found) -> None:
    at = 0
    while at < len(source):
        token = source[at]
        slope = _slope(source, at)
        if token == r"\frac":
            at = _fraction(source, at, known, found)
        elif slope and slope[0] in known:
            found.items.append((known[slope[0]], False))
            at = slope[1]
        elif token == "f" and source[at + 1 : at + 2] == ["("] and slope is None:
            found.sign("f(")
            at += 2
        elif token in _WORDS or token in _ACCENTS:
            found.plain = False
            at = group(source, at + 1)[1]
        elif token == "_":
            at = group(source, at + 1)[1]
        elif token == "^":
            power, at = group(source, at + 1)
            if power == ["T"] and found.items and len(found.items) - 1 not in found.signs:
                found.turn()
            else:
                found.plain = False
        else:
            _single(token, known, found)
            at += 1


def _single(token: str, known: dict[str, str], found: Found) -> None:
    if token in known:
        found.items.append((known[token], False))
    elif token in _SIGNS or token == ")":
        found.sign(token)
    elif token not in _SPACES and token not in "{}":
        found.plain = False


def _slope(source: list[str], at: int) -> tuple[str, int] | None:
    """f'(z), with any index on the z: its name without it, and where it ends."""
    if source[at : at + 3] != ["f", "'", "("]:
        return None
    end = source.index(")", at)
    return f"f'({source[at + 3]})", end + 1


def _fraction(source: list[str], at: int, known: dict[str, str], found: Found) -> int:
    top, middle = group(source, at + 1)
    bottom, end = group(source, middle)
    if top == [r"\partial", "L"] and bottom[:1] == [r"\partial"]:
        name = derivative(_bare(bottom[1:]))
        key = "".join(tokens(name))
        if key in known:
            found.items.append((known[key], False))
        else:
            found.plain = False
        return end
    found.plain = False
    _scan(top, known, found)
    _scan(bottom, known, found)
    return end


def _bare(source: list[str]) -> str:
    """A name without its indices."""
    return "".join(source[: source.index("_")] if "_" in source else source)


def gradient_of(equation: str) -> str | None:
    """The name whose gradient an equation gives, without indices; None where it gives another
    thing."""
    left = tokens(equation.partition("=")[0])
    if left[:1] != [r"\frac"]:
        return None
    top, middle = group(left, 1)
    bottom, end = group(left, middle)
    if end != len(left) or top != [r"\partial", "L"] or bottom[:1] != [r"\partial"]:
        return None
    return _bare(bottom[1:])


def indexed(symbol: str, index: tuple[int, ...]) -> str:
    """The name of one entry: W_{21}, counted from 1."""
    if not index:
        return symbol
    if symbol[-1] in ")}'":
        # What is meant stands inside: the W of dL/dW, the z of f'(z).
        return indexed(symbol[:-1], index) + symbol[-1]
    numbers = [str(i + 1) for i in index]
    if "_" in symbol:
        symbol, _, own = symbol.rpartition("_")
        numbers.insert(0, own)
    together = max(index) < 9 and len(numbers) == len(index)
    return f"{symbol}_{{{('' if together else ',').join(numbers)}}}"


def written(value: float) -> str:
    """A number at four significant digits: 0.7543, 4.861 · 10^{-3}."""
    if math.isnan(value):
        return r"\text{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"-\infty"
    text = np.format_float_positional(float(f"{value:.4g}") + 0.0, trim="-")
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return text
    mantissa, _, exponent = f"{value:.3e}".partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def factor(value: float) -> str:
    """A number as it stands in a product."""
    text = written(value)
    return f"({text})" if text.startswith("-") else text
