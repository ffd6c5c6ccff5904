"""Which function translates which kind of layer into a language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from bpgui.export.exporter import ExportError
from bpgui.export.network import Stage

T = TypeVar("T")


class Translations(Generic[T]):
    """The table of one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._of_kind: dict[str, T] = {}

    def translates(self, *kinds: str) -> Callable[[T], T]:
        """Decorate with this what translates layers of these kinds."""

        def add(translation: T) -> T:
            self._of_kind.update(dict.fromkeys(kinds, translation))
            return translation

        return add

    def of(self, stage: Stage) -> T:
        """What translates this stage; ExportError naming the layer and its kind if nothing does."""
        found = self._of_kind.get(stage.layer.kind())
        if found is None:
            raise ExportError(
                f"{stage.name} cannot be written in {self._language}, which knows no layer of the "
                f"kind {stage.layer.label}: export the weights as .npz instead."
            )
        return found
