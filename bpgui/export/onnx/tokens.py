"""Layers that read whole numbers, or tell steps apart."""

from __future__ import annotations

from onnx import TensorProto

from bpgui.engine.layers.embedding import Embedding
from bpgui.engine.layers.positional_encoding import PositionalEncoding, waves
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site
from bpgui.export.onnx.translation import translates


@translates(Embedding)
def embedding(layer: Embedding, site: Site) -> Value:
    """Rows of the table; a number outside of it counts as the nearest one in it."""
    nearest = site.op("Cast", site.op("Round", *site.x), to=TensorProto.INT64)
    first, last = site.constant("first", 0), site.constant("last", layer.tokens - 1)
    return site.op("Gather", site.parameter("weight"), site.op("Clip", nearest, first, last))


@translates(PositionalEncoding)
def positional_encoding(layer: PositionalEncoding, site: Site) -> Value:
    pattern = site.optional("weight") or site.constant("waves", waves(*site.shapes[0]))
    return site.op("Add", *site.x, pattern)
