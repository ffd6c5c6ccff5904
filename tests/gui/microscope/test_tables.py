"""Tables of numbers: every cell is the right number, on large arrays as well."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from bpgui.engine.trace import Term
from bpgui.engine.trace.latex import written
from bpgui.gui import theme
from bpgui.gui.microscope.grid import Grid, text
from bpgui.gui.microscope.table import Table, Window
from bpgui.gui.microscope.tint import ground

SHAPES = st.lists(st.integers(1, 5), max_size=4).map(tuple)


def grid(*shape: int, transposed: bool = False) -> Grid:
    """A grid of different numbers."""
    values = np.arange(math.prod(shape), dtype=float).reshape(shape) - 3
    return Grid(Term("W", values, "value"), transposed)


@given(shape=SHAPES, transposed=st.booleans(), data=st.data())
def test_a_cell_and_its_index_are_the_same_number(
    shape: tuple[int, ...], transposed: bool, data: st.DataObject
) -> None:
    made = grid(*shape, transposed=transposed)
    pages, rows, columns = made.values.shape
    assert pages * rows * columns == math.prod(shape)
    cell = tuple(data.draw(st.integers(0, size - 1)) for size in (pages, rows, columns))
    index = made.index(*cell)
    assert made.term.value[index] == made.values[cell]
    assert made.place(index) == cell


def test_a_vector_is_a_column_and_transposed_a_row() -> None:
    assert grid(3).values.shape == (1, 3, 1)
    assert grid(3, transposed=True).values.shape == (1, 1, 3)
    assert grid(2, 3, transposed=True).values.shape == (1, 3, 2)
    assert grid().values.shape == (1, 1, 1)
    assert grid(2, 3, 4, 5).values.shape == (6, 4, 5)


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.0, 4, "0"), (0.5, 4, "0.5"), (1.0, 4, "1"), (-0.245689, 4, "−0.2457"),
        (-0.245689, 3, "−0.246"), (-0.00086258, 4, "−8.626·10⁻⁴"), (1500.0, 4, "1500"),
        (4.5567e-5, 3, "4.56·10⁻⁵"), (3.19e8, 4, "3.190·10⁸"),
        (math.nan, 4, "NaN"), (math.inf, 4, "∞"), (-math.inf, 4, "−∞"),
    ],
)  # fmt: skip
def test_numbers_in_cells(value: float, digits: int, words: str) -> None:
    assert text(value, digits) == words


@given(st.floats(-1e12, 1e12))
def test_cells_and_formulas_write_numbers_alike(value: float) -> None:
    formula = written(value).replace(r" \cdot 10^{", "·10").rstrip("}").replace("-", "−")
    mantissa, times, power = formula.partition("·10")
    raised = power.translate(str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    assert text(value) == f"{mantissa}{times}{raised}"


def test_a_large_table_shows_a_part_and_says_which(qapp: QApplication) -> None:
    table = Table(grid(100, 200), Window(), most_rows=6, width=300)
    assert table.elided
    assert table.shown_rows == 6
    assert 1 <= table.shown_columns < 10
    assert table.body.width() <= 300
    assert table._where() == ["↕ 1–6/100", f"↔ 1–{table.shown_columns}/200"]
    assert not table.move(-1, -1)
    assert table.move(1000, 1000)
    last = table.grid.place((99, 199))
    assert table.rect_of((99, 199)) is not None
    assert (table.window.row, table.window.column) == (
        100 - 6,
        200 - table.shown_columns,
    ), last
    assert table._where()[0] == "↕ 95–100/100"


def test_hiding_two_rows_is_not_worth_it(qapp: QApplication) -> None:
    table = Table(grid(8), Window(), most_rows=6, width=300)
    assert not table.elided
    assert table.shown_rows == 8


def test_an_entry_is_brought_into_the_window_and_found_there(qapp: QApplication) -> None:
    table = Table(grid(3, 50, 40), Window(), most_rows=5, width=250)
    assert table.rect_of((2, 30, 20)) is None
    table.reveal((2, 30, 20))
    rect = table.rect_of((2, 30, 20))
    assert rect is not None
    assert table.index_at(rect.center()) == (2, 30, 20)
    assert table.window.page == 2
    before = Window(**vars(table.window))
    table.reveal((2, 30, 20))
    assert vars(before) == vars(table.window)


def test_every_cell_shown_answers_to_its_own_place(qapp: QApplication) -> None:
    table = Table(grid(4, 3), Window(), most_rows=9, width=400)
    for index in np.ndindex(4, 3):
        rect = table.rect_of(index)
        assert rect is not None
        assert table.index_at(rect.center()) == index
    assert table.index_at(QPointF(-1, 30)) is None
    assert table.index_at(QPointF(5, 5)) is None
    assert table.index_at(QPointF(5, 1000)) is None


def test_pages_are_turned_at_their_number(qapp: QApplication) -> None:
    table = Table(grid(3, 2, 2), Window(), most_rows=9, width=400)
    left = table._title.size.width() + 8
    assert table.page_at(QPointF(left + 2, 8)) == -1
    assert table.page_at(QPointF(left + table._shape_width() - 2, 8)) == 1
    assert table.page_at(QPointF(left + 2, 60)) == 0
    table.turn(1)
    assert table.index_at(QPointF(5, 30)) == (1, 0, 0)
    table.turn(9)
    assert table.window.page == 2
    assert Table(grid(2, 2), Window(), 9, 400).page_at(QPointF(left + 2, 8)) == 0


@pytest.mark.parametrize("palette", [theme.DARK, theme.LIGHT], ids=lambda p: p.name)
def test_colours_tell_sign_and_size(palette: theme.Palette) -> None:
    field = palette.color("field")
    assert ground(0.0, 2.0, palette) == field
    assert ground(0.0, 0.0, palette) == field
    below, above = ground(-2.0, 2.0, palette), ground(2.0, 2.0, palette)
    assert below.blue() > below.red()
    assert above.red() > above.blue()
    assert abs(ground(1.0, 2.0, palette).red() - field.red()) < abs(above.red() - field.red())
    assert ground(math.nan, 2.0, palette) == palette.color("bad") == ground(math.inf, 2, palette)


def test_a_table_goes_to_a_spreadsheet_in_full() -> None:
    values = np.array([[0.1, -2.0], [1 / 3, 4.0]])
    assert Grid(Term("W", values, "value")).tabbed() == "0.1\t-2.0\n0.3333333333333333\t4.0"
