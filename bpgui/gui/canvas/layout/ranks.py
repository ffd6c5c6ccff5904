"""The column of every node: each stands right of all it reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Arc = tuple[int, int]


def acyclic(nodes: Sequence[int], arcs: Iterable[Arc]) -> list[Arc]:
    """The arcs, without those that close a cycle."""
    following: dict[int, list[int]] = {node: [] for node in nodes}
    for source, target in arcs:
        following[source].append(target)
    kept: list[Arc] = []
    open_, done = set[int](), set[int]()
    for root in nodes:
        if root in done:
            continue
        open_.add(root)
        path = [(root, iter(following[root]))]
        while path:
            node, rest = path[-1]
            reached = next(rest, None)
            if reached is None:
                path.pop()
                open_.discard(node)
                done.add(node)
            elif reached not in open_:
                kept.append((node, reached))
                if reached not in done:
                    open_.add(reached)
                    path.append((reached, iter(following[reached])))
    return kept


def ranked(nodes: Sequence[int], arcs: Sequence[Arc]) -> dict[int, int]:
    """Longest path from the left; what reads nothing moves up to its first reader."""
    before: dict[int, list[int]] = {node: [] for node in nodes}
    after: dict[int, list[int]] = {node: [] for node in nodes}
    for source, target in arcs:
        before[target].append(source)
        after[source].append(target)
    waiting = {node: len(before[node]) for node in nodes}
    order = [node for node in nodes if not waiting[node]]
    rank = dict.fromkeys(nodes, 0)
    for node in order:  # grows while it is walked
        for target in after[node]:
            rank[target] = max(rank[target], rank[node] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                order.append(target)
    for node in reversed(order):
        if not before[node] and after[node]:
            rank[node] = min(rank[target] for target in after[node]) - 1
    return rank


def components(nodes: Iterable[int], arcs: Iterable[Arc]) -> list[list[int]]:
    """The connected parts, each with its nodes in the order given; the largest first."""
    near: dict[int, list[int]] = {node: [] for node in nodes}
    for source, target in arcs:
        near[source].append(target)
        near[target].append(source)
    place = {node: index for index, node in enumerate(near)}
    parts, seen = [], set[int]()
    for node in near:
        if node in seen:
            continue
        seen.add(node)
        part = [node]
        for other in part:  # grows while it is walked
            fresh = [n for n in near[other] if n not in seen]
            seen.update(fresh)
            part += dict.fromkeys(fresh)
        parts.append(sorted(part, key=place.__getitem__))
    return sorted(parts, key=len, reverse=True)
