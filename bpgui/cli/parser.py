"""What may be said on the command line. Imports nothing heavy: `--help` answers at once."""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Callable, Sequence
from typing import NoReturn

from bpgui import __version__
from bpgui.cli.stop import WRONG_CALL, Stop
from bpgui.wording import shown

#: Written here once more, for the exporters are slow to import.
ENDINGS = (
    ".npz and .safetensors are weights, .onnx a model, and _numpy.py, _pytorch.py and _keras.py "
    "programs with their weights beside them"
)
PROJECT = "a .bpgui file, or example:NAME"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments, with `run` set to what does as they say; Stop if they are wrong."""
    commands = _commands()
    if argv and argv[0] in commands:
        return commands[argv[0]].parse_args(argv[1:])
    if argv[1:] and not argv[0].startswith("-") and not os.path.exists(argv[0]):
        known = ", ".join(commands)
        raise Stop(f"There is no command {shown(argv[0])} (known: {known}).", WRONG_CALL)
    return _window().parse_args(argv)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        sentence = message[:1].upper() + message[1:]
        raise Stop(f"{sentence} (see {self.prog} --help).", WRONG_CALL)


def _window() -> _Parser:
    parser = _Parser(
        prog="bpgui",
        description="Draw a neural network, press run, and see back-propagation happen.",
        epilog="commands without a window (each has --help):\n"
        "  examples  list the gallery\n"
        "  train     train a project and export the result\n"
        "  export    write the trained weights of a project in another format\n"
        "  check     compare the gradients with finite differences\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="bpgui [PROJECT]\n       bpgui COMMAND ...",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"bpgui {__version__}")
    parser.add_argument("project", nargs="?", metavar="PROJECT", help="the file to open")
    parser.set_defaults(run=_later("window"))
    return parser


def _commands() -> dict[str, _Parser]:
    makers = {"examples": _examples, "train": _train, "export": _export, "check": _check}
    return {name: make(f"bpgui {name}") for name, make in makers.items()}


def _examples(prog: str) -> _Parser:
    return _command(prog, "List the gallery: names, titles and what there is to see.")


def _train(prog: str) -> _Parser:
    parser = _command(prog, "Train a project without a window; the same seed gives the same run.")
    parser.add_argument("project", metavar="PROJECT", help=PROJECT)
    _changes(parser)
    limits = parser.add_mutually_exclusive_group()
    limits.add_argument(
        "--epochs",
        type=_count,
        metavar="N",
        help="passes over the rows, in place of its own limits",
    )
    limits.add_argument(
        "--steps",
        type=_count,
        metavar="N",
        help="updates of the weights, in place of its own limits",
    )
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--seed", type=_seed, metavar="S", help="in place of the project's own")
    begin.add_argument(
        "--resume",
        action="store_true",
        help="go on from the weights in the file; --epochs and --steps then count from there",
    )
    parser.add_argument(
        "--export",
        action="append",
        default=[],
        metavar="PATH",
        help=f"write the trained network as the ending tells: {ENDINGS}; may be repeated",
    )
    parser.add_argument("--save", metavar="PATH", help="save the project with its weights")
    parser.add_argument("--log", metavar="PATH", help="write loss and accuracy of every epoch, CSV")
    parser.add_argument(
        "--log-steps",
        metavar="PATH",
        help="write loss and gradient norms of every step, CSV",
    )
    parser.add_argument(
        "--json", action="store_true", help="print the result as one line of JSON, the last one"
    )
    parser.add_argument(
        "--threads",
        type=_count,
        default=1,
        metavar="N",
        help="BLAS threads (1; more pay rarely; MKL keeps to one)",
    )
    return parser


def _export(prog: str) -> _Parser:
    parser = _command(prog, "Write the trained weights of a project in another format.")
    parser.add_argument("project", metavar="PROJECT", help="a .bpgui file saved after training")
    parser.add_argument("path", metavar="PATH", help=f"its ending tells the format: {ENDINGS}")
    return parser


def _check(prog: str) -> _Parser:
    parser = _command(
        prog, "Compare the gradient of every tensor with finite differences, in float64."
    )
    parser.add_argument("project", metavar="PROJECT", help=PROJECT)
    _changes(parser)
    return parser


def _changes(parser: _Parser) -> None:
    """What may be changed of the project for this one call."""
    parser.add_argument(
        "--data",
        metavar="TABLE",
        help="learn from a table of your own (CSV); the ends of the diagram follow it",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="change a setting of training, of data or of a layer, such as "
        "training.learning_rate=0.01 or 'Hidden 1.units=16'; may be repeated",
    )


def _command(prog: str, description: str) -> _Parser:
    parser = _Parser(prog=prog, description=description, allow_abbrev=False)
    parser.set_defaults(run=_later(prog.split()[-1]))
    return parser


def _later(name: str) -> Callable[[argparse.Namespace], int]:
    """The command's own function, imported when it is called."""

    def run(arguments: argparse.Namespace) -> int:
        code: int = importlib.import_module(f"bpgui.cli.{name}").run(arguments)
        return code

    return run


def _count(text: str) -> int:
    return _whole(text, 1, 10**9)


def _seed(text: str) -> int:
    return _whole(text, 0, 2**31 - 1)


def _whole(text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdecimal() or not low <= int(text[:12]) <= high:
        raise argparse.ArgumentTypeError(
            f"it takes a whole number from {low} to {high}, not {text[:40]!r}"
        )
    return int(text)
