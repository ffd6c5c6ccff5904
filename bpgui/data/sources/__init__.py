"""One file for each kind of data set; whatever is here is found by itself."""

from bpgui.data.source import sources

sources.discover(__name__)
