"""Words from elsewhere, such as names of files, made fit to stand in a sentence."""

from __future__ import annotations

import os
import unicodedata

#: Marks that turn the writing direction of all that follows, also of the sentence around them.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSEEN = "\N{REPLACEMENT CHARACTER}"


def shown(text: str | os.PathLike[str], most: int = 80) -> str:
    """`text` on one line, at most `most` characters long, and harmless to the words around it.

    What is too long loses its middle: ends of paths tell more. Characters that cannot be seen, that
    control terminals or that turn the writing direction become a replacement character.
    """
    text = os.fspath(text)
    if len(text) > most:
        end = most // 2
        text = text[: most - 1 - end] + "…" + text[len(text) - end :]
    return "".join(map(_harmless, text))


def _harmless(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("Zl", "Zp") or character in "\t\n\r":
        return " "
    return _UNSEEN if kind in ("Cc", "Cs") or character in _TURNS else character
