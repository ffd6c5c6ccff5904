"""Progress: told anywhere, heard where somebody listens, on the same thread."""

from __future__ import annotations

import threading

import pytest

from bpgui.data.progress import heard, tell


def test_it_is_heard_inside_and_nowhere_else() -> None:
    outer: list[float] = []
    inner: list[float] = []
    tell(0.1)
    with heard(outer.append):
        tell(0.2)
        with heard(inner.append):
            tell(0.3)
        tell(0.4)
        thread = threading.Thread(target=tell, args=(0.5,))
        thread.start()
        thread.join()
    tell(0.6)
    assert (outer, inner) == ([0.2, 0.4], [0.3])


def test_who_hears_it_may_end_the_work() -> None:
    def refuse(share: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError), heard(refuse):
        tell(0.5)
    tell(0.5)
