"""Trained networks in the formats of others."""

# Makes every format known.
import bpgui.export.formats  # noqa: F401
from bpgui.export.bundle import Bundle, Sample
from bpgui.export.exporter import (
    Exporter,
    ExportError,
    completed,
    export,
    exporter_for,
    exporters,
)

__all__ = [
    "Bundle",
    "ExportError",
    "Exporter",
    "Sample",
    "completed",
    "export",
    "exporter_for",
    "exporters",
]
