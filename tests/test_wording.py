"""Words from elsewhere in sentences."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.wording import shown


@pytest.mark.parametrize(
    "text", ["my.bpgui", "Zahlen für Käse.csv", "数据.csv", "نمونه‌ها.csv", "👩‍🔬.csv"]
)
def test_ordinary_names_stay_as_they_are(text: str) -> None:
    assert shown(text) == text


def test_paths_are_names_too() -> None:
    assert shown(Path("folder") / "my.csv") == str(Path("folder") / "my.csv")


def test_what_is_too_long_loses_its_middle() -> None:
    assert shown("a" * 50 + "b" * 50, 11) == "aaaaa…bbbbb"
    assert shown("/home/" + "x/" * 5_000_000 + "my.csv", 15) == "/home/x…/my.csv"


def test_what_harms_a_line_is_replaced() -> None:
    assert shown("a\nb\tc\u2028d") == "a b c d"
    assert shown("a\x1b[31m\0\udcffb\u202egnp") == "a\ufffd[31m\ufffd\ufffdb\ufffdgnp"


@given(st.text(st.characters(), max_size=200), st.integers(3, 90))
def test_it_is_one_short_line_that_any_stream_can_write(text: str, most: int) -> None:
    line = shown(text, most)
    assert len(line) <= most
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in line)
    assert line.encode().decode() == line
