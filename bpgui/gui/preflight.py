"""Can Qt start here? Asked before it is imported, because it answers with a traceback or an abort.

Standard library only. `complaint()` gives one sentence with the cure, or None when all is well.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping

#: Shared library -> the Debian package that has it. Qt's own modules load these.
ALWAYS = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
#: A window on an X display needs these as well.
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
#: From this PySide6 on, Python 3.11 and older abort: it loses references to None and True.
BROKEN_PYSIDE, CURED_PYTHON = (6, 12), (3, 12)


def complaint(
    environ: Mapping[str, str] = os.environ,
    load: Callable[[str], object] = ctypes.CDLL,
    system: str = sys.platform,
) -> str | None:
    """One sentence saying why the window cannot open here and what to do, or None."""
    if said := _pyside():
        return said
    if not system.startswith(("linux", "freebsd")):
        return None
    return _screen(environ) or _libraries(environ, load)


def missing(libraries: Iterable[str], load: Callable[[str], object] = ctypes.CDLL) -> list[str]:
    """The names of those shared libraries that this system cannot load."""
    return [name for name in libraries if not _loads(name, load)]


def _pyside(python: tuple[int, int] = sys.version_info[:2]) -> str | None:
    if importlib.util.find_spec("PySide6") is None:
        return (
            "bpgui's window needs PySide6, which is not installed: "
            "run `python -m pip install PySide6-Essentials`."
        )
    if python >= CURED_PYTHON:
        return None
    version = _pyside_version()
    if tuple(map(int, version.split(".")[:2])) < BROKEN_PYSIDE:
        return None
    return (
        f"PySide6 {version} crashes on Python {python[0]}.{python[1]}: "
        'run `python -m pip install "PySide6-Essentials<6.12"`.'
    )


def _pyside_version() -> str:
    from importlib import metadata

    return metadata.version("PySide6-Essentials")


def _screen(environ: Mapping[str, str]) -> str | None:
    if any(environ.get(name) for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")):
        return None
    return (
        "bpgui's window needs a screen, and here is none (DISPLAY and WAYLAND_DISPLAY are not "
        "set); `bpgui train`, `export` and `check` work without one."
    )


def _libraries(environ: Mapping[str, str], load: Callable[[str], object]) -> str | None:
    platform = environ.get("QT_QPA_PLATFORM", "")
    on_x11 = platform.startswith("xcb") or (not platform and not environ.get("WAYLAND_DISPLAY"))
    wanted = ALWAYS | X11 if on_x11 else ALWAYS
    names = missing(wanted, load)
    if not names:
        return None
    if shutil.which("apt-get"):
        packages = " ".join(sorted({wanted[name] for name in names}))
        cure = f"run `sudo apt-get install {packages}`."
    else:
        cure = "install them with your system's package manager."
    noun = "library" if len(names) == 1 else "libraries"
    return f"bpgui's window needs the system {noun} {', '.join(names)}: {cure}"


def _loads(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True
