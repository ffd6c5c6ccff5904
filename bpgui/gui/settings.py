"""What is remembered from one session to the next."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from bpgui.gui import theme
from bpgui.gui.workshop.host import Place


def neuron_pictures(settings: QSettings) -> bool:
    """Whether the units of small networks are pictured on the diagram."""
    return bool(settings.value("neuron_pictures", True, type=bool))


def stored_place(settings: QSettings) -> Place:
    """Where runs are to be trained; on a thread where nothing was chosen."""
    return (
        "process" if settings.value("training_place", "thread", type=str) == "process" else "thread"
    )


def stored_theme(settings: QSettings) -> theme.Mode:
    """The theme chosen last; the desktop's where none was."""
    mode = settings.value("theme", "system", type=str)
    if mode == "dark":
        return "dark"
    return "light" if mode == "light" else "system"
