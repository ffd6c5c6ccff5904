"""The command line: `bpgui`, `python -m bpgui`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from bpgui.cli.parser import parse
from bpgui.cli.stop import INTERRUPTED, Stop


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; returns the exit code.

    0 is well, 1 a failure, 2 a wrong call, 130 an interruption; all but 0 come with a sentence on
    the error stream.
    """
    _tolerate_any_text()
    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except Stop as stop:
        print(f"bpgui: {stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("bpgui: Interrupted.", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone; the interpreter must not stumble over it at its end.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _tolerate_any_text() -> None:
    """Names in any script must not break the output on a terminal that cannot show them."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


if __name__ == "__main__":
    raise SystemExit(main())
