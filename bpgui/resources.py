"""Finding the files that come with the program."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: An installed wheel carries the files inside the package, a checkout beside it.
_ROOTS = (_PACKAGE / "assets", _PACKAGE.parent / "assets")


def asset(name: str) -> Path:
    """The path of a file or folder of `assets/`, such as "data/iris.npz".

    Raises FileNotFoundError if it is not there.
    """
    for root in _ROOTS:
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(
        f"The file {name} that comes with bpgui is missing: install bpgui again."
    )
