"""The feeder: gives the steps of an epoch the rows of a data set, mini-batch by mini-batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, empty
from bpgui.engine.feed import Block, Feed
from bpgui.engine.plan import Plan
from bpgui.engine.straight import Track, gather, put
from bpgui.engine.substitutes import substitutes

#: Sets up to this size are shuffled once an epoch, into mini-batches that lie ready.
SMALL = 8 << 20


class Feeder:
    """The training rows in the order of an epoch.

    x (rows, ...), t (rows, outputs) and weights (rows,) are kept as tables, one for each block of
    the feeds. The last mini-batch may be shorter, and has a plan of its own.
    """

    def __init__(
        self, x: Array, t: Array, plans: Sequence[Plan], weights: Array | None = None
    ) -> None:
        self._feeds = [plan.feed for plan in plans]
        self._tables = self._feeds[0].tables(x, t, weights)
        self.order = np.arange(len(x))
        small = sum(table.nbytes for table in self._tables) <= SMALL
        blocks = list(zip(*(feed.blocks for feed in self._feeds), strict=True))
        self._shelves = [Shelf(*each) for each in zip(self._tables, blocks, strict=True) if small]
        ends = np.cumsum([plan.batch for plan in plans[:-1]])
        #: The numbers of the rows of every mini-batch that does not lie ready.
        self._numbers = [] if small else np.split(self.order, ends)

    def arrange(self, order: Array) -> None:
        """Take the rows in this order from now on."""
        self.order[...] = order
        for shelf in self._shelves:
            shelf.arrange(self.order)

    def tracks(self, feed: Feed, calls: Sequence[Call]) -> list[Track]:
        """What the steps that put their mini-batches into this feed do with them, for an epoch.

        calls: all that such a step is made of. What lies ready is not copied where the calls can
        work on it as it lies there.
        """
        if not self._shelves:
            return [Track(gather(list(self._blocks(feed))), self._numbers)]
        pairs = zip(self._shelves, feed.blocks, strict=True)
        return [track for shelf, block in pairs for track in shelf.tracks(block, calls)]

    def calls(self, index: int) -> list[Call]:
        """The calls that put mini-batch `index` into its feed, for whoever measures them."""
        feed = self._feeds[index]
        if self._shelves:
            pairs = zip(self._shelves, feed.blocks, strict=True)
            return [partial(np.copyto, block.memory, shelf.items[index]) for shelf, block in pairs]
        calls: list[Call] = []
        for table, rows, turned in self._blocks(feed):
            calls.append(partial(table.take, self._numbers[index], 0, rows, "clip"))
            if turned is not None:
                calls.append(partial(np.copyto, turned, rows.T))
        return calls

    def _blocks(self, feed: Feed) -> Iterator[tuple[Array, Array, Array | None]]:
        """For each block its table, and where the rows go: into the feed, if it wants rows."""
        for table, block in zip(self._tables, feed.blocks, strict=True):
            rows = block.view.T
            if block.by_rows:
                yield table, rows, None
            else:
                yield table, empty(rows.shape, rows.dtype), block.view


class Shelf:
    """One block of all mini-batches of an epoch, laid ready as their feeds want it: `items`."""

    def __init__(self, table: Array, blocks: Sequence[Block]) -> None:
        self._table, self._blocks = table, blocks
        self._sorted = empty(table.shape, table.dtype)
        self._moves: list[tuple[Array, Array]] = []
        full = sum(block is blocks[0] for block in blocks)
        behind = full * blocks[0].view.shape[1]
        #: (mini-batches, size): the full ones, and the last if it is shorter.
        self._full = self._lay(blocks[0], self._sorted[:behind])
        self._last = self._lay(blocks[-1], self._sorted[behind:])
        self.items = [*self._full, *self._last]

    def _lay(self, block: Block, rows: Array) -> Array:
        """Room for so many rows, if they cannot stay as they are."""
        if block.by_rows or block.view.shape[0] == 1:
            return rows.reshape(-1, block.memory.size)
        ready = empty([rows.size // block.memory.size, block.memory.size], rows.dtype)
        if rows.size:
            place = block.rows(ready)
            self._moves.append((place, rows.reshape(place.shape)))
        return ready

    def arrange(self, order: Array) -> None:
        """Lay the rows ready in this order."""
        self._table.take(order, 0, self._sorted, "clip")
        for place, rows in self._moves:
            np.copyto(place, rows)

    def tracks(self, block: Block, calls: Sequence[Call]) -> list[Track]:
        """See Feeder.tracks."""
        is_full = block is self._blocks[0]
        stack = self._full if is_full else self._last
        found = substitutes(calls, block.memory, stack)
        if found is None:
            return [Track(put(block.memory), self.items)]
        # For the mini-batches of the other plan there are none.
        before = 0 if is_full else len(self._full)
        after = len(self.items) - before - len(stack)
        return [
            Track(track.lane, [*[None] * before, *track.items, *[None] * after]) for track in found
        ]
