"""From LaTeX to the parts of a formula, and to plain text."""

from __future__ import annotations

import re
from functools import lru_cache

from bpgui.gui.formula.nodes import (
    Accent,
    Fence,
    Fraction,
    Node,
    Root,
    Row,
    Script,
    Sign,
    Space,
    Style,
    Words,
)

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\s+|.", re.DOTALL)
_INNER = r"((?:[^{}]|\{[^{}]*\})*)"
_DERIVATIVE = re.compile(rf"\\frac\{{\\partial {_INNER}\}}\{{\\partial {_INNER}\}}")

_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_UPRIGHT = {
    "partial": "∂", "Delta": "Δ", "Sigma": "Σ", "infty": "∞", "ldots": "…", "nabla": "∇",
    "|": "‖", "{": "{", "}": "}", "top": "⊤",
}  # fmt: skip
_RELATIONS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "leftarrow": "←", "rightarrow": "→",
    "to": "→", "sim": "∼", "in": "∈", "approx": "≈",
}  # fmt: skip
_OPERATORS = {
    "odot": "⊙", "cdot": "·", "times": "×", "star": "⋆", "cdots": "⋯", "circ": "∘", "pm": "±",
}  # fmt: skip
_FUNCTIONS = frozenset(["max", "min", "log", "exp", "sin", "cos", "tanh", "sinh", "cosh"])
_LARGE = {"sum": "∑", "prod": "∏"}
_SPACES = {",": 0.17, ":": 0.22, ";": 0.28, "!": -0.1, "quad": 1.0, " ": 0.25}


@lru_cache(maxsize=1024)
def parse(latex: str) -> Row:
    """The formula; commands it does not know appear by their names."""
    return _Parser(latex).row()


def inline(latex: str) -> str:
    """With derivatives on one line: dL/dW."""
    return _DERIVATIVE.sub(r"\\partial \1 / \\partial \2", latex)


@lru_cache(maxsize=1024)
def plain(latex: str) -> str:
    """The formula as a line of text, for screen readers and the clipboard: dL/dW = δ xᵀ."""
    return " ".join(_text(parse(latex)).split())


class _Parser:
    def __init__(self, latex: str) -> None:
        self._tokens = _TOKEN.findall(latex)
        self._at = 0

    def row(self, until: str = "") -> Row:
        """Items up to `until`, which is taken as well."""
        items: list[Node] = []
        while self._at < len(self._tokens):
            token = self._next()
            if token == until:
                break
            if not token.isspace():
                self._item(token, items)
        return Row(tuple(items))

    def _next(self) -> str:
        self._at += 1
        return str(self._tokens[self._at - 1])

    def _item(self, token: str, items: list[Node]) -> None:
        if token in "_^":
            items.append(self._script(token, items.pop() if items else Space(0)))
        elif token == "{":
            items.append(self.row("}"))
        elif token == "-":
            items.append(Sign("−", "operator" if _operand(items) else "upright"))
        elif token.startswith("\\") and len(token) > 1:
            items.append(self._command(token[1:]))
        elif token == "=" and items and items[-1] == Sign("+", "relation"):
            items[-1] = Sign("+=", "relation")
        else:
            items.append(_character(token))

    def _script(self, which: str, base: Node) -> Script:
        body = self._argument()
        low, high = (base.low, base.high) if isinstance(base, Script) else (None, None)
        inner = base.base if isinstance(base, Script) else base
        return Script(inner, body, high) if which == "_" else Script(inner, low, body)

    def _argument(self) -> Row:
        while self._at < len(self._tokens) and self._tokens[self._at].isspace():
            self._at += 1
        if self._at >= len(self._tokens):
            return Row(())
        token = self._next()
        if token == "{":
            return self.row("}")
        items: list[Node] = []
        self._item(token, items)
        return Row(tuple(items))

    def _command(self, name: str) -> Node:
        if name == "frac":
            return Fraction(self._argument(), self._argument())
        if name == "sqrt":
            return Root(self._argument())
        if name in ("hat", "bar", "overline"):
            return Accent("hat" if name == "hat" else "bar", self._argument())
        if name == "left":
            opening = self._fence()
            body = self.row(r"\right")
            return Fence(opening, body, self._fence())
        if name in ("text", "mathrm", "mathrel"):
            words = self._words()
            return Sign(words, "relation") if name == "mathrel" else Words(words)
        return _named(name)

    def _fence(self) -> str:
        token = self._next() if self._at < len(self._tokens) else "."
        return "" if token == "." else token

    def _words(self) -> str:
        if self._at >= len(self._tokens) or self._next() != "{":
            return ""
        end = self._tokens.index("}", self._at) if "}" in self._tokens[self._at :] else None
        text = "".join(self._tokens[self._at : end])
        self._at = len(self._tokens) if end is None else end + 1
        return text


def _operand(items: list[Node]) -> bool:
    """Whether a minus after these takes something away, rather than turning the sign of what
    follows."""
    if not items:
        return False
    last = items[-1]
    if isinstance(last, Sign):
        return last.style in ("letter", "mark") or (
            last.style == "upright" and last.text not in "(["
        )
    return not isinstance(last, Space)


def _character(char: str) -> Sign:
    if char.isalpha():
        return Sign(char, "letter")
    if char in "=<>~":
        return Sign(char, "relation")
    if char in "+*":
        return Sign({"*": "∗"}.get(char, char), "operator")
    if char in "',;":
        return Sign("′" if char == "'" else char, "mark")
    return Sign(char, "upright")


def _named(name: str) -> Node:
    tables: tuple[tuple[dict[str, str], Style], ...] = (
        (_LETTERS, "letter"),
        (_UPRIGHT, "upright"),
        (_RELATIONS, "relation"),
        (_OPERATORS, "operator"),
        (_LARGE, "large"),
    )
    for table, style in tables:
        if name in table:
            return Sign(table[name], style)
    if name in _SPACES:
        return Space(_SPACES[name])
    return Sign(name, "function" if name in _FUNCTIONS else "upright")


# -- plain text --------------------------------------------------------------------------------


def _text(node: Node) -> str:
    match node:
        case Sign(text, style):
            return f" {text} " if style in ("relation", "operator", "function", "large") else text
        case Words(text):
            return text
        case Space():
            return " "
        case Row(items):
            return "".join(map(_text, items))
        case Fraction(top, bottom):
            return f"{_grouped(top)}/{_grouped(bottom)}"
        case Script(base, low, high):
            return _text(base).rstrip() + _index("_", low) + _index("^", high)
        case Root(body):
            return f"√({_text(body)})"
        case Accent(kind, body):
            return _text(body) + ("\u0302" if kind == "hat" else "\u0304")
        case Fence(opening, body, closing):
            return f"{opening}{_text(body)}{closing}"


def _grouped(row: Row) -> str:
    text = _text(row)
    loose = any(isinstance(i, Sign) and i.style in ("operator", "relation") for i in row.items)
    return f"({text})" if loose else text


def _index(sign: str, row: Row | None) -> str:
    if row is None:
        return ""
    text = _text(row).strip()
    if not text:
        return ""
    if text == "T" and sign == "^":
        return "ᵀ"
    return f"{sign}{text}" if len(text) == 1 or text.isalnum() else f"{sign}({text})"
