"""Translations: for each kind of layer, the function that writes it down as operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bpgui.engine.composite import Composite
from bpgui.engine.layer import Layer
from bpgui.export.exporter import ExportError
from bpgui.export.onnx.builder import Value
from bpgui.export.onnx.site import Site

#: From a layer and its site to the value that it gives.
Translation = Callable[[Any, Site], Value]

T = TypeVar("T", bound=Translation)

_translations: dict[type[Layer], Translation] = {}


def translates(*kinds: type[Layer]) -> Callable[[T], T]:
    """Decorate a function with this to make it the translation of these kinds, and no others."""

    def add(function: T) -> T:
        _translations.update(dict.fromkeys(kinds, function))
        return function

    return add


def translation(kind: type[Layer]) -> Translation | None:
    """How this kind is written down; None where nobody has said.

    A kind that is made of others needs no translation of its own.
    """
    return _translations.get(kind) or (
        _translations[Composite] if issubclass(kind, Composite) else None
    )


def translate(layer: Layer, site: Site) -> Value:
    """The layer's output; ExportError where nobody has said how to write it down."""
    found = translation(type(layer))
    if found is None:
        raise untranslated(site.name, f"the kind of layer called {layer.label}")
    return found(layer, site)


def untranslated(name: str, what: str) -> ExportError:
    """Why a layer of this name cannot be written down, and what to do."""
    return ExportError(
        f"Cannot export {name} to ONNX, which has no translation for {what}: "
        "choose a name that ends in .npz, which carries any layer."
    )
