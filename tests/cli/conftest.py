"""The command line, called in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bpgui.__main__ import main
from tests.cli.calls import Said


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Said]:
    """Calls bpgui in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> Said:
        try:
            code = main([str(word) for word in words])
        except SystemExit as exit:  # --help and --version
            code = int(exit.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run
