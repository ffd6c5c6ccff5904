"""The program's own files are found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpgui import resources
from bpgui.resources import asset


def test_a_checkout_has_its_assets_beside_the_package() -> None:
    assert asset("data/iris.npz").is_file()
    assert asset("data").is_dir()


def test_the_copy_inside_the_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, beside = tmp_path / "bpgui" / "assets", tmp_path / "assets"
    for root in (inside, beside):
        root.mkdir(parents=True)
        (root / "both").touch()
    (beside / "one").touch()
    monkeypatch.setattr(resources, "_ROOTS", (inside, beside))
    assert asset("both") == inside / "both"
    assert asset("one") == beside / "one"


def test_a_missing_file_says_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match=r"data/nothing\.npz .* install bpgui again"):
        asset("data/nothing.npz")
