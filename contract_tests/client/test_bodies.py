"""Tests of the models: they keep every value of a valid body, and reject invalid bodies.

The tests read the operations from the document, and need no change when the document changes.
"""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Sequence
from typing import Any, TypeVar

import httpx
import pytest
from attrs import evolve
from bitgo_oes import UNSET
from bitgo_oes._messages import RawResponse
from bitgo_oes._operation import as_text
from bitgo_oes._serialization.decode import Reading
from bitgo_oes.errors import ApiError, DecodeError
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..contract import Json, Operation
from .calls import Detailed, Form, call_detailed, decoded, outcomes, single_attempt_factory
from .document import CONTRACT
from .expected_values import is_expected
from .generated_arguments import required
from .generated_bodies import (
    LONGEST_AMOUNT,
    Node,
    amounts,
    as_written,
    bodies,
    differences,
    example,
    json_values,
    nodes,
    of_another_type,
    removed,
    replaced,
    set_value,
    shortened,
    value_at,
    values_by_type,
)


def _responses(*, successes_only: bool) -> pytest.MarkDecorator:
    pairs = [
        pytest.param(operation, status, id=f"{operation.id}-{status}")
        for operation in CONTRACT.operations
        for status in sorted(operation.bodies)
        if status < 300 or not successes_only
    ]
    return pytest.mark.parametrize(("operation", "status"), pairs)


T = TypeVar("T")

each_response = _responses(successes_only=False)
each_success = _responses(successes_only=True)

INVALID_AMOUNTS = (
    *("", "-1", "+1", "1.0", "1e3", "1_0", " 1", "1\n", "\uff11", "\u00b2"),
    "9" * (LONGEST_AMOUNT + 1),
)


def read(
    operation: Operation, status: int, body: Json, form: Form = Form.SYNC, **options: Any
) -> Detailed:
    """Make the client decode a server response with the given status code and JSON body.

    The result has the decoded body, or the error that occurred during decoding.
    """
    client = single_attempt_factory(lambda _: httpx.Response(status, json=body), **options)
    return call_detailed(form, operation, client, required(operation))


def read_all(
    operation: Operation, status: int, bodies: Sequence[Json], **options: Any
) -> list[Detailed]:
    """Make one client decode several bodies, and return the responses."""
    responses = iter([httpx.Response(status, json=body) for body in bodies])
    client = single_attempt_factory(lambda _: next(responses), **options)
    calls = [required(operation)] * len(bodies)
    return outcomes(Form.SYNC, operation, client, calls, detailed=True)


shifts = st.integers(0, 1_000)


def some(found: list[T], shift: int) -> list[T]:
    """Return at most 40 items of a list, at equal distances. `shift` determines the first item."""
    step = -(-len(found) // 40) or 1
    return found[shift % step :: step]


def assert_same(sent: Json, written: Json) -> None:
    """Assert that two JSON bodies are equal. The integer 1 and the float 1.0 are different."""
    if found := differences(sent, written):
        raise AssertionError("\n".join(found[:5]))


def encoded_one_by_one(model: Any) -> Json:
    """Return the JSON value of a model. The encoder converts each nested model separately."""
    content = model.to_dict(recurse=False)
    return json.loads(json.dumps(content, default=lambda each: each.to_dict(recurse=False)))


@each_response
@given(data=st.data())
def test_a_body_is_decoded_and_encoded_without_loss(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    expected = as_written(body, nodes(CONTRACT, operation.bodies[status], body))

    for form in Form:
        response = read(operation, status, body, form)
        assert response.status_code == status
        assert (response.parsed is None) == (status >= 300), response.error
        assert_same(expected, decoded(response).to_dict())
        assert_same(expected, encoded_one_by_one(decoded(response)))


@each_response
@given(data=st.data())
def test_a_model_holds_the_values_of_the_body(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    parsed = decoded(read(operation, status, body))

    for node in nodes(CONTRACT, operation.bodies[status], body):
        value = value_at(parsed, node)
        assert is_expected(value, node.value, node.matching, node.every), (
            f"{node.pointer!a}: {shortened(node.value)} became {shortened(value)}"
        )


@each_response
@given(data=st.data())
def test_properties_that_the_document_does_not_list_are_kept(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    extra = data.draw(json_values)
    kept = as_written(body, found := nodes(CONTRACT, operation.bodies[status], body))
    for node in found:
        if node.lists_properties:
            kept = replaced(kept, (*node.tokens, "notListed"), extra)

    assert_same(kept, decoded(read(operation, status, kept)).to_dict())


@each_response
@given(data=st.data())
def test_a_model_equals_its_copies(operation: Operation, status: int, data: st.DataObject) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    expected = as_written(body, nodes(CONTRACT, operation.bodies[status], body))

    parsed = decoded(read(operation, status, body))

    copies = [
        type(parsed).from_dict(parsed.to_dict()),
        copy.copy(parsed),
        copy.deepcopy(parsed),
        pickle.loads(pickle.dumps(parsed)),
    ]
    for each in copies:
        assert each == parsed
        assert_same(expected, each.to_dict())


@each_response
@given(data=st.data())
def test_the_short_form_returns_or_raises_the_result_of_the_detailed_form(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    client = single_attempt_factory(lambda _: httpx.Response(status, json=body))

    for form in Form:
        detailed = call_detailed(form, operation, client, required(operation))
        (short,) = outcomes(form, operation, client, [required(operation)])
        if status < 300:
            assert detailed.error is None
            assert short == detailed.parsed
        else:
            assert isinstance(short, ApiError)
            assert type(short) is type(detailed.error)
            assert short.status_code == status
            assert_same(body, short.body)


@each_success
@given(data=st.data(), values=values_by_type, shift=shifts)
def test_a_value_of_another_type_is_a_decode_error_with_its_path(
    operation: Operation, status: int, data: st.DataObject, values: dict[str, Json], shift: int
) -> None:
    body = data.draw(full_bodies(operation, status))
    wrong = []
    found = some(nodes(CONTRACT, operation.bodies[status], body), shift)
    for index, node in enumerate(found):
        if others := of_another_type(node, values):
            wrong.append((node, others[(index + shift) % len(others)]))

    assert_decode_errors(operation, status, body, wrong)


@each_success
@given(data=st.data(), drawn=st.text(max_size=8), shift=shifts)
def test_an_amount_that_is_not_digits_is_a_decode_error_with_its_path(
    operation: Operation, status: int, data: st.DataObject, drawn: str, shift: int
) -> None:
    assume(not (drawn.isascii() and drawn.isdigit()))
    body = data.draw(full_bodies(operation, status))
    found = [x for x in nodes(CONTRACT, operation.bodies[status], body) if x.is_amount]
    wrong = [(node, value) for node in found for value in (drawn, *INVALID_AMOUNTS)]
    wrong = some(wrong, shift)

    assert_decode_errors(operation, status, body, wrong)


@each_success
@given(data=st.data(), shift=shifts)
def test_a_required_property_may_be_missing_only_for_a_tolerant_client(
    operation: Operation, status: int, data: st.DataObject, shift: int
) -> None:
    body = data.draw(full_bodies(operation, status))
    found = nodes(CONTRACT, operation.bodies[status], body)
    expected = as_written(body, found)
    missing = some([holder.below(name) for holder in found for name in holder.required], shift)
    incomplete = [removed(expected, node.tokens) for node in missing]

    for node, response in zip(missing, read_all(operation, status, incomplete), strict=True):
        assert_decode_error(response, status, node)
    tolerant = read_all(operation, status, incomplete, tolerant=True)
    for node, sent, response in zip(missing, incomplete, tolerant, strict=True):
        assert response.error is None, f"{node.pointer} is missing: {response.error}"
        assert_same(sent, response.parsed.to_dict())
        if node.choice is None:
            assert value_at(response.parsed, node) is UNSET, node.pointer


def full_bodies(operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return a Hypothesis strategy for valid response bodies.

    The strategy also draws the first example in the OpenAPI document, which has all properties.
    """
    return st.just(example(CONTRACT, operation, status)) | bodies(CONTRACT, operation, status)


def assert_decode_errors(
    operation: Operation, status: int, body: Json, wrong: Sequence[tuple[Node, Json]]
) -> None:
    """Assert that the client rejects a body with each of the given wrong values.

    If the schema has several objects or arrays as alternatives, the changed value may be valid for
    another alternative. The client may then accept the body, but must not lose data.
    """
    changed = [replaced(body, node.tokens, value) for node, value in wrong]
    responses = read_all(operation, status, changed)
    for (node, _), sent, response in zip(wrong, changed, responses, strict=True):
        if node.choice is not None and response.error is None:
            found = nodes(CONTRACT, operation.bodies[status], sent)
            assert_same(as_written(sent, found), response.parsed.to_dict())
        else:
            assert_decode_error(response, status, node)


def assert_decode_error(response: Detailed, status: int, node: Node) -> None:
    """Assert that a response has a `DecodeError` with the location of a node (a value in a body).

    If the schema has several objects or arrays for a part of the body, the location may be anywhere
    in this part, because the client chooses one of the alternatives.
    """
    assert response.parsed is None, f"{node.pointer!a}: an invalid value was accepted"
    assert isinstance(response.error, DecodeError)
    if node.choice is None:
        assert response.error.path == node.pointer
    else:
        chosen = evolve(node, tokens=node.tokens[: node.choice])
        assert response.error.path.startswith(chosen.pointer)
    assert response.error.status_code == status
    assert len(response.error.excerpt) <= 200
    assert str(response.error).isprintable()


@each_success
@given(digits=amounts.filter(lambda digits: len(digits) <= LONGEST_AMOUNT - 2))
def test_a_new_amount_replaces_the_decoded_digits(
    operation: Operation, status: int, digits: str
) -> None:
    body = example(CONTRACT, operation, status)
    found = [
        node
        for node in nodes(CONTRACT, operation.bodies[status], body)
        if node.is_amount and node.choice is None
    ]
    assert found
    padded = expected = as_written(body, nodes(CONTRACT, operation.bodies[status], body))
    for node in found:
        padded = replaced(padded, node.tokens, f"00{digits}")
        expected = replaced(expected, node.tokens, str(int(digits) + 1))
    parsed = read(operation, status, padded).parsed

    for node in found:
        set_value(parsed, node, int(digits) + 1)

    assert_same(expected, parsed.to_dict())


CHARSETS = ("utf-8", "UTF-8", "utf-16", "utf-32-be", "iso-8859-1", "windows-1252", "shift_jis")


@given(text=st.text(), charset=st.sampled_from(CHARSETS), quote=st.sampled_from(["", '"']))
def test_a_text_is_decoded_by_the_charset_of_its_media_type(
    text: str, charset: str, quote: str
) -> None:
    content = text.encode(charset, "ignore")
    headers = httpx.Headers({"content-type": f"text/csv; a=b; Charset={quote}{charset}{quote}"})

    decoded = as_text(RawResponse(200, headers, content), Reading())

    assert decoded == content.decode(charset)


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        *(("text/csv", b"\xe8"), ("text/csv; charset=utf-8", b"\xe8"), ("", b"\xe8")),
        *(("text/csv; charset=ascii", b"\xe8"), ("text/csv; charset=utf-16", b"\xd8\x00\xd8")),
        *(("text/csv; charset=none-such", b"a"), ("text/csv; charset=hex", b"61")),
    ],
)
def test_bytes_that_are_not_text_are_a_decode_error(media_type: str, content: bytes) -> None:
    raw = RawResponse(200, httpx.Headers({"content-type": media_type}), content)

    with pytest.raises(DecodeError, match="not text in the charset"):
        as_text(raw, Reading())
    assert as_text(raw, Reading(tolerant=True)) == content.decode("utf-8", "replace")
