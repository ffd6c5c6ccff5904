"""`bpgui check`: the gradient check as a table."""

from __future__ import annotations

import argparse

from bpgui.cli.changes import changed
from bpgui.cli.opening import opened
from bpgui.cli.stop import FAILED, Stop, told
from bpgui.cli.threads import blas_threads
from bpgui.engine.gradcheck import TOLERANCE, Row, gradient_check, stand_in_note
from bpgui.project.session import prepare

#: Training rows whose mean loss is differentiated.
ROWS = 10


def run(arguments: argparse.Namespace) -> int:
    """Print a row for every tensor; 1 if any gradient is wrong."""
    project = changed(opened(arguments.project)[0], arguments)
    with told(), blas_threads(1):
        prepared = prepare(project)
        x, t = prepared.train.x[:ROWS], prepared.train.t[:ROWS]
        try:
            seed = project.training.seed
            rows = gradient_check(prepared.graph, prepared.check, x, t, seed=seed)
        except ValueError as error:
            raise Stop(str(error)) from None
    _print(rows)
    wrong = [row for row in rows if row.wrong]
    if wrong:
        raise Stop(
            f"{len(wrong)} of {len(rows)} gradients do not agree with finite differences: "
            f"{', '.join(row.tensor for row in wrong)}.",
            FAILED,
        )
    return 0


def _print(rows: list[Row]) -> None:
    if not rows:
        print("This network has nothing to learn, so there is no gradient to check.")
        return
    width = max(len(row.tensor) for row in rows)
    print(f"{'tensor':{width}}  {'at':>12}  {'analytic':>14}  {'numeric':>14}  {'error':>8}")
    for row in rows:
        at = "direction" if row.entry is None else str(list(row.entry))
        verdict = "WRONG" if row.wrong else "ok" if not row.stand_in else "stand-in"
        print(
            f"{row.tensor:{width}}  {at:>12}  {row.analytic:>14.7e}  {row.numeric:>14.7e}  "
            f"{row.words:>8}  {verdict}"
        )
    print(f"Each row is the tensor's worst case; relative errors up to {TOLERANCE:g} are right.")
    note = stand_in_note(rows)
    if note:
        print(note)
