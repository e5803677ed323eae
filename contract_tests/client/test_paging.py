"""Walks through all pages give every record once, in the server's order, whatever the server."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from attrs import define, field
from bitgo_oes import errors
from hypothesis import given
from hypothesis import strategies as st

from . import generated_bodies
from .calls import Answer, Form, answering, module_of, walk
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
    """Serves records by pages, and remembers what it was asked for."""

    records: list[str]
    default: int = 25
    cap: int | None = None
    asked: list[dict[str, list[str]]] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        query = request.url.params
        self.asked.append({name: query.get_list(name) for name in query})
        return self.page(
            int(query.get("pageNumber", "0")), int(query.get("pageSize", self.default))
        )

    def page(self, number: int, size: int) -> httpx.Response:
        size = min(size, self.cap or size)
        return self.holding(self.records[size * number :][:size])

    def holding(self, keys: list[str]) -> httpx.Response:
        records = {key: RECORD | {"name": f"of {key}"} for key in keys}
        return httpx.Response(200, json=BODY | {"networkBalances": records})


def walked(
    form: Form, of: str, server: Answer, **arguments: Any
) -> tuple[list[str], errors.BitgoOesError | None]:
    """Walk to the end; return the keys that came, and the error."""
    given_arguments = required(OPERATION) | arguments
    came, error = walk(form, OPERATION, answering(server), given_arguments, of=of)
    if of == "records":
        assert all(record.name == f"of {key}" for key, record in came)
        return [key for key, _ in came], error
    assert all(len(page.network_balances) for page in came)
    return [key for page in came for key in page.network_balances], error


sizes = st.none() | st.integers(1, 50)


@each_iterator
@each_form
@given(count=st.integers(0, 200), size=sizes, default=st.integers(1, 50), cap=sizes)
@times(2)
def test_every_record_comes_once_in_the_order_of_the_server(
    form: Form, of: str, count: int, size: int | None, default: int, cap: int | None
) -> None:
    server = Server(ids(count), default=default, cap=cap)

    came, error = walked(form, of, server, page_size=size)

    assert error is None
    assert came == server.records
    served = min(size or default, cap or 50)
    pages = -(-count // served)
    assert len(server.asked) == pages + 1


@each_form
def test_a_server_that_caps_the_size_is_asked_for_what_it_gives(form: Form) -> None:
    server = Server(ids(10), cap=4)

    came, _ = walked(form, "records", server, page_size=50)

    assert came == server.records
    assert [each["pageSize"] for each in server.asked] == [["50"], ["4"], ["4"], ["4"]]
    assert [each.get("pageNumber", ["0"]) for each in server.asked] == [["0"], ["1"], ["2"], ["3"]]


@each_iterator
@each_form
@given(count=st.integers(1, 30), size=st.integers(1, 30))
def test_a_server_that_repeats_its_first_page_for_ever_is_an_error_after_its_records(
    form: Form, of: str, count: int, size: int
) -> None:
    server = Server(ids(count))

    came, error = walked(form, of, lambda _: server.page(0, size), page_size=size)

    assert isinstance(error, errors.PaginationError)
    assert came == server.records[:size]


@each_iterator
@each_form
@given(count=st.integers(2, 40), size=st.integers(2, 10), data=st.data())
def test_a_server_that_begins_anew_after_its_last_page_is_an_error(
    form: Form, of: str, count: int, size: int, data: st.DataObject
) -> None:
    pages = -(-count // size)
    back_to = data.draw(st.integers(0, pages - 1))
    server = Server(ids(count))

    def page(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["pageNumber"])
        return server.page(number if number < pages else back_to, size)

    came, error = walked(form, of, page, page_size=size)

    # A first page that is not full is taken for all that the server gives at once.
    assert isinstance(error, errors.PaginationError)
    assert came == server.records


@each_iterator
@each_form
@given(count=st.integers(2, 60), size=st.integers(2, 20), data=st.data())
def test_a_record_that_moves_is_not_repeated_and_the_others_are_not_lost(
    form: Form, of: str, count: int, size: int, data: st.DataObject
) -> None:
    before = ids(count)
    server = Server(list(before))
    moment = data.draw(st.integers(1, -(-count // size)))
    new = str(UUID(int=10**6))

    def answer(request: httpx.Request) -> httpx.Response:
        if len(server.asked) == moment:
            server.records.insert(0, new)  # everything moves by one
        return server(request)

    came, error = walked(form, of, answer, page_size=size)

    assert came == before
    # Only where the last page was full does the page after it hold one record, which is not new.
    full = moment * min(size, count) == count
    assert isinstance(error, errors.PaginationError) == full


@each_form
@given(count=st.integers(0, 40), size=st.integers(1, 10), seed=st.randoms(use_true_random=False))
def test_a_server_that_shuffles_before_every_page_repeats_nothing(
    form: Form, count: int, size: int, seed: Any
) -> None:
    server = Server(ids(count))

    served: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seed.shuffle(server.records)
        response = server(request)
        served.extend(response.json()["networkBalances"])
        return response

    came, _ = walked(form, "records", answer, page_size=size)

    assert came == list(dict.fromkeys(served))


@each_iterator
@each_form
@given(data=st.data())
def test_filters_go_with_every_page(form: Form, of: str, data: st.DataObject) -> None:
    server = Server(ids(7))
    filters = data.draw(
        st.fixed_dictionaries(
            {"connection_ids": st.lists(st.uuids(), min_size=1, max_size=4)},
            optional={"partner_ids": st.lists(st.uuids(), min_size=1, max_size=4)},
        )
    )
    container: Any = data.draw(st.sampled_from([list, tuple, iter]))

    walked(form, of, server, page_size=2, **{k: container(v) for k, v in filters.items()})

    assert len(server.asked) == 5
    for asked in server.asked:
        assert asked["connectionIds"] == [str(each) for each in filters["connection_ids"]]
        assert asked.get("partnerIds", []) == [str(each) for each in filters.get("partner_ids", [])]


@each_iterator
@each_form
@given(count=st.integers(0, 30), size=st.integers(1, 9), data=st.data())
def test_an_error_in_mid_walk_comes_after_the_records_before_it(
    form: Form, of: str, count: int, size: int, data: st.DataObject
) -> None:
    server = Server(ids(count))
    broken = data.draw(st.integers(0, -(-count // size)))
    status, content = data.draw(st.sampled_from([(503, b"{}"), (401, b"{}"), (200, b"[")]))

    def answer(request: httpx.Request) -> httpx.Response:
        if int(request.url.params["pageNumber"]) == broken and len(server.asked) == broken:
            return httpx.Response(status, content=content)
        return server(request)

    came, error = walked(form, of, answer, page_size=size)

    assert len(server.asked) == broken
    assert came == server.records[: broken * size]
    assert isinstance(error, errors.DecodeError if status == 200 else errors.ApiError)


@each_iterator
@each_form
@pytest.mark.parametrize(
    "wrong",
    [
        *({"page_size": size} for size in (0, "0", "00", -1, "", "x", 1.0, True)),
        {"connection_ids": []},
        {"partner_ids": "id"},
        pytest.param({"partner_ids": iter(())}, id="an empty iterator"),
        {"enterprise_id": ".."},
    ],
    ids=repr,
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    form: Form, of: str, wrong: dict[str, Any]
) -> None:
    server = Server(ids(3))

    came, error = walked(form, of, server, **wrong)

    assert isinstance(error, errors.InvalidArgumentError)
    assert came == []
    assert server.asked == []


def test_a_walk_is_lazy() -> None:
    server = Server(ids(9))
    module = module_of(OPERATION)
    with answering(server)() as client:
        records = module.iter_records(**required(OPERATION), client=client, page_size=3)
        assert len(server.asked) == 0
        for number in range(1, 10):
            next(records)
            assert len(server.asked) == -(-number // 3)


def test_pages_keep_what_is_not_a_record() -> None:
    server = Server(ids(5))

    pages, _ = walk(
        Form.SYNC, OPERATION, answering(server), required(OPERATION) | {"page_size": 2}, of="pages"
    )

    assert [len(page.network_balances) for page in pages] == [2, 2, 1]
    for page in pages:
        assert json.loads(json.dumps(page.to_dict()["balances"])) == BODY["balances"]
