"""Tests that the iterators yield each record of the mock server once, while balances change."""

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
from ..mock_server.in_process import send_request
from ..mock_server.world import Balance, Caller, Connection, Connections, Enterprise, Partner, World
from .calls import TOKEN, module_of, single_attempt_factory
from .completed_mock import completed_behaviour
from .document import CONTRACT, OPERATION
from .generated_arguments import required

MODULE = module_of(OPERATION)
BEHAVIOUR = completed_behaviour(CONTRACT, OPERATION)
ENTERPRISE = UUID("a11ce000-0000-4000-8000-00000000000a")
REQUIRED = required(OPERATION) | {"enterprise_id": ENTERPRISE}
PARTNERS = [Partner(UUID(int=number), f"PARTNER-{number}") for number in (1, 2, 3)]


@define
class RunningPagination:
    """An iterator over the records of all pages, and the keys of the records yielded so far."""

    iterator: Iterator[tuple[str, Any]]
    partners: list[UUID] | None
    yielded: list[str] = field(factory=list)
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


class PaginationMachine(RuleBasedStateMachine):
    """A state machine that runs paginations while the balances of the mock server change."""

    @initialize(count=st.integers(0, 60))
    def begin(self, count: int) -> None:
        self.world = world_of(count)
        app = create_app(self.world, BEHAVIOUR, base_path="/prefix")

        def respond(request: httpx.Request) -> httpx.Response:
            reply = send_request(app, request.url.raw_path, request.headers)
            return httpx.Response(reply.status, content=reply.body, headers=dict(reply.headers))

        self.client = single_attempt_factory(respond)()
        self.paginations: list[RunningPagination] = []
        self.amounts: dict[str, set[int]] = {}
        self.record_amounts()

    @property
    def connections(self) -> Connections:
        return self.world.enterprises[ENTERPRISE].connections

    def record_amounts(self) -> None:
        """For each connection, add the available amount to the set of amounts in `amounts`."""
        for one in self.connections:
            self.amounts.setdefault(str(one.id), set()).add(one.balances["ofcbtc"].available)

    @rule(
        size=st.none() | st.integers(1, 20),
        partners=st.none() | st.lists(st.sampled_from(PARTNERS), min_size=1, max_size=2),
    )
    def start(self, size: int | None, partners: list[Partner] | None) -> None:
        chosen = None if partners is None else [partner.id for partner in partners]
        arguments = REQUIRED | {"page_size": size, "partner_ids": chosen}
        iterator = MODULE.iter_records(client=self.client, **arguments)
        self.paginations.append(RunningPagination(iterator, chosen))

    @precondition(lambda self: any(not pagination.ended for pagination in self.paginations))
    @rule(data=st.data(), steps=st.integers(1, 30))
    def advance(self, data: st.DataObject, steps: int) -> None:
        pagination = data.draw(
            st.sampled_from([pagination for pagination in self.paginations if not pagination.ended])
        )
        for _ in range(steps):
            found = next(pagination.iterator, None)
            if found is None:
                pagination.ended = True
                return
            key, record = found
            pagination.yielded.append(key)
            assert record.balances["ofcbtc"].available in self.amounts[key]

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
        self.record_amounts()

    @precondition(lambda self: self.connections)
    @rule(data=st.data())
    def read_one(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.connections))

        page = MODULE.sync(client=self.client, **REQUIRED | {"connection_ids": (one.id,)})

        ((key, record),) = page.network_balances.items()
        assert (key, record.name) == (str(one.id), one.name)
        expected = one.balances["ofcbtc"]
        held = record.balances["ofcbtc"]
        assert (held.available, held.held) == (expected.available, expected.held)

    @invariant()
    def the_yielded_records_are_the_expected_ones(self) -> None:
        for pagination in self.paginations:
            wanted = [
                str(one.id)
                for one in self.connections
                if pagination.partners is None or one.partner.id in pagination.partners
            ]
            assert pagination.yielded == (
                wanted if pagination.ended else wanted[: len(pagination.yielded)]
            )

    def teardown(self) -> None:
        if hasattr(self, "client"):
            self.client.close()


TestPaginationOnMock = PaginationMachine.TestCase
TestPaginationOnMock.settings = settings(
    max_examples=settings().max_examples, stateful_step_count=20
)
