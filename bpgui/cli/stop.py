"""How a command ends early: an exit code and a sentence."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

FAILED, WRONG_CALL, INTERRUPTED = 1, 2, 130


class Stop(Exception):
    """Ends the program with this sentence on the error stream."""

    def __init__(self, sentence: str, code: int = FAILED) -> None:
        super().__init__(sentence)
        self.code = code


@contextlib.contextmanager
def told(code: int = FAILED) -> Iterator[None]:
    """Turn the errors of the rooms below, whose texts are sentences, into a Stop."""
    from bpgui.data import DataError
    from bpgui.engine.fields import FieldError
    from bpgui.engine.state import StateError
    from bpgui.export import ExportError
    from bpgui.project.error import ProjectError

    try:
        yield
    except (DataError, ExportError, ProjectError, StateError) as error:
        raise Stop(str(error), code) from None
    except FieldError as error:
        raise Stop(f"{error}.", code) from None
    except MemoryError:
        raise Stop("There is not enough memory for this network: make it smaller.") from None
