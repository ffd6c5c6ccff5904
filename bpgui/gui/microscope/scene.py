"""What a step looks like: its equation, its tables, the arithmetic of one number, and its paths."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from bpgui.engine.trace import Line, Path, Paths, Step, Term, Trace, worked
from bpgui.engine.trace.latex import factor, written
from bpgui.engine.trace.sums import Factor
from bpgui.gui import format, theme
from bpgui.gui.formula import Formula, inline
from bpgui.gui.microscope.grid import Grid, Index, text
from bpgui.gui.microscope.page import MARGIN, SPACE, Bar, Inked, Page, Spoken
from bpgui.gui.microscope.table import CELL, GAP, Table, Window
from bpgui.gui.microscope.tint import ground

EQUATION, GIVEN, WORKED, SMALL = 19.0, 15.0, 14.0, 12.0
#: What can be done with the numbers.
HINT = (
    "Click a number to see where it comes from, a weight to see all its paths to the loss. "
    "Point at one for all its digits; a right-click copies it."
)
#: Rows of a table that are always shown, however low the room.
FEWEST_ROWS = 4
#: Columns that a table keeps if it can, in an equation that is to stay on one line.
FEWEST = 2
#: The room a sign takes.
SIGN = 36.0
#: Where the bar beside the share of a path begins.
BESIDE = 124.0
_SIGNS = {"f(": r"f\,(", "-": r"-\,", "=": "="}


@dataclass
class Subject:
    """What is looked at: a step of a trace, the entry of its result that is worked out, and, where
    a weight was asked about, its gradient taken apart."""

    trace: Trace
    step: Step
    entry: Index | None
    paths: Paths | None = None
    windows: dict[str, Window] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The arithmetic of the entry."""
        if self.step.result is None or self.entry is None:
            return ()
        return worked(self.trace, self.step, self.entry)


def compose(subject: Subject, width: float, height: float) -> Page:
    """Lay a subject out for a room of this size; it may become higher."""
    page = Page(width)
    step = subject.step
    equation = page.formula(step.equation, EQUATION)
    for given in step.given:
        if not page.beside(given, GIVEN, equation, "muted"):
            page.space(4)
            page.formula(given, GIVEN, "muted")
        else:
            equation = QRectF(equation.left(), equation.top(), 10_000, equation.height())
    page.space(10)
    most = max(FEWEST_ROWS, int((height - page.y - 90) // (CELL + GAP)))
    items = _items(subject, page.room, most)
    if step.parts and not _shared(items, page.room):
        items = _items(subject, page.room, most, short=True)
        any(_shared(items, page.room, columns) for columns in range(FEWEST, 0, -1))
    page.row(items)
    paths = subject.paths
    told = {line.name for line in paths.lines} if paths is not None else set()
    _arithmetic(page, tuple(line for line in subject.lines if line.name not in told))
    if paths is not None:
        page.space(14)
        page.section = page.y
        _gradient(page, paths, subject.names)
    elif page.tables:
        page.space(6)
        page.words(HINT, theme.caption())
    return page


def _shared(items: list[Table | Formula], room: float, fewest: int = FEWEST) -> bool:
    """Leave some columns of wide tables out, so that the equation stays on one line; whether it
    does, for so many have to be left."""
    tables = [item for item in items if isinstance(item, Table)]
    wide = [table for table in tables if table.grid.values.shape[2] > fewest]
    taken = sum(item.size.width() for item in items if item not in wide)
    left = room - taken - SPACE * (len(items) - 1)
    needed = sum(table.columns_width(fewest) for table in wide)
    if left < needed:
        return False
    # Narrow ones take what they need, and leave more for the others.
    for rank, table in enumerate(sorted(wide, key=lambda table: table.size.width())):
        table.fit(max(table.columns_width(fewest), left / (len(wide) - rank)))
        left -= table.size.width()
    return True


def _items(subject: Subject, room: float, most: int, short: bool = False) -> list[Table | Formula]:
    """The equation with tables in the places of its terms; or all tables, one by one."""
    step = subject.step
    items: list[Table | Formula] = []
    shown: set[int] = set()
    for part in step.parts:
        if part.term is None:
            items.append(Formula(_SIGNS.get(part.sign, part.sign), EQUATION))
        else:
            # A sign stands before it.
            table = _table(subject, part.term, part.transposed, room - SIGN, most, short)
            items.append(table)
            shown.add(id(part.term))
    rest = [term for term in step.terms if id(term) not in shown]
    items += [_table(subject, term, False, room, most, short) for term in rest]
    return items


def _table(
    subject: Subject, term: Term, transposed: bool, room: float, most: int, short: bool
) -> Table:
    window = subject.windows.setdefault(f"{term.symbol}{'T' if transposed else ''}", Window())
    note = "" if term.about is None else subject.names.get(term.about, "")
    return Table(Grid(term, transposed), window, most, room, note, short)


def _arithmetic(page: Page, lines: tuple[Line, ...]) -> None:
    for line in lines:
        page.space(4)
        page.formula(line.latex(), WORKED)
        page.space(2)


# -- one weight --------------------------------------------------------------------------------


def _gradient(page: Page, paths: Paths, names: dict[int, str]) -> None:
    bold = theme.font(13, QFont.Weight.DemiBold)
    page.words(f"One weight of {names.get(paths.node, '')}, index by index", bold, "text")
    page.space(4)
    if not paths.lines:
        page.words(
            f"Its gradient is {text(paths.gradient)}. The layers behind it are too large for "
            "every path to the loss to be written down.",
            theme.font(),
        )
        _close(page)
        return
    _arithmetic(page, paths.lines)
    page.space(12)
    page.words(_heading(paths), bold, "text")
    page.space(6)
    largest = max((abs(path.value) for path in paths.paths), default=0.0)
    for path in paths.paths:
        _path(page, path, largest, names)
        page.space(8)
    if paths.count > len(paths.paths):
        rest = paths.count - len(paths.paths)
        page.words(
            f"… and {_many(rest)} more, together {text(paths.rest)}. All of them add up to "
            f"{text(paths.gradient)}.",
            theme.font(),
        )
    elif len(paths.paths) > 1:
        page.words(f"Together they are {text(paths.gradient)}, the gradient.", theme.font())
    _close(page)


def _close(page: Page) -> None:
    page.space(4)
    page.words("Esc, or a click on the weight, closes this.", theme.caption())


def _heading(paths: Paths) -> str:
    if not paths.paths:
        return "No path from it to the loss carries anything for this sample"
    if paths.count == 1:
        return "The one path from it to the loss"
    if paths.count == len(paths.paths):
        return f"The {paths.count} paths from it to the loss, largest first"
    return f"{_many(paths.count).capitalize()} paths lead from it to the loss, the largest first"


def _many(count: int) -> str:
    return "countless" if count >= 10**15 else format.count(count)


def _path(page: Page, path: Path, largest: float, names: dict[int, str]) -> None:
    """One product: node by node its names and its numbers, and what they come to."""
    x, top, low = MARGIN, page.y, page.y
    caption = theme.caption()
    metrics = QFontMetricsF(caption)
    for i, stop in enumerate(path.stops):
        title = f"{names.get(stop.node, '')} · {stop.entry + 1}"
        symbols = Formula(r"\; ".join(inline(f.symbol) for f in stop.factors), SMALL)
        numbers = Formula(_numbers(stop.factors, first=i == 0), WORKED)
        wide = max(metrics.horizontalAdvance(title), symbols.size.width(), numbers.size.width())
        if x + wide > page.width - MARGIN and x > MARGIN:
            x, top = MARGIN, low + 6
        y = top
        page.drawn.append(Spoken(title, QRectF(x, y, wide + 4, 15), caption))
        y += 17
        if stop.factors:
            page.drawn.append(Inked(symbols, QPointF(x, y), "muted"))
            y += max(16.0, symbols.size.height() + 2)
            page.drawn.append(Inked(numbers, QPointF(x, y)))
            y += numbers.size.height()
        low = max(low, y)
        x += wide + 16
    page.y = low + 3
    palette = theme.current()
    color = ground(path.value, abs(path.value), palette)
    value = Formula(f"= {written(path.value)}", WORKED)
    page.drawn.append(Inked(value, QPointF(MARGIN, page.y)))
    left = MARGIN + BESIDE
    y, wide = page.y + value.size.height() / 2 - 3, min(220.0, page.room - BESIDE)
    bar = QRectF(left, y, wide, 6)
    if largest:
        page.drawn.append(Bar(bar, path.value / largest, color))
    page.y += value.size.height()


def _numbers(factors: tuple[Factor, ...], first: bool) -> str:
    product = r" \cdot ".join(factor(each.value) for each in factors)
    return product if first else rf"\cdot\, {product}"
