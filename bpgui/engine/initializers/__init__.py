"""Every kind of initializer, one file each; importing this package makes them all known."""

from bpgui.engine.initializer import initializers

initializers.discover(__name__)
