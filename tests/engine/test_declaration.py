"""Registries: how kinds make themselves known, are found, and go to files and back."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass

import pytest

from bpgui.engine.declaration import Declaration, Registry, replace, to_data
from bpgui.engine.fields import FieldError, integer, one_of


class Tool(Declaration):
    """The base of the kinds in these tests."""


@pytest.fixture
def tools() -> Registry[Tool]:
    registry: Registry[Tool] = Registry("tool")

    @registry.register("sharp saw", group="Wood", synonyms=("cutter",), rank=20)
    @dataclass(frozen=True)
    class Saw(Tool):
        """cut(x) = two pieces

        Cuts wood in two.
        It has teeth.
        """

        teeth: int = integer(10, min=1, help="How many.")

    @registry.register("hammer", rank=10)
    @dataclass(frozen=True)
    class Hammer(Tool):
        """hit(x)"""

    return registry


def test_kinds_come_by_rank(tools: Registry[Tool]) -> None:
    assert [kind.kind() for kind in tools] == ["Hammer", "Saw"]
    assert len(tools) == 2
    assert "Saw" in tools
    assert "saw" not in tools


def test_a_kind_knows_its_words(tools: Registry[Tool]) -> None:
    saw = tools["Saw"]
    assert (saw.label, saw.group, saw.synonyms) == ("sharp saw", "Wood", ("cutter",))
    assert saw.formula() == "cut(x) = two pieces"
    assert saw.help() == "Cuts wood in two.\nIt has teeth."
    assert tools["Hammer"].help() == ""


@pytest.mark.parametrize("name", ["Saw", "saw", "sharp saw", "Sharp Saw"])
def test_a_kind_is_found_by_its_name_or_its_label(tools: Registry[Tool], name: str) -> None:
    assert tools[name].kind() == "Saw"


def test_an_unknown_kind_is_refused_with_the_known_ones(tools: Registry[Tool]) -> None:
    with pytest.raises(FieldError, match=r"no kind of tool called 'Axe'.*Saw, Hammer"):
        tools["Axe"]


def test_two_kinds_cannot_share_a_name(tools: Registry[Tool]) -> None:
    with pytest.raises(ValueError, match="two kinds of tool are called Saw"):

        @tools.register("other saw")
        @dataclass(frozen=True)
        class Saw(Tool):
            """cut(x)"""


def test_a_kind_goes_to_data_and_back(tools: Registry[Tool]) -> None:
    saw = tools.parse({"kind": "Saw", "teeth": 7})
    assert to_data(saw) == {"kind": "Saw", "teeth": 7}
    assert tools.parse(to_data(saw)) == saw
    assert tools.parse(saw) is saw
    assert tools.parse("hammer") == tools["Hammer"]()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "which kind of tool"),
        ({"kind": 3}, "which kind of tool"),
        ({"kind": "Axe"}, "no kind of tool"),
        ({"kind": "Saw", "blade": 1}, "sharp saw has no setting called 'blade'"),
        ({"kind": "Saw", "teeth": 0}, "Teeth must be at least 1"),
        (["Saw"], "must be a kind of tool"),
        (None, "must be a kind of tool"),
    ],
)
def test_data_that_is_no_kind_is_refused_in_words(
    tools: Registry[Tool], data: object, words: str
) -> None:
    with pytest.raises(FieldError, match=words):
        tools.parse(data)


def test_declarations_inside_declarations_go_along(tools: Registry[Tool]) -> None:
    @dataclass(frozen=True)
    class Box(Declaration):
        """b

        Holds a tool.
        """

        tool: Tool = one_of(tools, tools["Hammer"](), help="Which one.")

    box = Box(tool="Saw")  # type: ignore[arg-type]
    assert to_data(box) == {"kind": "Box", "tool": {"kind": "Saw", "teeth": 10}}
    assert Box(tool=to_data(box)["tool"]) == box  # type: ignore[arg-type]


def test_a_declaration_is_a_value(tools: Registry[Tool]) -> None:
    saw = tools.parse("Saw")
    with pytest.raises(FrozenInstanceError):
        saw.teeth = 3  # type: ignore[attr-defined]
    other = replace(saw, teeth=3)
    assert saw != other
    assert len({saw, other, replace(other, teeth=10)}) == 2
