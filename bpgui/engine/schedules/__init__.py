"""Every kind of schedule, one file each; importing this package makes them all known."""

from bpgui.engine.schedule import schedules

schedules.discover(__name__)
