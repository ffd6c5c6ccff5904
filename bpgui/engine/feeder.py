"""The feeder: puts the rows of a data set, mini-batch by mini-batch, into the feed of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bpgui.engine.arrays import Array, Call, empty
from bpgui.engine.feed import Feed
from bpgui.engine.plan import Plan
from bpgui.engine.straight import Lane, gather, put

#: Sets up to this size are shuffled once an epoch into mini-batches that only need one copy each.
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
        #: Mini-batches as their feeds want them: (full ones, size), (1, size of the last).
        self._ready = list(self._room()) if small else []
        self._sorted = [empty(table.shape, table.dtype) for table in self._tables if small]
        self._moves = list(self._ways())
        #: What each step has of its own: its mini-batch, ready to be copied, or the numbers of its
        #: rows, to be gathered.
        self.items: Sequence[Array] = (
            [ready for memory, _ in self._ready for ready in memory]
            if small
            else np.split(self.order, np.cumsum([plan.batch for plan in plans[:-1]]))
        )

    def arrange(self, order: Array) -> None:
        """Take the rows in this order from now on."""
        self.order[...] = order
        if not self._ready:
            return
        for table, rows in zip(self._tables, self._sorted, strict=True):
            table.take(self.order, 0, rows, "clip")
        for place, rows in self._moves:
            np.copyto(place, rows)

    def _room(self) -> Iterator[tuple[Array, Feed]]:
        first, last = self._feeds[0], self._feeds[-1]
        full = sum(feed is first for feed in self._feeds)
        yield empty([full, first.memory.size], first.memory.dtype), first
        if last is not first:
            yield empty([1, last.memory.size], last.memory.dtype), last

    def _ways(self) -> Iterator[tuple[Array, Array]]:
        """Where in the mini-batches which of the sorted rows go, block by block."""
        start = 0
        for memory, feed in self._ready:
            stop = start + len(memory) * feed.batch
            for block, rows in zip(feed.blocks, self._sorted, strict=True):
                place = block.place(memory)
                yield place, rows[start:stop].reshape(place.shape)
            start = stop

    def lane(self, feed: Feed) -> Lane:
        """What a step does with its item."""
        return put(feed.memory) if self._ready else gather(list(self._blocks(feed)))

    def calls(self, index: int) -> list[Call]:
        """The calls that put mini-batch `index` into its feed, for whoever measures them."""
        item, feed = self.items[index], self._feeds[index]
        if self._ready:
            return [partial(np.copyto, feed.memory, item)]
        calls: list[Call] = []
        for table, place, turned in self._blocks(feed):
            calls.append(partial(table.take, item, 0, place, "clip"))
            if turned is not None:
                calls.append(partial(np.copyto, turned, place.T))
        return calls

    def _blocks(self, feed: Feed) -> Iterator[tuple[Array, Array, Array | None]]:
        """For each block its table, and where the rows go: into the feed, if it wants rows."""
        for table, block in zip(self._tables, feed.blocks, strict=True):
            rows = block.view.T
            if block.by_rows:
                yield table, rows, None
            else:
                yield table, empty(rows.shape, rows.dtype), block.view
