"""One file for each export format; whatever is here is found by itself."""

from bpgui.export.exporter import exporters

exporters.discover(__name__)
