"""Lines of a program, broken as a formatter would."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bpgui.export.text import INDENT, WIDTH, call, width, wrapped

#: What a line of a function's body has room for.
ROOM = WIDTH - len(INDENT)


@dataclass(frozen=True)
class Line:
    """A statement and a remark on it, which stands behind it or, for want of room, above."""

    code: str
    note: str = ""


def laid_out(lines: Iterable[Line]) -> list[str]:
    """The lines of a function's body, none too long once they are indented."""
    return [line for item in lines for line in _laid_out(item)]


def comment(text: str, level: int = 0) -> list[str]:
    """A paragraph as lines of comment in a function's body, so much further in."""
    ahead = INDENT * level + "# "
    return [ahead + line for line in wrapped(text, ROOM - len(ahead))]


def _laid_out(line: Line) -> Iterator[str]:
    code = line.code.lstrip()
    level = (len(line.code) - len(code)) // len(INDENT)
    ahead = INDENT * level
    behind = f"{ahead}{code}  # {line.note}"
    if line.note and width(behind) <= ROOM:
        yield behind
        return
    if line.note:
        yield from comment(line.note, level)
    parts = _broken(code, level + 1)
    # Whatever it looks like, it has to mean the same.
    same = len(parts) == 1 or ast.dump(ast.parse("\n".join(parts))) == ast.dump(ast.parse(code))
    yield from (ahead + part for part in (parts if same else [code]))


def _broken(code: str, level: int) -> list[str]:
    room = WIDTH - len(INDENT) * level
    if width(code) <= room:
        return [code]
    (statement,) = ast.parse(code).body
    if not isinstance(statement, ast.Assign | ast.AugAssign):
        return [code]
    value = statement.value
    right = ast.get_source_segment(code, value) or ""
    left = code.removesuffix(right)
    if isinstance(value, ast.Call):
        return _call(left, right, level)
    if isinstance(value, ast.BinOp):
        terms = _terms(right)
        first, last = terms[0], terms[-1]
        if len(terms) == 2 and last.endswith(")") and _fits(f"{left}{first} {last}", room):
            return _call(f"{left}{first} ", last, level)
        if width(INDENT + right) <= room:
            return [left + "(", INDENT + right, ")"]
        return [left + "(", *(INDENT + term for term in terms), ")"]
    return [code]


def _fits(text: str, room: int) -> bool:
    """Whether the last call of a line may be broken: what stands before it has room."""
    return width(text[: _opening(text) + 1]) <= room


def _call(left: str, text: str, level: int) -> list[str]:
    """A call behind what is left of it, its arguments on lines of their own."""
    start = _opening(text)
    inner = text[start + 1 : -1]
    commas = [at for at, depth in enumerate(_depths(inner)) if not depth and inner[at] == ","]
    edges = [-2, *commas, len(inner)]
    arguments = [inner[i + 2 : j] for i, j in pairwise(edges)]
    if not start or text[start - 1] == " ":  # a group, which a comma would make a tuple
        return [left + text[: start + 1], *(INDENT + part for part in _group(inner, level)), ")"]
    return call(left + text[: start + 1], arguments, level=level)


def _group(inner: str, level: int) -> list[str]:
    """What is in brackets, on a line of its own or term by term."""
    fits = width(INDENT * (level + 1) + inner) <= WIDTH
    return [inner] if fits else _terms(inner)


def _terms(text: str) -> list[str]:
    """What is added up, or else multiplied, each with the operator ahead of it."""
    outside = [at for at, depth in enumerate(_depths(text)) if not depth and text[at] == " "]
    for signs in (("+", "-"), ("*", "/", "@")):
        cuts = [at for at in outside if text[at + 1] in signs and text[at + 2] == " "]
        if cuts:
            edges = [0, *(cut + 1 for cut in cuts), len(text) + 1]
            return [text[i : j - 1] for i, j in pairwise(edges)]
    return [text]


def _depths(text: str) -> Iterator[int]:
    """For every character, in how many brackets or quotes it is."""
    depth, quote, escaped = 0, "", False
    for c in text:
        if quote:
            quote = "" if c == quote and not escaped else quote
            escaped = c == "\\" and not escaped
            yield depth + 1
            continue
        if c in "([{":
            depth += 1
        yield depth + (c in "\"'")
        quote = c if c in "\"'" else ""
        if c in ")]}":
            depth -= 1


def _opening(text: str) -> int:
    """Where the bracket is opened that the last character closes."""
    depths = list(_depths(text))
    return max(at for at in range(len(text) - 1) if text[at] == "(" and depths[at] == depths[-1])
