"""Tests that each request is valid under the document and holds the arguments of the call.

The tests read the operations from the document, and need no change when the document changes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import httpx
import pytest
from bitgo_oes.errors import InvalidArgumentError
from hypothesis import assume, given
from hypothesis import strategies as st

from ..contract import Operation, Parameter, Query
from .calls import (
    TOKEN,
    Arguments,
    Form,
    argument_name,
    call_detailed,
    module_of,
    single_attempt_factory,
)
from .document import CONTRACT
from .expected_values import meanings_of, same_meaning
from .generated_arguments import (
    CONTAINERS,
    alternatives,
    arguments,
    as_python_values,
    as_typed_values,
    invalid_arguments,
    required,
    takes_digits,
    takes_text,
)
from .received_request import SentRequest

each_operation = pytest.mark.parametrize(
    "operation", CONTRACT.operations, ids=[operation.id for operation in CONTRACT.operations]
)
each_form = pytest.mark.parametrize("form", Form)


def requests(
    form: Form, operation: Operation, given_arguments: Arguments, sent: list[httpx.Request]
) -> None:
    """Make a call, and append each request of the call to the list `sent`."""

    def respond(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(500, json={"error": "not of interest here"})

    call_detailed(form, operation, single_attempt_factory(respond), given_arguments)


def sent_by(form: Form, operation: Operation, given_arguments: Arguments) -> SentRequest:
    """Make a call, and return the only request of the call."""
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


def arrays_of_text(operation: Operation) -> list[Parameter]:
    """Return the query parameters that are arrays of strings, such as ids."""
    return [p for p in operation.in_query() if p.is_array and takes_text(CONTRACT, p)]


def without_required(operation: Operation, query: Query) -> Query:
    """Return a query string without the required parameters of an operation."""
    return tuple(pair for pair in query if not operation.parameter(pair[0]).required)


def assert_allowed(operation: Operation, query: Query) -> None:
    """Assert that the document allows each parameter of a query string."""
    for name in {name for name, _ in query}:
        parameter = operation.parameter(name)
        values = [value for key, value in query if key == name]
        if not parameter.is_array:
            assert len(values) == 1, f"{name} was sent {len(values)} times"
        every = alternatives(CONTRACT, parameter)
        schema = {"anyOf": every}
        for value in values:
            meanings = meanings_of(value, every)
            assert any(map(CONTRACT.validator(schema).is_valid, meanings)), (
                f"{name}: the document does not allow {value!r}"
            )


@each_operation
@each_form
@given(data=st.data())
def test_a_request_has_exactly_the_arguments_of_the_call(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    plain = data.draw(arguments(CONTRACT, operation))

    request = sent_by(form, operation, data.draw(as_python_values(CONTRACT, operation, plain)))

    assert request.path == {p.name: plain[argument_name(p)] for p in operation.in_path()}
    expected = expected_query(operation, plain)
    assert {name for name, _ in request.query} == {name for name, _ in expected}
    for parameter in operation.in_query():
        # The values of a parameter keep the order of the argument.
        sent = [value for name, value in request.query if name == parameter.name]
        assert_meaning(parameter, sent, [v for name, v in expected if name == parameter.name])
    for parameter in operation.in_header():
        value = plain.get(argument_name(parameter))
        sent = request.headers.get_list(parameter.name)
        assert_meaning(parameter, sent, [] if value is None else [str(value)])


def assert_meaning(parameter: Parameter, sent: list[str], expected: list[str]) -> None:
    """Assert that the texts sent for a parameter mean the same as the expected texts."""
    every = alternatives(CONTRACT, parameter)
    assert len(sent) == len(expected), f"{parameter.name}: sent {sent}, not {expected}"
    for one, other in zip(sent, expected, strict=True):
        assert same_meaning(one, other, every), f"{parameter.name}: sent {one!r}, not {other!r}"


@each_operation
@each_form
@given(data=st.data())
def test_zero_is_sent(operation: Operation, form: Form, data: st.DataObject) -> None:
    plain = data.draw(arguments(CONTRACT, operation))
    paging = operation.pagination
    zeros = {paging.page: 0, paging.size: 0} if paging else {}

    named = {argument_name(operation.parameter(name)): zero for name, zero in zeros.items()}
    typed = as_typed_values(CONTRACT, operation, plain)
    request = sent_by(form, operation, {**typed, **named})

    assert {(name, "0") for name in zeros} <= set(request.query)


@each_operation
@each_form
@given(data=st.data())
def test_the_document_allows_each_request(
    operation: Operation, form: Form, data: st.DataObject
) -> None:
    plain = data.draw(arguments(CONTRACT, operation))

    request = sent_by(form, operation, data.draw(as_python_values(CONTRACT, operation, plain)))

    assert (request.method, request.host) == (operation.method, "api.test")
    assert request.headers.get_list("authorization") == [f"Bearer {TOKEN}"]
    assert_allowed(operation, request.query)


@each_operation
@each_form
def test_an_omitted_argument_is_not_sent(form: Form, operation: Operation) -> None:
    optional = [argument_name(p) for p in operation.parameters if not p.required]

    for left_out in ({}, dict.fromkeys(optional)):
        request = sent_by(form, operation, required(operation) | left_out)
        assert without_required(operation, request.query) == ()
        for parameter in operation.in_header():
            assert (parameter.name in request.headers) == parameter.required


@each_operation
@each_form
@pytest.mark.parametrize("container", CONTAINERS, ids=range(len(CONTAINERS)))
def test_several_ids_are_sent_as_repeated_keys(
    form: Form, operation: Operation, container: Callable[[list[Any]], Iterable[Any]]
) -> None:
    ids = ["0f3d2c1b-4a59-4687-9c0d-1e2f3a4b5c6d", UUID("7a1b9d5230c44f8e8b6a2d4c6e8f0a1b")]
    for parameter in arrays_of_text(operation):
        given_ids = {argument_name(parameter): container(list(ids))}
        request = sent_by(form, operation, required(operation) | given_ids)

        sent = tuple(pair for pair in request.query if pair[0] == parameter.name)
        assert sent == tuple((parameter.name, str(each)) for each in ids)


@each_operation
@each_form
def test_an_invalid_argument_raises_an_error_that_names_it_and_sends_no_request(
    form: Form, operation: Operation
) -> None:
    for parameter, value in invalid_arguments(CONTRACT, operation):
        name = argument_name(parameter)
        assert_refused(form, operation, name, value)


@each_operation
@each_form
@given(data=st.data())
def test_a_string_that_is_not_digits_is_an_invalid_page_number(
    form: Form, operation: Operation, data: st.DataObject
) -> None:
    parameters = [p for p in operation.in_query() if takes_digits(CONTRACT, p)]
    assume(parameters)
    parameter = data.draw(st.sampled_from(parameters))
    text = data.draw(st.text().filter(lambda text: not (text.isascii() and text.isdigit())))

    assert_refused(form, operation, argument_name(parameter), text)


def assert_refused(form: Form, operation: Operation, name: str, value: Any) -> None:
    sent_anyway: list[httpx.Request] = []
    try:
        requests(form, operation, required(operation) | {name: value}, sent_anyway)
    except InvalidArgumentError as refusal:
        assert re.search(name, str(refusal))
        assert isinstance(refusal, ValueError)
        assert str(refusal).isprintable()
    else:
        raise AssertionError(f"{name}: {value!a} was accepted")
    assert sent_anyway == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([], " is empty"),
        ("abc", " must be a list"),
        (["a", ""], " holds an empty string"),
        (["a", None], r"\[1\] must be a str or a UUID"),
        (["a", "\ud800"], r"\[1\] holds half"),
    ],
    ids=ascii,
)
@each_operation
def test_the_error_names_the_invalid_item_and_the_reason(
    operation: Operation, value: Any, says: str
) -> None:
    for parameter in arrays_of_text(operation):
        name = argument_name(parameter)
        with pytest.raises(InvalidArgumentError, match=f"^{name}{says}"):
            requests(Form.SYNC, operation, required(operation) | {name: value}, [])


@each_operation
@each_form
def test_more_ids_than_a_url_can_hold_are_an_error(form: Form, operation: Operation) -> None:
    for parameter in arrays_of_text(operation):
        ids = [UUID(int=number) for number in range(3_000)]
        noted: list[httpx.Request] = []
        too_many = required(operation) | {argument_name(parameter): ids}
        with pytest.raises(InvalidArgumentError, match="fewer"):
            requests(form, operation, too_many, noted)
        assert noted == []


@each_operation
def test_all_forms_of_a_call_have_the_same_parameters(operation: Operation) -> None:
    module = module_of(operation)
    names = ["sync", "sync_detailed", "asyncio", "asyncio_detailed"]

    first, *others = (inspect.signature(getattr(module, name)).parameters for name in names)

    assert all(other == first for other in others)
    assert set(first) == {argument_name(p) for p in operation.parameters} | {"client"}
