"""The diagram as a table: every layer, what it reads, what it gives, what it learns."""

from __future__ import annotations

from dataclasses import dataclass

from bpgui.engine.arrays import text
from bpgui.engine.check import Check
from bpgui.engine.counted import counted
from bpgui.engine.graph import Graph

HEADINGS = ("Layer", "Kind", "Reads", "Output", "Parameters")


@dataclass(frozen=True)
class Row:
    """One layer."""

    id: int
    name: str
    kind: str
    reads: str
    output: str
    parameters: int
    problem: str = ""
    #: In how many frames it is, and the title of the innermost; `frame`: it is one itself.
    depth: int = 0
    inside: str = ""
    frame: int = 0

    def cells(self) -> tuple[str, ...]:
        """The words under the headings."""
        learned = f"{self.parameters:,}" if self.parameters else ""
        return (self.name, self.kind, self.reads, self.output, learned)


def rows(graph: Graph, check: Check) -> list[Row]:
    """Every layer, each after those it reads; what is on a cycle comes last."""
    order = list(graph.order)
    order += sorted(graph.nodes.keys() - set(order))
    faults: dict[int, str] = {}
    for problem in check.problems:
        if problem.node is not None:
            faults.setdefault(problem.node, problem.message)
    table = []
    for id in order:
        node, shape = graph.nodes[id], check.shapes.get(id)
        settings = node.layer.summary()
        kind = f"{node.layer.label} {settings}" if settings else node.layer.label
        state = "muted" if node.muted else "frozen" if node.layer.frozen else ""
        table.append(
            Row(
                id,
                node.name,
                f"{kind} ({state})" if state else kind,
                ", ".join(graph.nodes[edge.source].name for edge in graph.incoming[id]),
                "" if shape is None else text(shape),
                check.parameter_count(id),
                faults.get(id, ""),
            )
        )
    return table


def totals(table: list[Row]) -> str:
    """The last line: "5 layers, 105 parameters"."""
    learned = sum(row.parameters for row in table)
    return f"{counted(len(table), 'layer')}, {counted(learned, 'parameter')}"


def markdown(table: list[Row]) -> str:
    """The table as Markdown, its columns lined up."""
    lines = [HEADINGS, *(tuple(map(_escaped, row.cells())) for row in table)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    ruler = [*("-" * width for width in widths[:-1]), "-" * (widths[-1] - 1) + ":"]
    written = [_line(lines[0], widths), "| " + " | ".join(ruler) + " |"]
    written += [_line(line, widths) for line in lines[1:]]
    return "\n".join([*written, "", totals(table)]) + "\n"


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    *words, number = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "| " + " | ".join([*words, number.strip().rjust(widths[-1])]) + " |"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
