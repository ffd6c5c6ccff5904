"""The list of what is in the gallery."""

from __future__ import annotations

from bpgui.project.examples import gallery
from tests.cli.calls import Call


def test_the_gallery_is_listed(call: Call) -> None:
    said = call("examples")
    assert said.code == 0
    lines = said.out.splitlines()
    for example in gallery():
        (line,) = [line for line in lines if line.split()[:1] == [example.name]]
        assert example.title in line
        assert example.summary in line
        assert example.group in lines
