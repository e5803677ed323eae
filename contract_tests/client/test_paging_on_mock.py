"""Walks on the mock while money moves: each record comes once, with amounts that it had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ..mock_server import create_app
from ..mock_server.in_process import ask
from ..mock_server.world import Balance, Caller, Connection, Enterprise, Partner, World
from .calls import TOKEN, answering, module_of
from .document import OPERATION

MODULE = module_of(OPERATION)
ENTERPRISE = UUID("a11ce000-0000-4000-8000-00000000000a")
PARTNERS = [Partner(UUID(int=number), f"PARTNER-{number}") for number in (1, 2, 3)]


@define
class Walk:
    """A walk under way, and what came of it."""

    iterator: Iterator[tuple[str, Any]]
    partners: list[UUID] | None
    came: list[str] = field(factory=list)
    ended: bool = False


def world_of(count: int) -> World:
    connections = tuple(
        Connection(
            id=UUID(int=10**9 + number),
            partner=PARTNERS[number % 3],
            partners_connection_id=f"account-{number}",
            name=f"Connection {number}",
            balances={"ofcbtc": Balance(10**20 + number, number)},
        )
        for number in range(count)
    )
    enterprise = Enterprise(
        ENTERPRISE,
        client_id=UUID(int=5),
        trading={"ofcbtc": Balance(10**30)},
        connections=connections,
    )
    return World((enterprise,), (Caller(TOKEN, member_of=frozenset({ENTERPRISE})),))


class Walks(RuleBasedStateMachine):
    """Walks begin, go on and end while funds are allocated, deallocated and settled."""

    @initialize(count=st.integers(0, 60))
    def begin(self, count: int) -> None:
        self.world = world_of(count)
        app = create_app(self.world, base_path="/prefix")

        def answer(request: httpx.Request) -> httpx.Response:
            reply = ask(app, request.url.raw_path, request.headers)
            return httpx.Response(reply.status, content=reply.body, headers=dict(reply.headers))

        self.client = answering(answer)()
        self.walks: list[Walk] = []
        self.seen: dict[str, set[int]] = {}
        self.note()

    @property
    def connections(self) -> tuple[Connection, ...]:
        return self.world.enterprises[ENTERPRISE].connections

    def note(self) -> None:
        """Take note of what each connection holds now."""
        for one in self.connections:
            self.seen.setdefault(str(one.id), set()).add(one.balances["ofcbtc"].available)

    @rule(
        size=st.none() | st.integers(1, 20),
        partners=st.none() | st.lists(st.sampled_from(PARTNERS), min_size=1, max_size=2),
    )
    def walk(self, size: int | None, partners: list[Partner] | None) -> None:
        chosen = None if partners is None else [partner.id for partner in partners]
        iterator = MODULE.iter_records(
            ENTERPRISE, client=self.client, page_size=size, partner_ids=chosen
        )
        self.walks.append(Walk(iterator, chosen))

    @precondition(lambda self: any(not walk.ended for walk in self.walks))
    @rule(data=st.data(), steps=st.integers(1, 30))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        walk = data.draw(st.sampled_from([walk for walk in self.walks if not walk.ended]))
        for _ in range(steps):
            found = next(walk.iterator, None)
            if found is None:
                walk.ended = True
                return
            key, record = found
            walk.came.append(key)
            assert record.balances["ofcbtc"].available in self.seen[key]

    @precondition(lambda self: self.connections)
    @rule(
        data=st.data(), amount=st.integers(1, 10**15), how=st.sampled_from(["in", "out", "settle"])
    )
    def move(self, data: st.DataObject, amount: int, how: str) -> None:
        one = data.draw(st.sampled_from(self.connections))
        moves = {
            "in": self.world.allocate,
            "out": self.world.deallocate,
            "settle": self.world.settle,
        }
        moves[how](ENTERPRISE, one.id, "ofcbtc", amount)
        self.note()

    @precondition(lambda self: self.connections)
    @rule(data=st.data())
    def read_one(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.connections))

        page = MODULE.sync(ENTERPRISE, client=self.client, connection_ids=(one.id,))

        ((key, record),) = page.network_balances.items()
        assert (key, record.name) == (str(one.id), one.name)
        expected = one.balances["ofcbtc"]
        held = record.balances["ofcbtc"]
        assert (held.available, held.held) == (expected.available, expected.held)

    @invariant()
    def a_walk_has_come_as_far_as_it_says(self) -> None:
        for walk in self.walks:
            wanted = [
                str(one.id)
                for one in self.connections
                if walk.partners is None or one.partner.id in walk.partners
            ]
            assert walk.came == (wanted if walk.ended else wanted[: len(walk.came)])

    def teardown(self) -> None:
        if hasattr(self, "client"):
            self.client.close()


TestWalks = Walks.TestCase
TestWalks.settings = settings(max_examples=settings().max_examples, stateful_step_count=20)
