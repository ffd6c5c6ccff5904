"""Views: one file each; importing this package makes them all known. They never import each
other."""

from __future__ import annotations

import importlib
import pkgutil

from bpgui.gui.views.view import Table, View, known

for _info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
    importlib.import_module(f"{__name__}.{_info.name}")

__all__ = ["Table", "View", "known"]
