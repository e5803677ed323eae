"""Every request the client sends is one the document allows, and carries its arguments."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given

from ..contract import Operation, Query, load
from .arguments import Arguments, arguments
from .calls import TOKEN, Form, SentRequest, answering, argument_name, call_detailed

CONTRACT = load()
(OPERATION,) = CONTRACT.operations


def sent(form: Form, given_arguments: Arguments) -> SentRequest:
    """Call the client, and return the one request it sent."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(500, json={"error": "not of interest here"})

    call_detailed(form, OPERATION, answering(answer), given_arguments)
    (request,) = requests
    return SentRequest.of(request, OPERATION, prefix="/prefix")


def expected_query(operation: Operation, given_arguments: Arguments) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for parameter in operation.in_query():
        value = given_arguments.get(argument_name(parameter), [])
        values = value if isinstance(value, list) else [value]
        pairs += [(parameter.name, item) for item in values]
    return pairs


def assert_allowed(operation: Operation, query: Query) -> None:
    """Hold a query to the document's parameters, as a server with the document would."""
    for name in {name for name, _ in query}:
        parameter = operation.parameter(name)
        values = [value for key, value in query if key == name]
        if not parameter.is_array:
            assert len(values) == 1, f"{name} is sent {len(values)} times"
        CONTRACT.validator(parameter.schema).validate(values if parameter.is_array else values[0])


@pytest.mark.parametrize("form", Form)
@given(given_arguments=arguments(CONTRACT, OPERATION))
def test_a_request_carries_exactly_the_arguments(form: Form, given_arguments: Arguments) -> None:
    request = sent(form, given_arguments)

    path = {p.name: given_arguments[argument_name(p)] for p in OPERATION.in_path()}
    assert request.path == path
    assert sorted(request.query) == sorted(expected_query(OPERATION, given_arguments))
    for parameter in OPERATION.in_query():
        # Within a parameter, the order is the caller's.
        values = [pair for pair in request.query if pair[0] == parameter.name]
        wanted = [p for p in expected_query(OPERATION, given_arguments) if p[0] == parameter.name]
        assert values == wanted


@pytest.mark.parametrize("form", Form)
@given(given_arguments=arguments(CONTRACT, OPERATION))
def test_a_request_is_one_the_document_allows(form: Form, given_arguments: Arguments) -> None:
    request = sent(form, given_arguments)

    assert (request.method, request.host) == (OPERATION.method, "api.test")
    assert request.authorization == [f"Bearer {TOKEN}"]
    assert_allowed(OPERATION, request.query)


@pytest.mark.parametrize("form", Form)
def test_an_argument_left_out_is_left_out_of_the_request(form: Form) -> None:
    assert sent(form, {"enterprise_id": "e"}).query == ()


@pytest.mark.parametrize("form", Form)
def test_several_ids_are_sent_as_repeated_keys(form: Form) -> None:
    ids = ["0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", "7a1b9d52-30c4-4f8e-8b6a-2d4c6e8f0a1b"]

    request = sent(form, {"enterprise_id": "e", "connection_ids": ids})

    assert request.query == (("connectionIds", ids[0]), ("connectionIds", ids[1]))
