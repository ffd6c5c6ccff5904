"""What every message to users has to look like."""

from __future__ import annotations


def is_sentence(text: str) -> bool:
    """One line, not too long, with a beginning and an end, and free of Python's own words."""
    inside = ("Traceback", "Error(", "NoneType", "object at 0x")
    return (
        "\n" not in text
        and 10 < len(text) < 600
        and text[0] == text[0].upper()
        and text.endswith(".")
        and not any(word in text for word in inside)
    )
