"""Every rule, one file each; importing this package makes them all known."""

from bpgui.health.rule import rules

rules.discover(__name__)
