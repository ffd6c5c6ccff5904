"""Where data come from: one declaration for each kind, discovered from `bpgui/data/sources/`."""

from __future__ import annotations

from bpgui.data.dataset import Dataset
from bpgui.engine.declaration import Declaration, Registry


class Source(Declaration):
    """A recipe for a data set. The first line of its docstring tells users what it is.

    A new kind is one file in `bpgui/data/sources/` with a frozen dataclass under
    `@sources.register(...)`.
    """

    def title(self) -> str:
        """What to call these rows: a name of their own, or that of their kind."""
        return self.label

    @property
    def slow(self) -> bool:
        """Whether one would notice how long `load` takes, so that nobody should stand waiting."""
        return False

    def load(self) -> Dataset:
        """The rows, always the same for the same settings. Raises DataError if there are none."""
        raise NotImplementedError


sources: Registry[Source] = Registry("data set")
