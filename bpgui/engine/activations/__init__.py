"""Every kind of activation, one file each; importing this package makes them all known."""

from bpgui.engine.activation import activations

activations.discover(__name__)
