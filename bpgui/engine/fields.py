"""Typed hyper-parameters: the settings of a declaration, with their range, unit and help.

A declaration (a layer, a loss, an optimiser, a data set...) is a frozen dataclass whose fields are
made by the functions at the end of this module. From the same fields come the form in the
inspector, the file format, the documentation and the contract tests.
"""

from __future__ import annotations

import csv
import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bpgui.engine.declaration import Declaration, Registry

_KEY = "bpgui"


class FieldError(ValueError):
    """A setting has an impossible value. The text is one sentence for the user."""


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What a setting may hold, and how to present it."""

    help: str = ""
    unit: str = ""
    #: May be changed while a run goes on; every other setting needs a restart.
    live: bool = False
    #: Seldom changed: it may be tucked away where room is short.
    advanced: bool = False

    def parse(self, value: object) -> Any:
        """Return `value` in its canonical type, or raise FieldError saying what was expected."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Integer(Spec):
    """A whole number in [min, max]; `special` gives certain values a name (0: "full batch")."""

    min: int = 0
    max: int = 1_000_000_000
    special: Mapping[int, str] = dataclasses.field(default_factory=dict)

    def parse(self, value: object) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise FieldError(f"must be a whole number, not {value!r}")
        if not self.min <= value <= self.max:
            endless = max(value, 1_000_000_000)  # a limit is told to whoever meets it
            raise FieldError(f"must be {_range(self.min, self.max, endless)}, not {value}")
        return value


@dataclass(frozen=True, kw_only=True)
class Real(Spec):
    """A finite number in [min, max]; `log` asks for a logarithmic slider."""

    min: float = -math.inf
    max: float = math.inf
    log: bool = False

    def parse(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise FieldError(f"must be a number, not {value!r}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise FieldError(f"must be a finite number, not {number}")
        if not self.min <= number <= self.max:
            raise FieldError(f"must be {_range(self.min, self.max, math.inf)}, not {number:g}")
        return number


@dataclass(frozen=True, kw_only=True)
class Toggle(Spec):
    """On or off."""

    def parse(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise FieldError(f"must be on or off (true or false), not {value!r}")
        return value


@dataclass(frozen=True, kw_only=True)
class Choice(Spec):
    """One of a few words; `options` maps the stored word to the one shown."""

    options: Mapping[str, str]

    def parse(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise FieldError(f"must be one of {', '.join(self.options)}, not {value!r}")
        return value


@dataclass(frozen=True, kw_only=True)
class Text(Spec):
    """A short line of text."""

    def parse(self, value: object) -> str:
        if not isinstance(value, str):
            raise FieldError(f"must be text, not {value!r}")
        return value


@dataclass(frozen=True, kw_only=True)
class FilePath(Text):
    """A file on this computer; `filter` says which ones to offer, as "Tables (*.csv *.tsv)"."""

    filter: str = ""


@dataclass(frozen=True, kw_only=True)
class Names(Text):
    """Names with commas between, those with a comma of their own in quotes.

    `offered(declaration)` gives the names there are to choose from, none where that is not known;
    `nothing` says what holds while no name is given. Usually there is one name, or `many`.
    """

    offered: Callable[[Any], tuple[str, ...]]
    nothing: str = ""
    many: bool = False

    def parse(self, value: object) -> str:
        listed = super().parse(value)
        try:
            self.split(listed)
        except csv.Error as error:
            raise FieldError(f"must be names with commas between ({error})") from None
        return listed

    @staticmethod
    def split(listed: str) -> tuple[str, ...]:
        """The names of a list."""
        cells = next(csv.reader([listed.replace("\n", " ")], skipinitialspace=True), [])
        return tuple(cell.strip() for cell in cells if cell.strip())

    @staticmethod
    def join(names: Iterable[str]) -> str:
        """The list of some names."""
        quoted = ('"' + name.replace('"', '""') + '"' for name in names)
        return ", ".join(word if "," in word or '""' in word else word[1:-1] for word in quoted)


@dataclass(frozen=True, kw_only=True)
class Shape(Spec):
    """The sizes of an array, without the batch: (features,), (channels, height, width)..."""

    def parse(self, value: object) -> tuple[int, ...]:
        sizes = [value] if isinstance(value, int) else value
        if isinstance(sizes, str) or not isinstance(sizes, Sequence) or not 1 <= len(sizes) <= 4:
            raise FieldError(f"must be one to four sizes such as 2 or 1 x 8 x 8, not {value!r}")
        return tuple(Integer(min=1, max=1_000_000).parse(size) for size in sizes)


@dataclass(frozen=True, kw_only=True)
class Numbers(Spec):
    """A row of numbers or a table of such rows, given one by one."""

    def parse(self, value: object) -> tuple[Any, ...]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise FieldError(f"must be a list of numbers, not {value!r}")
        if value and all(isinstance(row, Sequence) and not isinstance(row, str) for row in value):
            rows = tuple(self.parse(row) for row in value)
            if any(row and isinstance(row[0], tuple) for row in rows):
                raise FieldError("must be a list or a table of numbers, not deeper")
            if len({len(row) for row in rows}) > 1:
                raise FieldError("must have rows of equal length")
            return rows
        return tuple(Real().parse(number) for number in value)


@dataclass(frozen=True, kw_only=True)
class OneOf(Spec):
    """One declaration of a registry, with settings of its own (an optimiser, an initialiser...)."""

    registry: Registry[Any]

    def parse(self, value: object) -> Declaration:
        parsed: Declaration = self.registry.parse(value)
        return parsed


@dataclass(frozen=True)
class Field:
    """One setting of a declaration: its name in files, its label, its spec, its default."""

    name: str
    label: str
    spec: Spec
    default: Any

    @property
    def noun(self) -> str:
        """The label within a sentence: "learning rate"; names such as L2 stay as they are."""
        plain = self.label[1:2].islower()
        return self.label[:1].lower() + self.label[1:] if plain else self.label

    def parse(self, value: object) -> Any:
        """Return the canonical value, or raise FieldError naming this setting."""
        try:
            return self.spec.parse(value)
        except FieldError as error:
            raise FieldError(f"{self.label} {error}") from None


def fields_of(declared: type[Any] | object) -> tuple[Field, ...]:
    """The settings of a declaration, in the order they were written."""
    found = []
    for f in dataclasses.fields(declared):  # type: ignore[arg-type]
        if _KEY in f.metadata:
            spec, label = f.metadata[_KEY]
            label = label or f.name.replace("_", " ").capitalize()
            found.append(Field(f.name, label, spec, f.default))
    return tuple(found)


def integer(
    default: int,
    *,
    help: str,
    label: str = "",
    min: int = 0,
    max: int = 1_000_000_000,
    unit: str = "",
    special: Mapping[int, str] | None = None,
    live: bool = False,
    advanced: bool = False,
) -> Any:
    """A whole-number setting."""
    about = Spec(help=help, unit=unit, live=live, advanced=advanced)
    spec = Integer(**vars(about), min=min, max=max, special=special or {})
    return _field(default, spec, label)


def real(
    default: float,
    *,
    help: str,
    label: str = "",
    min: float = -math.inf,
    max: float = math.inf,
    log: bool = False,
    unit: str = "",
    live: bool = False,
    advanced: bool = False,
) -> Any:
    """A real-number setting."""
    about = Spec(help=help, unit=unit, live=live, advanced=advanced)
    return _field(default, Real(**vars(about), min=min, max=max, log=log), label)


def toggle(default: bool, *, help: str, label: str = "", live: bool = False) -> Any:
    """An on/off setting."""
    return _field(default, Toggle(help=help, live=live), label)


def choice(
    default: str,
    options: Mapping[str, str],
    *,
    help: str,
    label: str = "",
    advanced: bool = False,
) -> Any:
    """A setting that is one word of a few."""
    return _field(default, Choice(help=help, options=options, advanced=advanced), label)


def text(default: str, *, help: str, label: str = "") -> Any:
    """A setting that is a short text."""
    return _field(default, Text(help=help), label)


def file_path(*, help: str, label: str = "", filter: str = "") -> Any:
    """A setting that is a file; none by default."""
    return _field("", FilePath(help=help, filter=filter), label)


def names(
    *,
    help: str,
    offered: Callable[[Any], tuple[str, ...]],
    label: str = "",
    nothing: str = "",
    many: bool = False,
) -> Any:
    """A setting that is a list of names; empty by default."""
    return _field("", Names(help=help, offered=offered, nothing=nothing, many=many), label)


def shape(default: tuple[int, ...], *, help: str, label: str = "") -> Any:
    """A setting that is an array shape."""
    return _field(default, Shape(help=help), label)


def numbers(default: tuple[Any, ...], *, help: str, label: str = "") -> Any:
    """A setting that is a list or a table of numbers."""
    return _field(default, Numbers(help=help), label)


def one_of(
    registry: Registry[Any], default: Any, *, help: str, label: str = "", live: bool = False
) -> Any:
    """A setting that is itself a declaration; `default` is an instance."""
    return _field(default, OneOf(help=help, live=live, registry=registry), label)


def _field(default: Any, spec: Spec, label: str) -> Any:
    return dataclasses.field(default=default, metadata={_KEY: (spec, label)})


def _range(low: float, high: float, endless: float) -> str:
    if high >= endless:
        return f"at least {low:.10g}"
    if low <= -endless:
        return f"at most {high:.10g}"
    return f"between {low:.10g} and {high:.10g}"
