"""Every kind of optimizer, one file each; importing this package makes them all known."""

from bpgui.engine.optimizer import optimizers

optimizers.discover(__name__)
