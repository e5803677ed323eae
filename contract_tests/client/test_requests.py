"""Every request the client sends is one the document allows, and carries its arguments."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..contract import Operation, Query, load
from .arguments import Arguments, arguments
from .calls import TOKEN, Form, SentRequest, answering, argument_name, call_detailed

CONTRACT = load()
OPERATION, *_ = CONTRACT.operations

each_operation = pytest.mark.parametrize(
    "operation", CONTRACT.operations, ids=[operation.id for operation in CONTRACT.operations]
)


def sent(form: Form, given_arguments: Arguments, operation: Operation = OPERATION) -> SentRequest:
    """Call the client, and return the one request it sent."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(500, json={"error": "not of interest here"})

    call_detailed(form, operation, answering(answer), given_arguments)
    (request,) = requests
    return SentRequest.of(request, operation, prefix="/prefix")


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


@each_operation
@pytest.mark.parametrize("form", Form)
@given(data=st.data())
def test_a_request_carries_exactly_the_arguments(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    given_arguments = data.draw(arguments(CONTRACT, operation))

    request = sent(form, given_arguments, operation)

    path = {p.name: given_arguments[argument_name(p)] for p in operation.in_path()}
    assert request.path == path
    expected = expected_query(operation, given_arguments)
    assert sorted(request.query) == sorted(expected)
    for parameter in operation.in_query():
        # Within a parameter, the order is the caller's.
        values = [pair for pair in request.query if pair[0] == parameter.name]
        assert values == [pair for pair in expected if pair[0] == parameter.name]
    for parameter in operation.in_header():
        value = given_arguments.get(argument_name(parameter))
        assert request.headers.get_list(parameter.name) == ([] if value is None else [value])


@each_operation
@pytest.mark.parametrize("form", Form)
@given(data=st.data())
def test_a_request_is_one_the_document_allows(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    request = sent(form, data.draw(arguments(CONTRACT, operation)), operation)

    assert (request.method, request.host) == (operation.method, "api.test")
    assert request.headers.get_list("authorization") == [f"Bearer {TOKEN}"]
    assert_allowed(operation, request.query)


@pytest.mark.parametrize("form", Form)
def test_an_argument_left_out_is_left_out_of_the_request(form: Form) -> None:
    assert sent(form, {"enterprise_id": "e"}).query == ()


@pytest.mark.parametrize("form", Form)
def test_several_ids_are_sent_as_repeated_keys(form: Form) -> None:
    ids = ["0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", "7a1b9d52-30c4-4f8e-8b6a-2d4c6e8f0a1b"]

    request = sent(form, {"enterprise_id": "e", "connection_ids": ids})

    assert request.query == (("connectionIds", ids[0]), ("connectionIds", ids[1]))
