"""Tests that the client agrees with direct HTTP requests, and with the suite.

The client returns the same data as direct HTTP requests to the mock server. The suite reports each
body that the client cannot decode.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from attrs import evolve
from bitgo_oes import Client, errors
from bitgo_oes._serialization import decode
from hypothesis import given
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from ..contract import Operation, Query
from ..generated_cases import generated_queries
from ..mock_server.embedded import embedded_mock
from ..pointer import without
from ..server.conformance.formats import FORMATS
from ..server.conformance.response_schema import expect_schema
from ..server.conformance.violation import Violation
from ..server.transport.exchange import Exchange
from ..server.transport.request import Credential, Request
from ..target_file import Target
from .calls import Form, MakeClient, call_detailed, paginate, single_attempt_factory
from .completed_mock import completed_behaviour
from .document import CONTRACT, OPERATION
from .example_counts import times
from .generated_arguments import arguments_of, as_typed_values, required
from .generated_bodies import bodies, formatted, json_values, nodes, replaced

each_form = pytest.mark.parametrize("form", Form)


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    with embedded_mock(completed_behaviour(CONTRACT, OPERATION)) as started:
        yield started


@pytest.fixture(scope="module")
def raw(target: Target) -> Iterator[httpx.Client]:
    """An HTTP client that sends a token with access to the data of the mock."""
    headers = {"Authorization": f"Bearer {target.token.reveal()}"}
    with httpx.Client(base_url=target.base_url, headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def known(raw: httpx.Client, target: Target) -> dict[str, str]:
    """The partner id of each connection, by connection id."""
    records = raw.get(path(target), params={"pageSize": 1000}).json()["networkBalances"]
    return {key: record["partnerId"] for key, record in records.items()}


def path(target: Target) -> str:
    return OPERATION.path.replace("{enterpriseId}", target.enterprise_id)


def clients(target: Target, token: str | None = None) -> MakeClient:
    return lambda: Client(token or target.token.reveal(), base_url=target.base_url, max_retries=0)


def with_required(enterprise_id: str, **arguments: Any) -> dict[str, Any]:
    """Return the given arguments, and a value for each other required argument."""
    return {**required(OPERATION), "enterprise_id": enterprise_id, **arguments}


def assert_agreement(form: Form, target: Target, raw: httpx.Client, query: Query) -> None:
    """Assert that the generated client and httpx get the same body for a query."""
    typed = as_typed_values(CONTRACT, OPERATION, arguments_of(OPERATION, query))
    arguments = with_required(target.enterprise_id, **typed)
    read = call_detailed(form, OPERATION, clients(target), arguments)
    sent = raw.get(f"{path(target)}?{urlencode(query)}")

    assert read.status_code == sent.status_code == 200
    # The order must be the same. Live data may differ between two requests.
    assert list(read.parsed.network_balances) == list(sent.json()["networkBalances"])
    assert without(read.parsed.to_dict(), OPERATION.live) == without(sent.json(), OPERATION.live)


@each_form
@given(query=generated_queries(CONTRACT, OPERATION, GenerationMode.POSITIVE))
def test_the_client_decodes_the_response_to_a_generated_query_as_sent(
    form: Form, target: Target, raw: httpx.Client, query: Query
) -> None:
    # The mock server rejects NUL characters.
    assert_agreement(form, target, raw, tuple((n, v.replace("\0", "0")) for n, v in query))


@each_form
@given(data=st.data())
def test_the_client_decodes_the_response_to_existing_ids_as_sent(
    form: Form, target: Target, raw: httpx.Client, known: dict[str, str], data: st.DataObject
) -> None:
    connections = st.sampled_from(list(known))
    partners = st.sampled_from(sorted(set(known.values())))
    query = [
        *(("pageSize", str(size)) for size in data.draw(st.sets(st.integers(1, 60), max_size=1))),
        *(("pageNumber", str(n)) for n in data.draw(st.sets(st.integers(0, 9), max_size=1))),
        *(("connectionIds", each) for each in data.draw(st.lists(connections, max_size=20))),
        *(("partnerIds", each) for each in data.draw(st.lists(partners, max_size=3))),
    ]

    assert_agreement(form, target, raw, tuple(query))


@each_form
@given(size=st.none() | st.integers(1, 60), data=st.data())
def test_the_iterators_yield_the_records_of_one_large_page(
    form: Form, target: Target, known: dict[str, str], size: int | None, data: st.DataObject
) -> None:
    partner = data.draw(st.none() | st.sampled_from(sorted(set(known.values()))))
    partners = None if partner is None else [partner]
    arguments = with_required(target.enterprise_id, page_size=size, partner_ids=partners)

    yielded, error = paginate(form, OPERATION, clients(target), arguments)

    assert error is None
    assert [key for key, _ in yielded] == [k for k, p in known.items() if partner in (None, p)]
    assert all(record.partner_id == known[key] for key, record in yielded)


@each_form
@pytest.mark.parametrize(
    ("scenario", "status"), [(s.name, s.status) for s in OPERATION.scenarios if s.supplies]
)
def test_an_error_scenario_raises_the_error_of_the_response(
    form: Form, target: Target, scenario: str, status: int
) -> None:
    supplied = target.scenarios[scenario]
    token = (supplied.token or target.token).reveal()
    read = call_detailed(
        form,
        OPERATION,
        clients(target, token),
        with_required(supplied.enterprise_id or target.enterprise_id),
    )

    assert read.status_code == status
    assert read.parsed is None
    assert isinstance(read.error, errors.ApiError)
    body = read.error.parsed
    assert body.error
    assert body.name
    assert (read.error.error, read.error.name) == (body.error, body.name)


DECODERS = {"date": decode.full_date, "date-time": decode.date_time, "uuid": decode.uuid}

#: A valid time that Python cannot represent: in the year 0, or after the year 9999 in UTC.
BEYOND_PYTHON = re.compile("0000-|9999-12-31")


def suite_accepts(operation: Operation, content: bytes) -> bool:
    """Return whether the suite accepts the body of a response with the status code 200."""
    request = Request(operation, {}, (), Credential(None))
    headers = {"content-type": "application/json"}
    try:
        expect_schema(CONTRACT, operation, Exchange(request, "", {}, 200, headers, content))
    except Violation:
        return False
    return True


def client_decodes(operation: Operation, content: bytes) -> bool:
    """Return whether the client decodes the body of a response with the status code 200."""
    respond = single_attempt_factory(lambda _: httpx.Response(200, content=content))
    read = call_detailed(Form.SYNC, operation, respond, required(operation))
    assert read.error is None or isinstance(read.error, errors.DecodeError)
    return read.error is None


def test_the_client_has_a_decoder_for_each_format_that_the_suite_checks() -> None:
    assert DECODERS.keys() == formatted.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", DECODERS)
@times(20)
@given(data=st.data())
def test_the_suite_accepts_the_texts_of_a_format_that_the_client_decodes(
    name: str, data: st.DataObject
) -> None:
    text = data.draw(formatted[name])
    schema = {"properties": {"x": {"type": "string", "format": name}}}
    operation = evolve(OPERATION, bodies={200: schema})
    try:
        DECODERS[name](text, decode.Reading())
    except errors.DecodeError:
        decodes = False
    else:
        decodes = True

    accepts = suite_accepts(operation, json.dumps({"x": text}).encode())

    assert decodes == accepts or (accepts and BEYOND_PYTHON.match(text)), text


@pytest.mark.parametrize("operation", CONTRACT.tested, ids=lambda operation: operation.id)
@given(data=st.data())
def test_the_suite_reports_each_body_that_the_client_cannot_decode(
    operation: Operation, data: st.DataObject
) -> None:
    schema = operation.bodies[200]
    body = data.draw(bodies(CONTRACT, operation, 200))
    node = data.draw(st.sampled_from(nodes(CONTRACT, schema, body)))
    names = {each["format"] for each in node.every if each.get("format") in formatted}
    value = data.draw(st.one_of(*(formatted[name] for name in sorted(names)), json_values))
    changed = replaced(body, node.tokens, value) if node.tokens else value
    content = json.dumps(changed).encode()

    decodes, accepts = client_decodes(operation, content), suite_accepts(operation, content)

    if not decodes and not (isinstance(value, str) and BEYOND_PYTHON.match(value)):
        assert not accepts
    if decodes and names and isinstance(value, str) and len(node.every) == 1:
        assert accepts
