"""The functions on the shelf, as text: those that some lines need, and those they need."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from functools import cache

from bpgui.export.numpy_program import shelf


def needed(code: str) -> list[str]:
    """The text of every function that `code` calls, directly or not, in the order of the shelf."""
    texts = _texts()
    found: set[str] = set()
    waiting = _names(code) & texts.keys()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= (_names(texts[name]) & texts.keys()) - found
    return [text for name, text in texts.items() if name in found]


@cache
def _texts() -> dict[str, str]:
    """Every function by name, as it stands in its file."""
    found: dict[str, str] = {}
    for info in sorted(pkgutil.iter_modules(shelf.__path__), key=lambda info: info.name):
        text = inspect.getsource(importlib.import_module(f"{shelf.__name__}.{info.name}"))
        lines = text.splitlines()
        for item in ast.parse(text).body:
            if isinstance(item, ast.FunctionDef):
                found[item.name] = "\n".join(lines[item.lineno - 1 : item.end_lineno])
    return found


def _names(code: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
