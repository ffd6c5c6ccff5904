"""How many threads the BLAS may use."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from threadpoolctl import threadpool_limits


@contextlib.contextmanager
def blas_threads(count: int) -> Iterator[None]:
    """Hold the BLAS to `count` threads: for small nets one is fastest, and disturbs nobody."""
    with threadpool_limits(limits=count, user_api="blas"):
        yield
