"""Layers that are made of others: their parts, one after the other."""

from __future__ import annotations

import dataclasses

from bpgui.engine.composite import Composite
from bpgui.engine.inside import Inside
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translate, translates


@translates(Composite)
def composite(layer: Composite, site: Site) -> Value:
    inside = Inside(layer.diagram(site.shapes[0]))
    values = {inside.entrance: site.x[0]}
    for part in inside.parts:
        sources = [edge.source for edge in inside.graph.incoming[part.id]]
        ground = dataclasses.replace(
            site,
            prefix=f"{site.prefix}{part.name}.",
            x=tuple(values[source] for source in sources),
            shapes=tuple(inside.shapes[source] for source in sources),
            shape=inside.shapes[part.id],
        )
        values[part.id] = translate(part.layer, ground)
    return values[inside.last]
