"""Where the pictures of the tensors of a layer lie: side by side, at one scale if possible."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

#: Pixels between two tensors.
SPACE = 18
#: The largest cells: of squares, and of numbers, which are wider than high.
_SQUARE, _WIDE, _HIGH = 30.0, 52.0, 30.0
#: The smallest width of a lone column.
_COLUMN = 16.0


def arrange(sizes: Sequence[tuple[int, int]], square: bool, room: QRectF) -> list[QRectF]:
    """A place for tensors of so many cells (across, down). square: their cells are pixels of
    pictures, which keep their proportions as far as they can."""
    columns = sum(wide == 1 for wide, _ in sizes) if len(sizes) > 1 else 0
    free = room.width() - SPACE * (len(sizes) - 1) - _COLUMN * columns
    across = max(sum(wide for wide, _ in sizes if wide > 1 or not columns), 1)
    down = max(tall for _, tall in sizes)
    wide, high = (
        _pixels(free / across, room.height() / down)
        if square
        else _cells(
            (room.width() - SPACE * (len(sizes) - 1)) / (across + columns), room.height() / down
        )
    )
    made, left = [], room.left()
    for columns_here, rows in sizes:
        lone = columns_here == 1 and columns > 0
        width = max(wide, _COLUMN) if lone else max(columns_here * wide, 2.0)
        # A column beside tiles has cells of its own height.
        height = min(rows * max(high, 6.0), room.height()) if lone else rows * high
        made.append(QRectF(left, room.top(), width, max(height, 2.0)))
        left += width + SPACE
    return made


def _pixels(wide: float, high: float) -> tuple[float, float]:
    """The sides of a cell of a picture, from the room there is for each."""
    cell = min(wide, high, _SQUARE)
    # Flat, wide ones use some of the height that is left: cells may be twice as tall as wide.
    most = 2 * cell if cell >= 8 else max(3 * cell, 8.0)
    return cell, max(cell, min(high, most, _SQUARE))


def _cells(wide: float, high: float) -> tuple[float, float]:
    """The sides of a cell of a matrix: longer one way than the other where the matrix is."""
    least = min(wide, high)
    most = max(3 * least, 8.0)
    return min(wide, most, _WIDE), min(high, most, _HIGH)
