"""Orders in their turn, and what can be known of those that wait."""

from __future__ import annotations

import threading

from bpgui.gui.workshop.foreman import Foreman
from bpgui.gui.workshop.inbox import Inbox
from bpgui.gui.workshop.order import Order


def test_the_oldest_is_taken_first() -> None:
    inbox = Inbox()
    orders = [Order(Foreman.go, (1,)), Order(Foreman.pause, (2,))]
    for order in orders:
        inbox.put(order)
    assert inbox.waiting
    assert [inbox.take(), inbox.take(), inbox.take()] == [*orders, None]
    assert not inbox.waiting


def test_what_waits_is_known_by_what_it_asks_for() -> None:
    inbox = Inbox()
    inbox.put(Order(Foreman.go, (1,)))
    assert inbox.holds(Foreman.pause, Foreman.go)
    assert not inbox.holds(Foreman.pause)
    inbox.take()
    assert not inbox.holds(Foreman.go)


def test_a_closed_one_is_worth_a_look_and_has_nothing_in_it() -> None:
    inbox = Inbox()
    inbox.put(Order(Foreman.go, (1,)))
    inbox.close()
    inbox.wait()
    assert inbox.waiting
    assert inbox.take() is None


def test_whoever_waits_is_woken_by_an_order() -> None:
    inbox, found = Inbox(), []

    def work() -> None:
        inbox.wait()
        found.append(inbox.take())

    thread = threading.Thread(target=work)
    thread.start()
    order = Order(Foreman.go, (1,))
    inbox.put(order)
    thread.join(10)
    assert found == [order]


def test_waiting_has_an_end() -> None:
    inbox = Inbox()
    inbox.wait(0.0)
    inbox.wait(-1.0)
    assert not inbox.waiting
