"""Every kind of regulariser, one file each; importing this package makes them all known."""

from bpgui.engine.regularizer import regularizers

regularizers.discover(__name__)
