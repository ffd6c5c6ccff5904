"""The limit a run has reached, and the one it would go on to."""

from __future__ import annotations

from bpgui.engine.declaration import replace
from bpgui.engine.training import Training
from bpgui.gui.format import count


def further(training: Training, epoch: int, step: int) -> tuple[str, Training] | None:
    """For a run that has come to its limit of epochs or steps: as many again, in words and as
    settings; None for any other."""
    raised = {}
    words = ""
    for name, done in (("steps", step), ("epochs", epoch)):
        limit = getattr(training, name)
        if limit and done >= limit:
            raised[name] = done + limit
            words = f"{count(limit)} more {name}"
    return (words, replace(training, **raised)) if raised else None
