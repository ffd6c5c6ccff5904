from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.engine.layer import Layer, layers
from bpgui.engine.layers.dense import Dense
from bpgui.gui.fuzzy import match, search

TEXTS = ["Dense", "Conv2D", "Batch norm", "Max pool", "Layer norm", "Dropout", "Concatenate"]


def words(text: str) -> tuple[str]:
    return (text,)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dense", "Dense"),
        ("den", "Dense"),
        ("CONV", "Conv2D"),
        ("conv 2d", "Conv2D"),
        ("2d", "Conv2D"),
        ("batchnorm", "Batch norm"),
        ("bn", "Batch norm"),
        ("mp", "Max pool"),
        ("pool", "Max pool"),
        ("cat", "Concatenate"),
        ("dpt", "Dropout"),
        ("norm lay", "Layer norm"),
        ("denze", "Dense"),
        ("concatanete", "Concatenate"),
    ],
)
def test_a_few_letters_find_the_thing(query: str, first: str) -> None:
    assert search(query, TEXTS, words)[0] == first


def test_field_synonyms_find_layers() -> None:
    def names(kind: type[Layer]) -> tuple[str, ...]:
        return (kind.label, *kind.synonyms)

    assert search("fc", layers, names)[0] is Dense
    assert search("fully con", layers, names)[0] is Dense


def test_the_label_counts_more_than_a_synonym() -> None:
    assert search("sum", [("Add", "sum"), ("Sum",)], lambda names: names)[0] == ("Sum",)


def test_the_whole_of_a_synonym_counts_more_than_a_word_of_the_label() -> None:
    kinds = [("Time fc",), ("Dense", "fc"), ("Other", "fca")]
    assert search("fc", kinds, lambda names: names) == [kinds[1], kinds[0], kinds[2]]


def test_two_scattered_letters_say_nothing() -> None:
    assert search("no", ["Attention", "Layer norm", "LayerNorm"], words) == [
        "Layer norm",
        "LayerNorm",
    ]


def test_better_fits_come_first_and_equal_ones_keep_their_order() -> None:
    ranks = ["norm", "Normal noise", "Batch norm", "Layer norm", "abnormal", "xnxoxrxm"]
    scrambled = [ranks[i] for i in (5, 2, 0, 4, 3, 1)]
    assert search("norm", scrambled, words) == ranks


def test_what_does_not_fit_is_left_out() -> None:
    assert search("xyz", TEXTS, words) == []
    assert search("dense zzz", TEXTS, words) == []


@pytest.mark.parametrize("query", ["", "  ", "-"])
def test_an_empty_query_finds_everything_in_order(query: str) -> None:
    assert search(query, TEXTS, words) == TEXTS


def test_places_are_those_of_the_letters_in_the_text() -> None:
    hit = match("bn", "Batch norm")
    assert hit is not None
    assert hit.places == (0, 6)


def test_the_beginning_of_a_word_comes_before_its_middle() -> None:
    hit = match("norm", "Enormous norm")
    assert hit is not None
    assert hit.places == (9, 10, 11, 12)


def test_accents_and_other_scripts() -> None:
    assert match("reseau", "Réseau") is not None
    hit = match("卷积", "二维卷积")
    assert hit is not None
    assert hit.places == (2, 3)


@given(st.text(max_size=12), st.text(max_size=20))
def test_places_lie_in_the_text_and_scores_on_the_scale(query: str, text: str) -> None:
    hit = match(query, text)
    if hit is not None:
        assert 0 <= hit.score <= 100
        assert list(hit.places) == sorted(set(hit.places))
        assert all(0 <= place < len(text) for place in hit.places)


@given(st.text(min_size=1, max_size=12).filter(lambda text: any(c.isalnum() for c in text)))
def test_every_text_finds_itself_first(text: str) -> None:
    hit = match(text, text)
    assert hit is None or hit.score in (0, 100)
