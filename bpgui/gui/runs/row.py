"""A run in words: one row of the list of runs."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.gui import format
from bpgui.gui.runs.past import Past
from bpgui.gui.standing import Standing

#: The columns of the list, and what their headings mean.
HEADINGS = {
    "Run": "A tick shows its curves beside the present one's; double-click to rename",
    "Steps": "Mini-batches it was trained with",
    "Loss": "Mean loss over the training rows, as measured last",
    "Validation": "Mean loss over the validation rows, as measured last",
    "Accuracy": "Share of the validation rows that are right (R² where numbers are told)",
    "Changed since": "What is different in the project as it stands now",
}
SAME = "nothing"


@dataclass(frozen=True)
class Row:
    """One run. number: None for the present one, which is drawn whole in the first colour."""

    number: int | None
    name: str
    cells: tuple[str, ...]
    tip: str = ""
    color: int = 0
    dash: tuple[float, ...] = ()
    visible: bool = True
    changes: tuple[str, ...] = ()
    #: Whether it can be gone on with.
    resumable: bool = False

    @property
    def words(self) -> str:
        """All that is to be said of it, in sentences."""
        changes = "; ".join(self.changes) or SAME
        since = f"Changed since: {changes}." if self.number is not None or self.changes else ""
        return " ".join(part for part in (f"{self.name}.", self.tip, since) if part)


def of_past(past: Past, changes: list[str]) -> Row:
    """The row of a past run; `changes` are what has been changed since."""
    seen = past.evaluation
    loss, val_loss, accuracy, val_accuracy = (
        (None, None, None, None)
        if seen is None
        else (seen.loss, seen.val_loss, seen.accuracy, seen.val_accuracy)
    )
    return Row(
        past.number,
        past.name,
        _cells(past.steps, loss, val_loss, accuracy, val_accuracy, past.classifies),
        _tip(past.origin, past.why),
        past.color,
        past.dash,
        past.visible,
        tuple(changes),
        past.state is not None,
    )


def of_present(
    name: str, origin: str, standing: Standing, classifies: bool, changes: list[str]
) -> Row:
    """The row of the present run."""
    loss = standing.loss if standing.train_loss is None else standing.train_loss
    cells = _cells(
        standing.step,
        loss,
        standing.val_loss,
        standing.accuracy,
        standing.val_accuracy,
        classifies,
    )
    return Row(None, name, cells, _tip(origin, "The present run."), changes=tuple(changes))


def _cells(
    steps: int,
    loss: float | None,
    val_loss: float | None,
    accuracy: float | None,
    val_accuracy: float | None,
    classifies: bool,
) -> tuple[str, ...]:
    score = accuracy if val_accuracy is None else val_accuracy
    return (
        format.count(steps),
        format.or_dash(loss),
        format.or_dash(val_loss),
        format.percent(score) if classifies and score is not None else format.or_dash(score),
    )


def _tip(origin: str, why: str) -> str:
    return " ".join(part for part in (f"From {origin}." if origin else "", why) if part)
