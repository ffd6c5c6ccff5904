"""News: all that the workshop ever says to the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bpgui.gui.batch import Batch, RunInfo


@dataclass(frozen=True)
class Answer:
    """What a question has found, or the error that it ended with. `number` is the question's; 0:
    nobody is there to answer any."""

    number: int = 0
    found: object = None
    error: Exception | None = None


#: RunInfo: a run has been made ready.
News = RunInfo | Batch | Answer
#: Called from whatever thread the news come in.
Tell = Callable[[News], None]
