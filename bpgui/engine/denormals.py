"""Subnormal numbers off: dead weights' moments decay into them and slow a step several times.

The switch belongs to the thread that throws it. It is thrown for x86-64 Linux through the C
library's fenv; elsewhere this does nothing, and training is merely slower in that rare case.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager

#: Flush results to zero, and take subnormal inputs as zero: two bits of the SSE control register.
_FLUSH = 0x8040
#: glibc's fenv_t on x86-64: 28 bytes of x87 state, then mxcsr.
_MXCSR = 28


@contextmanager
def flushed() -> Iterator[bool]:
    """Within this block, in this thread, subnormals count as zero; yields whether that worked."""
    library = _fenv()
    if library is None:
        yield False
        return
    before = ctypes.create_string_buffer(32)
    library.fegetenv(before)
    changed = ctypes.create_string_buffer(before.raw, 32)
    mxcsr = ctypes.c_uint32.from_buffer(changed, _MXCSR)
    mxcsr.value |= _FLUSH
    library.fesetenv(changed)
    try:
        yield True
    finally:
        library.fesetenv(before)


def _fenv() -> ctypes.CDLL | None:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return None
    if platform.libc_ver()[0] != "glibc":
        return None
    name = ctypes.util.find_library("m") or "libm.so.6"
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None
