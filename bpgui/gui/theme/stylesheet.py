"""The stylesheet of the standard widgets: assets/theme.qss with the palette's colours filled in."""

from __future__ import annotations

import dataclasses
from functools import cache
from string import Template

from bpgui.gui.theme.metrics import BODY, CAPTION, RADIUS_CARD, RADIUS_CONTROL, TITLE
from bpgui.gui.theme.palette import Palette
from bpgui.resources import asset


@cache
def stylesheet(palette: Palette) -> str:
    """The style of every standard widget in the colours of `palette`."""
    colors = {
        field.name: value
        for field in dataclasses.fields(palette)
        if isinstance(value := getattr(palette, field.name), str)
    }
    sizes = {
        "body": f"{BODY}px",
        "caption": f"{CAPTION}px",
        "title": f"{TITLE}px",
        "radius_control": f"{RADIUS_CONTROL}px",
        "radius_card": f"{RADIUS_CARD}px",
    }
    control = asset("icons/control").as_posix()
    template = Template(asset("theme.qss").read_text(encoding="utf-8"))
    return template.substitute(colors, **sizes, control=control)
