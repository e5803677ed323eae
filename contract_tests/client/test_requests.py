"""Every request the client sends is one the document allows, and carries its arguments.

Knows no operation by name: an edit of the document is an edit of these tests.
"""

from __future__ import annotations

import inspect
from typing import Any
from uuid import UUID

import httpx
import pytest
from bitgo_oes import UNSET
from bitgo_oes.errors import InvalidArgumentError
from hypothesis import assume, given
from hypothesis import strategies as st

from ..contract import Operation, Query
from .calls import TOKEN, Arguments, Form, answering, argument_name, call_detailed, module_of
from .document import CONTRACT
from .generated_arguments import arguments, refused, required, spelled, takes_digits
from .received_request import SentRequest

each_operation = pytest.mark.parametrize(
    "operation", CONTRACT.operations, ids=[operation.id for operation in CONTRACT.operations]
)
each_form = pytest.mark.parametrize("form", Form)


def requests(
    form: Form, operation: Operation, given_arguments: Arguments, sent: list[httpx.Request]
) -> None:
    """Call the client, and take note of the requests it sends."""

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(500, json={"error": "not of interest here"})

    call_detailed(form, operation, answering(answer), given_arguments)


def sent_by(form: Form, operation: Operation, given_arguments: Arguments) -> SentRequest:
    """Call the client, and return the one request it sent."""
    noted: list[httpx.Request] = []
    requests(form, operation, given_arguments, noted)
    (request,) = noted
    return SentRequest.of(request, operation, prefix="/prefix")


def expected_query(operation: Operation, plain: Arguments) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for parameter in operation.in_query():
        value = plain.get(argument_name(parameter), [])
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
@each_form
@given(data=st.data())
def test_a_request_carries_exactly_the_arguments_in_whatever_way_they_are_given(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    plain = data.draw(arguments(CONTRACT, operation))

    request = sent_by(form, operation, data.draw(spelled(operation, plain)))

    assert request.path == {p.name: plain[argument_name(p)] for p in operation.in_path()}
    expected = expected_query(operation, plain)
    assert sorted(request.query) == sorted(expected)
    for parameter in operation.in_query():
        # Within a parameter, the order is the caller's.
        values = [pair for pair in request.query if pair[0] == parameter.name]
        assert values == [pair for pair in expected if pair[0] == parameter.name]
    for parameter in operation.in_header():
        value = plain.get(argument_name(parameter))
        assert request.headers.get_list(parameter.name) == ([] if value is None else [value])


@each_operation
@each_form
@given(data=st.data())
def test_zero_is_sent_and_not_taken_for_left_out(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    plain = data.draw(arguments(CONTRACT, operation))
    paging = operation.pagination
    zeros = {paging.page: 0, paging.size: 0} if paging else {}

    named = {argument_name(operation.parameter(name)): zero for name, zero in zeros.items()}
    request = sent_by(form, operation, {**plain, **named})

    assert {(name, "0") for name in zeros} <= set(request.query)


@each_operation
@each_form
@given(data=st.data())
def test_a_request_is_one_the_document_allows(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    plain = data.draw(arguments(CONTRACT, operation))

    request = sent_by(form, operation, data.draw(spelled(operation, plain)))

    assert (request.method, request.host) == (operation.method, "api.test")
    assert request.headers.get_list("authorization") == [f"Bearer {TOKEN}"]
    assert_allowed(operation, request.query)


@each_operation
@each_form
def test_an_argument_left_out_is_left_out_of_the_request(form: Form, operation: Operation) -> None:
    optional = [argument_name(p) for p in operation.parameters if not p.required]

    for left_out in ({}, dict.fromkeys(optional), dict.fromkeys(optional, UNSET)):
        request = sent_by(form, operation, required(operation) | left_out)
        assert request.query == ()
        assert not any(parameter.name in request.headers for parameter in operation.in_header())


@each_operation
@each_form
def test_several_ids_are_sent_as_repeated_keys(form: Form, operation: Operation) -> None:
    ids = ["0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", UUID("7a1b9d5230c44f8e8b6a2d4c6e8f0a1b")]
    for parameter in (p for p in operation.in_query() if p.is_array):
        request = sent_by(form, operation, required(operation) | {argument_name(parameter): ids})

        assert request.query == tuple((parameter.name, str(each)) for each in ids)


@each_operation
@each_form
def test_what_cannot_be_meant_is_refused_by_name_and_nothing_is_sent(
    form: Form, operation: Operation
) -> None:
    for parameter, value in refused(operation):
        name = argument_name(parameter)
        assert_refused(form, operation, name, value)


@each_operation
@each_form
@given(data=st.data())
def test_text_that_is_no_digits_is_refused_where_digits_are_due(
    form: Form, operation: Operation, data: st.DataObject
) -> None:
    parameters = [p for p in operation.in_query() if takes_digits(p)]
    assume(parameters)
    parameter = data.draw(st.sampled_from(parameters))
    text = data.draw(st.text().filter(lambda text: not (text.isascii() and text.isdigit())))

    assert_refused(form, operation, argument_name(parameter), text)


def assert_refused(form: Form, operation: Operation, name: str, value: Any) -> None:
    sent_anyway: list[httpx.Request] = []
    with pytest.raises(InvalidArgumentError, match=name) as refusal:
        requests(form, operation, required(operation) | {name: value}, sent_anyway)
    assert isinstance(refusal.value, ValueError)
    assert sent_anyway == []
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], " is empty"),
        ("abc", " must be several values"),
        (["a", ""], " holds a blank"),
        (["a", None], r"\[1\] must be a str or a UUID"),
        (["a", "\ud800"], r"\[1\] holds half"),
    ],
    ids=ascii,
)
@each_operation
def test_a_refusal_says_which_item_is_wrong_and_why(
    operation: Operation, value: Any, says: str
) -> None:
    for parameter in (p for p in operation.in_query() if p.is_array):
        name = argument_name(parameter)
        with pytest.raises(InvalidArgumentError, match=f"^{name}{says}"):
            requests(Form.SYNC, operation, required(operation) | {name: value}, [])


@each_operation
@each_form
def test_more_ids_than_a_url_can_hold_are_refused(form: Form, operation: Operation) -> None:
    for parameter in (p for p in operation.in_query() if p.is_array):
        ids = [UUID(int=number) for number in range(3_000)]
        noted: list[httpx.Request] = []
        too_many = required(operation) | {argument_name(parameter): ids}
        with pytest.raises(InvalidArgumentError, match="fewer"):
            requests(form, operation, too_many, noted)
        assert noted == []


@each_operation
def test_all_forms_take_the_same_arguments(operation: Operation) -> None:
    module = module_of(operation)
    names = ["sync", "sync_detailed", "asyncio", "asyncio_detailed"]

    first, *others = (inspect.signature(getattr(module, name)).parameters for name in names)

    assert all(other == first for other in others)
    assert set(first) == {argument_name(p) for p in operation.parameters} | {"client"}
