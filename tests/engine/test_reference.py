"""References are to arrays of reals, which live as long as they do."""

from __future__ import annotations

import gc
import weakref
from ctypes import byref, c_int64

import numpy as np
import pytest

from bpgui.engine.reference import Reference, letter, reference, referred


def test_a_reference_keeps_its_array_alive() -> None:
    array = np.ones(3)
    gone, own = weakref.ref(array), reference(array)
    assert referred(own) is array
    del array
    gc.collect()
    assert gone() is not None
    del own
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_it_is_where_the_array_begins(dtype: str) -> None:
    array = np.arange(6, dtype=dtype).reshape(2, 3).T[1:]
    own = reference(array)
    assert isinstance(own, Reference)
    assert own._obj.value == array[0, 0] == 1


def test_a_reference_to_a_number_is_to_no_array() -> None:
    assert referred(byref(c_int64(3))) is None


def test_reals_have_letters() -> None:
    letters = {name: letter(np.dtype(name)) for name in ("float32", "float64", "float16", "int32")}
    assert letters == {"float32": "s", "float64": "d", "float16": None, "int32": None}
