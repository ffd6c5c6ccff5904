"""Views: one file each. They never import each other.

This package imports none of them: their probes are also read by a process that trains, which has no
use for Qt.
"""
