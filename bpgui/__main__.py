"""The command line: `bpgui`, `python -m bpgui`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

from bpgui.atomic import why_not
from bpgui.cli.parser import parse
from bpgui.cli.stop import FAILED, INTERRUPTED, Stop


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; returns the exit code.

    0 is well, 1 a failure, 2 a wrong call, 130 an interruption; all but 0 come with a sentence on
    the error stream.
    """
    _replace_closed_streams()
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
    except BrokenPipeError:  # whoever read the output has gone, and needs no sentence
        _forget_output()
        return FAILED
    except OSError as error:
        _forget_output()
        print(f"bpgui: {why_not(error, error.filename or 'the output')}", file=sys.stderr)
        return FAILED


def _replace_closed_streams() -> None:
    """Where the caller has closed them they are None, and the next file would take their place."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (to the end)
            setattr(sys, name, nowhere)


def _forget_output() -> None:
    """The interpreter must not stumble at its end over what could not be written."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tolerate_any_text() -> None:
    """Names in any script must not break the output on a terminal that cannot show them."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


if __name__ == "__main__":
    raise SystemExit(main())
