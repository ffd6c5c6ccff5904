"""Every kind of clipping, one file each; importing this package makes them all known."""

from bpgui.engine.clipping import clippings

clippings.discover(__name__)
