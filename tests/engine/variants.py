"""Every declaration of a registry under every option of its settings, one option at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bpgui.engine.declaration import Declaration, replace
from bpgui.engine.fields import Choice, Field, FieldError, Integer, OneOf, Real, Toggle, fields_of
from bpgui.engine.initializer import initializers

#: Sizes are brought down to this in the tests.
SMALL = 4


def small(kind: type[Any]) -> Any:
    """The default of a kind, its sizes brought down so that a test takes no time."""
    made = kind()
    for field in fields_of(made):
        if isinstance(field.spec, Integer) and getattr(made, field.name) > SMALL:
            made = replace(made, **{field.name: max(SMALL, field.spec.min)})
    return made


def variants(kind: type[Any]) -> Iterator[tuple[str, Any]]:
    """The small default, then one other option at a time: a name for the test, and the instance."""
    base = small(kind)
    yield kind.kind(), base
    for field in fields_of(kind):
        for name, value in _options(field):
            try:
                other = replace(base, **{field.name: value})
            except FieldError:
                continue
            if other != base:
                yield f"{kind.kind()}-{field.name}-{name}", other


def all_variants(registry: Iterable[type[Any]]) -> list[tuple[str, Any]]:
    """The variants of every kind."""
    return [variant for kind in registry for variant in variants(kind)]


def nested(made: Any) -> bool:
    """Whether it has another declaration inside than the default: another activation, say."""
    default = small(type(made))
    return any(
        isinstance(field.spec, OneOf) and getattr(made, field.name) != getattr(default, field.name)
        for field in fields_of(made)
    )


def _options(field: Field) -> Iterator[tuple[str, Any]]:
    spec = field.spec
    if isinstance(spec, Toggle):
        yield from (("on", True), ("off", False))
    elif isinstance(spec, Choice):
        yield from ((word, word) for word in spec.options)
    elif isinstance(spec, Integer):
        yield from ((str(n), n) for n in (0, 1, 2, 3) if spec.min <= n <= spec.max)
    elif isinstance(spec, Real):
        yield from _reals(field)
    elif isinstance(spec, OneOf) and spec.registry is not initializers:
        yield from _kinds(spec.registry)


def _reals(field: Field) -> Iterator[tuple[str, float]]:
    spec = field.spec
    assert isinstance(spec, Real)
    for value in (spec.min, 0.25, 1.5):
        if spec.min <= value <= spec.max and abs(value) < 1e6:
            yield f"{value:g}", value


def _kinds(registry: Iterable[type[Declaration]]) -> Iterator[tuple[str, Declaration]]:
    for kind in registry:
        yield kind.kind(), small(kind)
