"""Finding things by a few typed letters, as the palette and the canvas' search do. Knows no Qt."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")

#: How alike a mistyped word and the right one must be, by difflib's ratio.
_ALIKE = 0.75
#: What a hit in a synonym is worth, compared with one in the label: the whole of a synonym counts
#: more than a word of the label, a part of one less.
_SYNONYM, _PART_OF_SYNONYM = 0.9, 0.75
#: Letters with gaps between them say nothing where there are only two.
_SCATTERED = 3


@dataclass(frozen=True)
class Match:
    """How well a query fits a text, 0 to 100, and the places of the letters that made it fit."""

    score: float
    places: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """How `query` fits `text`; None where it does not.

    From best to worst: the text itself, its beginning, the beginning of one of its words, initials
    of its words, any part of it, its letters in order with gaps, and the whole of it mistyped.
    Case, accents, blanks and punctuation do not count.
    """
    wanted = "".join(letter.char for letter in _letters(query))
    letters = _letters(text)
    found = "".join(letter.char for letter in letters)
    if not wanted or not found:
        return None if wanted else Match(0, ())
    at = _substring(wanted, found, letters)
    if at is not None:
        run = range(at, at + len(wanted))
        return Match(_substring_score(at, wanted, letters), _places(letters, run))
    chosen = _initials(wanted, letters)
    if chosen is None and len(wanted) >= _SCATTERED:
        chosen = _subsequence(wanted, found)
    if chosen is not None:
        gaps = chosen[-1] - chosen[0] + 1 - len(chosen)
        initials = all(letters[i].starts for i in chosen)
        return Match(70.0 if initials else max(5.0, 40.0 - 4 * gaps), _places(letters, chosen))
    if len(wanted) < 4 or abs(len(wanted) - len(found)) > 2:
        return None
    ratio = SequenceMatcher(None, wanted, found).ratio()
    return Match(20 * ratio, ()) if ratio >= _ALIKE else None


def search(query: str, items: Iterable[T], words: Callable[[T], Sequence[str]]) -> list[T]:
    """The items that fit, best first, equal ones in their own order; an empty query finds all.

    `words(item)` are its label and then its synonyms, which count a little less. Of a query of
    several words each must fit one of them, unless the query as a whole does.
    """
    scored = [(_best(query, words(item)), item) for item in items]
    found = [(score, item) for score, item in scored if score is not None]
    return [item for _, item in sorted(found, key=lambda pair: -pair[0])]


def _best(query: str, words: Sequence[str]) -> float | None:
    whole = _score(query, words)
    parts = query.split()
    if whole is not None or len(parts) < 2:
        return whole
    scores = [_score(part, words) for part in parts]
    known = [score for score in scores if score is not None]
    return min(known) * _SYNONYM if len(known) == len(scores) else None


def _score(query: str, words: Sequence[str]) -> float | None:
    hits = [match(query, word) for word in words]
    scores = [hit.score * _worth(index, hit) for index, hit in enumerate(hits) if hit is not None]
    return max(scores, default=None)


def _worth(index: int, hit: Match) -> float:
    if index == 0:
        return 1.0
    return _SYNONYM if hit.score == 100 else _PART_OF_SYNONYM


@dataclass(frozen=True)
class _Letter:
    char: str
    place: int
    starts: bool


def _letters(text: str) -> list[_Letter]:
    """Letters and digits in lower case without accents, and which of them begin a word."""
    letters: list[_Letter] = []
    before = " "
    for place, char in enumerate(text):
        starts = not before.isalnum() or _turns(before, char)
        for plain in unicodedata.normalize("NFKD", char.casefold()):
            if plain.isalnum():
                letters.append(_Letter(plain, place, starts))
                starts = False
        before = char
    return letters


def _turns(before: str, char: str) -> bool:
    """Whether a word begins inside another: maxPool, Conv2D."""
    return (before.islower() and char.isupper()) or before.isdigit() != char.isdigit()


def _substring(wanted: str, found: str, letters: list[_Letter]) -> int | None:
    """Where `wanted` stands in the text, preferably at the beginning of a word."""
    at = first = found.find(wanted)
    while at >= 0:
        if letters[at].starts:
            return at
        at = found.find(wanted, at + 1)
    return first if first >= 0 else None


def _substring_score(at: int, wanted: str, letters: list[_Letter]) -> float:
    rest = len(letters) - len(wanted)
    if at == 0:
        return 100.0 if not rest else max(81.0, 95.0 - rest)
    return 75.0 if letters[at].starts else 50.0


def _initials(wanted: str, letters: list[_Letter]) -> list[int] | None:
    starts = [index for index, letter in enumerate(letters) if letter.starts]
    chosen = _subsequence(wanted, "".join(letters[index].char for index in starts))
    return None if chosen is None else [starts[index] for index in chosen]


def _subsequence(wanted: str, found: str) -> list[int] | None:
    chosen: list[int] = []
    for char in wanted:
        at = found.find(char, chosen[-1] + 1 if chosen else 0)
        if at < 0:
            return None
        chosen.append(at)
    return chosen


def _places(letters: list[_Letter], chosen: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(letters[index].place for index in chosen))
