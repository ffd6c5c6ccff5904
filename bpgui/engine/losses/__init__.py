"""Every kind of loss, one file each; importing this package makes them all known."""

from bpgui.engine.loss import losses

losses.discover(__name__)
