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
        #: The numbers of the rows of every mini-batch.
        self._numbers = np.split(self.order, np.cumsum([plan.batch for plan in plans[:-1]]))

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
        self.items: list[Array] = []
        self._moves: list[tuple[Array, Array]] = []
        full = sum(block is blocks[0] for block in blocks)
        start = 0
        for block, count in ((blocks[0], full), (blocks[-1], len(blocks) - full)):
            stop = start + count * block.view.shape[1]
            self._lay(block, self._sorted[start:stop], count)
            start = stop

    def _lay(self, block: Block, rows: Array, count: int) -> None:
        if not count:
            return
        if block.by_rows or block.view.shape[0] == 1:
            self.items += list(rows.reshape(count, block.memory.size))
            return
        ready = empty([count, block.memory.size], rows.dtype)
        place = block.rows(ready)
        self.items += list(ready)
        self._moves.append((place, rows.reshape(place.shape)))

    def arrange(self, order: Array) -> None:
        """Lay the rows ready in this order."""
        self._table.take(order, 0, self._sorted, "clip")
        for place, rows in self._moves:
            np.copyto(place, rows)

    def tracks(self, block: Block, calls: Sequence[Call]) -> list[Track]:
        """See Feeder.tracks."""
        own = [index for index, other in enumerate(self._blocks) if other is block]
        found = substitutes(calls, block.memory, self.items[own[0] : own[-1] + 1])
        if found is None:
            return [Track(put(block.memory), self.items)]
        # Those of the other plan, which come before or after, have no use for these.
        before, after = [None] * own[0], [None] * (len(self.items) - own[-1] - 1)
        return [Track(track.lane, [*before, *track.items, *after]) for track in found]
