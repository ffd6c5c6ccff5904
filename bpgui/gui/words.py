"""How a run stands, in the words of the run bar."""

from __future__ import annotations

from bpgui.engine.counted import counted
from bpgui.engine.fields import Integer, fields_of
from bpgui.gui import format
from bpgui.gui.panels import Health
from bpgui.gui.standing import Standing
from bpgui.project.project import Project


def settings(project: Project, rows: int | None) -> dict[str, str]:
    """Data, optimiser and batch of a project."""
    many = "" if rows is None else f", {counted(rows, 'row')}"
    training = project.training
    return {
        "data": f"{project.data.source.title()}{many}",
        "optimizer": f"{training.optimizer.kind()} {training.learning_rate:g}",
        "batch": _batch(project),
    }


def measures(standing: Standing, regression: bool = False) -> dict[str, str]:
    """What has been reached so far; a dash for what is not known."""
    loss = standing.loss if standing.train_loss is None else standing.train_loss
    accuracy = standing.accuracy if standing.val_accuracy is None else standing.val_accuracy
    return {
        "epoch": format.count(standing.epoch),
        "step": format.count(standing.step),
        "loss": format.or_dash(loss),
        "validation": format.or_dash(standing.val_loss),
        "accuracy": format.or_dash(accuracy)
        if regression or accuracy is None
        else format.percent(accuracy),
        "speed": "–" if standing.speed is None else f"{format.compact(standing.speed)} steps/s",
    }


def tips(standing: Standing, regression: bool) -> dict[str, str]:
    """The full values, for hovering."""
    what = "R² (1 is perfect)" if regression else "Share of rows classified rightly"
    return {
        "loss": f"Loss of all training rows {_exact(standing.train_loss)}\n"
        f"of the last mini-batch {_exact(standing.loss)}, which is what the curve per step shows",
        "validation": f"Validation loss {_exact(standing.val_loss)}",
        "accuracy": f"{what}\ntraining {_exact(standing.accuracy)}\n"
        f"validation {_exact(standing.val_accuracy)}",
    }


def health(standing: Standing, fatal: int, stale: bool, findings: int = 0) -> Health:
    """The pill: problems first, then what ails the run, then how it stands."""
    if fatal and standing.status != "running":
        words = counted(fatal, "problem")
        return Health(words, "bad", "error", "The diagram cannot be trained yet: click to see why.")
    if stale and standing.status != "running":
        return Health("Changed", "warning", "info", "Run starts anew with the changed project.")
    if findings and standing.status != "diverged":
        words = counted(findings, "finding")
        return Health(words, "warning", "warning", "Something ails this run: click to see what.")
    return _HEALTH[standing.status](standing.message)


def _said(words: str, role: str, icon: str, tip: str = ""):  # type: ignore[no-untyped-def]
    return lambda message: Health(words, role, icon, message or tip)


_HEALTH = {
    "preparing": _said("Preparing", "muted", "info", "The data and the network are being made."),
    "ready": _said("Ready", "good", "healthy", "Press Run."),
    "running": _said("Healthy", "good", "healthy", "It trains, and no rule complains."),
    "paused": _said("Paused", "muted", "pause", "Run goes on from here."),
    "finished": _said("Finished", "good", "check"),
    "diverged": _said("Diverged", "warning", "warning"),
    "failed": _said("Failed", "bad", "error"),
}


def _batch(project: Project) -> str:
    size = project.training.batch_size
    spec = next(f.spec for f in fields_of(project.training) if f.name == "batch_size")
    assert isinstance(spec, Integer)
    return spec.special.get(size, format.count(size))


def _exact(value: float | None) -> str:
    return "not known" if value is None else format.exact(value)
