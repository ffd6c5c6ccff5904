"""Declarations and their registries: how a new kind of anything joins the program.

A registry holds the kinds of one noun ("layer", "loss", "optimiser"...). A kind is a frozen
dataclass made known by a decorator; its class name is its name in saved files and is never changed.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar, cast

from bpgui.engine.fields import FieldError, OneOf, fields_of


class Declaration:
    """The base of every kind: a frozen dataclass whose settings are checked when it is made."""

    #: The words shown to people.
    label: ClassVar[str] = ""
    #: The heading it stands under in lists and menus.
    group: ClassVar[str] = ""
    #: Other words by which people search for it.
    synonyms: ClassVar[tuple[str, ...]] = ()
    #: Its place in lists; lower comes first, equal ones by label.
    rank: ClassVar[int] = 100

    def __post_init__(self) -> None:
        for field in fields_of(self):
            try:
                value = field.parse(getattr(self, field.name))
            except FieldError as error:
                raise FieldError(f"{self.label or self.kind()}: {error}") from None
            object.__setattr__(self, field.name, value)

    @classmethod
    def kind(cls) -> str:
        """The name of this kind in saved files."""
        return cls.__name__

    @classmethod
    def heading(cls) -> str:
        """The label as a sentence begins with it: "KL divergence", "Mean squared error"."""
        return cls.label[:1].upper() + cls.label[1:]

    @classmethod
    def formula(cls) -> str:
        """The first line of the docstring: the formula, or one sentence where there is none."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @classmethod
    def help(cls) -> str:
        """The docstring below its first line."""
        return (inspect.getdoc(cls) or "").partition("\n")[2].strip()


D = TypeVar("D", bound=Declaration)


class Registry(Generic[D]):
    """The kinds of one noun, iterated by rank."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._kinds: dict[str, type[D]] = {}

    def register(
        self, label: str, *, group: str = "", synonyms: tuple[str, ...] = (), rank: int = 100
    ) -> Any:
        """Decorate a frozen dataclass with this to make it known."""

        def add(cls: type[D]) -> type[D]:
            if cls.kind() in self._kinds:
                raise ValueError(f"two kinds of {self.noun} are called {cls.kind()}")
            cls.label, cls.group, cls.synonyms, cls.rank = label, group, synonyms, rank
            self._kinds[cls.kind()] = cls
            return cls

        return add

    def discover(self, package: str) -> None:
        """Import every module of a package, so that the kinds written there register themselves."""
        module = importlib.import_module(package)
        for info in sorted(pkgutil.iter_modules(module.__path__), key=lambda info: info.name):
            importlib.import_module(f"{package}.{info.name}")

    def __iter__(self) -> Iterator[type[D]]:
        return iter(sorted(self._kinds.values(), key=lambda cls: (cls.rank, cls.label)))

    def __len__(self) -> int:
        return len(self._kinds)

    def __contains__(self, kind: object) -> bool:
        return kind in self._kinds

    def __getitem__(self, kind: str) -> type[D]:
        """The class called `kind`; its label, in any case, does as well."""
        if kind in self._kinds:
            return self._kinds[kind]
        for cls in self:
            if kind.casefold() in (cls.kind().casefold(), cls.label.casefold()):
                return cls
        raise FieldError(
            f"has no kind of {self.noun} called {kind!r} (known: {', '.join(self._kinds)})"
        )

    def parse(self, value: object) -> D:
        """An instance from an instance, a name, or the mapping that `to_data` makes."""
        if isinstance(value, Declaration) and value.kind() in self._kinds:
            return cast(D, value)
        if isinstance(value, str):
            return self[value]()
        if isinstance(value, Mapping):
            return self._from_data(cast("Mapping[str, object]", value))
        raise FieldError(f"must be a kind of {self.noun}, not {value!r}")

    def _from_data(self, data: Mapping[str, object]) -> D:
        kind = data.get("kind")
        if not isinstance(kind, str):
            raise FieldError(f"must say which kind of {self.noun} it is")
        cls = self[kind]
        settings = {name: value for name, value in data.items() if name != "kind"}
        unknown = settings.keys() - {field.name for field in fields_of(cls)}
        if unknown:
            raise FieldError(f"{cls.label} has no setting called {sorted(unknown)[0]!r}")
        return cls(**settings)


def to_data(declaration: Declaration) -> dict[str, object]:
    """The declaration as plain data for JSON: its kind and every setting."""
    data: dict[str, object] = {"kind": declaration.kind()}
    for field in fields_of(declaration):
        value = getattr(declaration, field.name)
        data[field.name] = to_data(value) if isinstance(field.spec, OneOf) else value
    return data


def replace(declaration: D, **settings: object) -> D:
    """The same declaration with some settings changed; FieldError where one is impossible."""
    return cast(D, dataclasses.replace(cast(Any, declaration), **settings))
