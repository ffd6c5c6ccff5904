"""What can be added to a diagram, and how people ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.declaration import replace
from bpgui.engine.fields import OneOf, fields_of
from bpgui.engine.layer import Layer, layers
from bpgui.gui import fuzzy
from bpgui.gui.canvas.adding import Addition, Spot
from bpgui.gui.canvas.blocks import Block
from bpgui.gui.canvas.shelf import blocks


@dataclass(frozen=True)
class Offer:
    """Something to add: its name, a few words beside it, and the words that find it."""

    what: Addition
    #: Whose sign it bears.
    layer: Layer
    label: str
    hint: str
    words: tuple[str, ...]
    #: Only found by typing: one setting of a layer that is offered already.
    variant: bool = False


#: The order of the groups while nothing is typed; those not named here come last.
_GROUPS = ("Ends", "Core", "Convolution", "Sequence", "Normalise", "Merge")


def offers() -> list[Offer]:
    """Every kind of layer, and those known by a choice of theirs: "ReLU" for an Activation."""
    found: list[Offer] = []
    for kind in layers:
        layer = kind()
        words = (kind.label, kind.kind(), *kind.synonyms)
        found.append(Offer(layer, layer, kind.label, kind.formula(), words))
        found += _variants(layer)
    return [*found, *(_ready(block) for block in blocks())]


def suiting(spot: Spot, query: str) -> list[Offer]:
    """What can be added here and fits a query, best first."""
    fitting = [offer for offer in offers() if spot.takes(offer.what)]
    if not query.strip():
        offered = sorted((offer for offer in fitting if not offer.variant), key=_group)
        if spot.behind is not None:
            offered.sort(key=lambda offer: isinstance(offer.what, Layer) and not offer.layer.ports)
        return offered
    return fuzzy.search(query, fitting, lambda offer: offer.words)


def _ready(block: Block) -> Offer:
    sign = block.build(block.usual).nodes[2].layer
    return Offer(block, sign, block.label, block.hint, (block.label, *block.synonyms))


def _group(offer: Offer) -> int:
    if isinstance(offer.what, Block):
        return len(_GROUPS) + 1
    group = offer.layer.group
    return _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)


def _variants(layer: Layer) -> list[Offer]:
    """A layer whose first setting is a kind of something goes by the names of those kinds too."""
    fields = fields_of(layer)
    if not fields or not isinstance(fields[0].spec, OneOf):
        return []
    made = []
    for kind in fields[0].spec.registry:
        variant = replace(layer, **{fields[0].name: kind()})
        words = (kind.label, *kind.synonyms)
        made.append(Offer(variant, variant, kind.label, layer.label, words, variant=True))
    return made
