"""Tests of the iterators: each record is yielded once, in the order of the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from attrs import define, field
from bitgo_oes import errors
from hypothesis import given
from hypothesis import strategies as st

from . import generated_bodies
from .calls import Form, Respond, module_of, paginate, single_attempt_factory
from .document import CONTRACT, OPERATION
from .example_counts import times
from .generated_arguments import required

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)
RECORD = next(iter(BODY["networkBalances"].values()))

each_form = pytest.mark.parametrize("form", Form)
each_iterator = pytest.mark.parametrize("of", ["pages", "records"])


def ids(count: int, first: int = 0) -> list[str]:
    return [str(UUID(int=number)) for number in range(first, first + count)]


@define
class Server:
    """A transport that returns records page by page, and records the queries of the requests."""

    records: list[str]
    default: int = 25
    cap: int | None = None
    queries: list[dict[str, list[str]]] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        self.queries.append({name: query.get_list(name) for name in query})
        return self.page(
            int(query.get("pageNumber", "0")), int(query.get("pageSize", self.default))
        )

    def page(self, number: int, size: int) -> httpx.Response:
        size = min(size, self.cap or size)
        return self.holding(self.records[size * number :][:size])

    def holding(self, keys: list[str]) -> httpx.Response:
        records = {key: RECORD | {"name": f"of {key}"} for key in keys}
        return httpx.Response(200, json=BODY | {"networkBalances": records})


def iterate(
    form: Form, of: str, server: Respond, **arguments: Any
) -> tuple[list[str], errors.BitgoOesError | None]:
    """Request all pages with the client. Return the keys of the records, and the error, if any."""
    given_arguments = required(OPERATION) | arguments
    yielded, error = paginate(
        form, OPERATION, single_attempt_factory(server), given_arguments, of=of
    )
    if of == "records":
        assert all(record.name == f"of {key}" for key, record in yielded)
        return [key for key, _ in yielded], error
    assert all(len(page.network_balances) for page in yielded)
    return [key for page in yielded for key in page.network_balances], error


sizes = st.none() | st.integers(1, 50)


@each_iterator
@each_form
@given(
    count=st.integers(0, 200),
    size=sizes,
    default=st.integers(1, 50),
    cap=sizes,
    prefetch=st.booleans(),
)
@times(2)
def test_each_record_is_yielded_once_in_the_order_of_the_server(
    form: Form, of: str, count: int, size: int | None, default: int, cap: int | None, prefetch: bool
) -> None:
    server = Server(ids(count), default=default, cap=cap)

    yielded, error = iterate(form, of, server, page_size=size, prefetch=prefetch)

    assert error is None
    assert yielded == server.records
    served = min(size or default, cap or 50)
    pages = -(-count // served)
    assert len(server.queries) == pages + 1


@each_form
def test_the_page_size_is_adapted_to_a_server_that_limits_it(form: Form) -> None:
    server = Server(ids(10), cap=4)

    yielded, _ = iterate(form, "records", server, page_size=50)

    assert yielded == server.records
    assert [each["pageSize"] for each in server.queries] == [["50"], ["4"], ["4"], ["4"]]
    assert [each.get("pageNumber", ["0"]) for each in server.queries] == [
        ["0"],
        ["1"],
        ["2"],
        ["3"],
    ]


@each_iterator
@each_form
@given(count=st.integers(1, 30), size=st.integers(1, 30), prefetch=st.booleans())
def test_a_server_that_repeats_its_first_page_is_an_error_after_its_records(
    form: Form, of: str, count: int, size: int, prefetch: bool
) -> None:
    server = Server(ids(count))

    yielded, error = iterate(
        form, of, lambda _: server.page(0, size), page_size=size, prefetch=prefetch
    )

    assert isinstance(error, errors.PaginationError)
    assert yielded == server.records[:size]


@each_iterator
@each_form
@given(count=st.integers(2, 40), size=st.integers(2, 10), data=st.data())
def test_a_server_that_starts_again_after_its_last_page_is_an_error(
    form: Form, of: str, count: int, size: int, data: st.DataObject
) -> None:
    pages = -(-count // size)
    back_to = data.draw(st.integers(0, pages - 1))
    server = Server(ids(count))

    def page(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["pageNumber"])
        return server.page(number if number < pages else back_to, size)

    yielded, error = iterate(form, of, page, page_size=size)

    # If the first page is shorter than requested, its length becomes the page size.
    assert isinstance(error, errors.PaginationError)
    assert yielded == server.records


@each_iterator
@each_form
@given(count=st.integers(2, 60), size=st.integers(2, 20), prefetch=st.booleans(), data=st.data())
def test_a_record_that_moves_is_yielded_once_and_no_other_is_lost(
    form: Form, of: str, count: int, size: int, prefetch: bool, data: st.DataObject
) -> None:
    before = ids(count)
    server = Server(list(before))
    moment = data.draw(st.integers(1, -(-count // size)))
    new = str(UUID(int=10**6))

    def respond(request: httpx.Request) -> httpx.Response:
        if len(server.queries) == moment:
            server.records.insert(0, new)  # each record moves to the next position
        return server(request)

    yielded, error = iterate(form, of, respond, page_size=size, prefetch=prefetch)

    assert yielded == before
    # If the last page was full, the next page has one record, which an earlier page had.
    full = moment * min(size, count) == count
    assert isinstance(error, errors.PaginationError) == full


@each_form
@given(count=st.integers(0, 40), size=st.integers(1, 10), seed=st.randoms(use_true_random=False))
def test_no_record_is_repeated_if_the_server_shuffles_its_records(
    form: Form, count: int, size: int, seed: Any
) -> None:
    server = Server(ids(count))

    served: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seed.shuffle(server.records)
        response = server(request)
        served.extend(response.json()["networkBalances"])
        return response

    yielded, _ = iterate(form, "records", respond, page_size=size)

    assert yielded == list(dict.fromkeys(served))


@each_iterator
@each_form
@given(data=st.data())
def test_filters_are_sent_with_each_page(form: Form, of: str, data: st.DataObject) -> None:
    server = Server(ids(7))
    filters = data.draw(
        st.fixed_dictionaries(
            {"connection_ids": st.lists(st.uuids(), min_size=1, max_size=4)},
            optional={"partner_ids": st.lists(st.uuids(), min_size=1, max_size=4)},
        )
    )
    container: Any = data.draw(st.sampled_from([list, tuple, iter]))

    arguments = {name: container(values) for name, values in filters.items()}
    prefetch = data.draw(st.booleans())
    iterate(form, of, server, page_size=2, prefetch=prefetch, **arguments)

    assert len(server.queries) == 5
    for query in server.queries:
        assert query["connectionIds"] == [str(each) for each in filters["connection_ids"]]
        assert query.get("partnerIds", []) == [str(each) for each in filters.get("partner_ids", [])]


@each_iterator
@each_form
@given(count=st.integers(0, 30), size=st.integers(1, 9), prefetch=st.booleans(), data=st.data())
def test_an_error_on_a_later_page_is_raised_after_the_earlier_records(
    form: Form, of: str, count: int, size: int, prefetch: bool, data: st.DataObject
) -> None:
    server = Server(ids(count))
    broken = data.draw(st.integers(0, -(-count // size)))
    status, content = data.draw(st.sampled_from([(503, b"{}"), (401, b"{}"), (200, b"[")]))

    def respond(request: httpx.Request) -> httpx.Response:
        if int(request.url.params["pageNumber"]) == broken and len(server.queries) == broken:
            return httpx.Response(status, content=content)
        return server(request)

    yielded, error = iterate(form, of, respond, page_size=size, prefetch=prefetch)

    assert len(server.queries) == broken
    assert yielded == server.records[: broken * size]
    assert isinstance(error, errors.DecodeError if status == 200 else errors.ApiError)


@each_iterator
@each_form
@pytest.mark.parametrize(
    "invalid",
    [
        *({"page_size": size} for size in (0, "0", "00", -1, "", "x", 1.0, True)),
        {"connection_ids": []},
        {"partner_ids": "id"},
        *({"prefetch": value} for value in (1, None, "yes")),
        pytest.param({"partner_ids": iter(())}, id="an empty iterator"),
        {"enterprise_id": ".."},
    ],
    ids=repr,
)
def test_an_invalid_argument_of_an_iterator_is_an_error_before_the_first_request(
    form: Form, of: str, invalid: dict[str, Any]
) -> None:
    server = Server(ids(3))

    yielded, error = iterate(form, of, server, **invalid)

    assert isinstance(error, errors.InvalidArgumentError)
    assert yielded == []
    assert server.queries == []


ITERATORS = ("iter_pages", "iter_records", "aiter_pages", "aiter_records")


@pytest.mark.parametrize("name", ITERATORS)
def test_arguments_are_checked_and_copied_when_the_function_is_called(name: str) -> None:
    function = getattr(module_of(OPERATION), name)
    server = Server(ids(5))
    given_ids = ids(3)
    refused: list[dict[str, Any]] = [
        {"page_size": 0},
        {"connection_ids": []},
        {"partner_ids": "id"},
        {"prefetch": "yes"},
    ]

    with single_attempt_factory(server)() as client:
        for invalid in refused:
            with pytest.raises(errors.InvalidArgumentError):
                function(**required(OPERATION), client=client, **invalid)
        with pytest.raises(errors.InvalidArgumentError, match="client must be a Client"):
            function(**required(OPERATION), client=None)
        items = function(
            **required(OPERATION), client=client, page_size=2, connection_ids=given_ids
        )
        expected = list(given_ids)
        given_ids.clear()
        assert server.queries == []
        count = asyncio.run(count_all(items)) if name.startswith("a") else len(list(items))

    assert count == (3 if name.endswith("pages") else 5)
    assert [each["connectionIds"] for each in server.queries] == [expected] * 4


async def count_all(items: AsyncIterator[object]) -> int:
    return len([item async for item in items])


def test_an_iterator_can_be_closed() -> None:
    server = Server(ids(9))
    module = module_of(OPERATION)

    async def first_of(items: Any) -> object:
        found = await anext(items)
        await items.aclose()
        assert [item async for item in items] == []
        return found

    with single_attempt_factory(server)() as client:
        for name in ITERATORS:
            items = getattr(module, name)(**required(OPERATION), client=client, page_size=3)
            if name.startswith("a"):
                assert asyncio.run(first_of(items))
            else:
                assert next(items)
                items.close()
                assert list(items) == []
    assert len(server.queries) == len(ITERATORS)


def test_pages_are_fetched_lazily() -> None:
    server = Server(ids(9))
    module = module_of(OPERATION)
    with single_attempt_factory(server)() as client:
        records = module.iter_records(**required(OPERATION), client=client, page_size=3)
        assert len(server.queries) == 0
        for number in range(1, 10):
            next(records)
            assert len(server.queries) == -(-number // 3)


def test_pages_keep_the_properties_beside_the_records() -> None:
    server = Server(ids(5))

    pages, _ = paginate(
        Form.SYNC,
        OPERATION,
        single_attempt_factory(server),
        required(OPERATION) | {"page_size": 2},
        of="pages",
    )

    assert [len(page.network_balances) for page in pages] == [2, 2, 1]
    for page in pages:
        assert json.loads(json.dumps(page.to_dict()["balances"])) == BODY["balances"]
