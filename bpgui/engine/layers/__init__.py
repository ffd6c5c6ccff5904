"""Every kind of layer, one file each; importing this package makes them all known."""

from bpgui.engine.layer import layers

layers.discover(__name__)
