"""Tests of the models: they keep every value of a valid body, and reject invalid bodies.

The tests read the operations from the document, and need no change when the document changes.
"""

from __future__ import annotations

import copy
import json
import pickle
import re
from enum import Enum
from typing import Any

import httpx
import pytest
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
from .generated_arguments import required
from .generated_bodies import (
    LONGEST_AMOUNT,
    Node,
    amounts,
    bodies,
    example,
    json_values,
    nodes,
    of_another_type,
    removed,
    replaced,
)


def _responses(*, successes_only: bool) -> pytest.MarkDecorator:
    pairs = [
        pytest.param(operation, status, id=f"{operation.id}-{status}")
        for operation in CONTRACT.operations
        for status in sorted(operation.bodies)
        if status < 300 or not successes_only
    ]
    return pytest.mark.parametrize(("operation", "status"), pairs)


each_response = _responses(successes_only=False)
each_success = _responses(successes_only=True)

INVALID_AMOUNTS = (
    *("", "-1", "+1", "1.0", "1e3", "1_0", " 1", "1\n", "\uff11", "\u00b2"),
    "9" * (LONGEST_AMOUNT + 1),
)


def canonical(value: Json) -> str:
    """Return a JSON value as text with sorted properties. The texts of 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def read(
    operation: Operation, status: int, body: Json, form: Form = Form.SYNC, **options: Any
) -> Detailed:
    """Make the client decode a server response with the given status code and JSON body.

    The result has the decoded body, or the error that occurred during decoding.
    """
    client = single_attempt_factory(lambda _: httpx.Response(status, json=body), **options)
    return call_detailed(form, operation, client, required(operation))


def value_at(parsed: Any, node: Node) -> Any:
    """Return the part of a decoded response body to which the JSON Pointer of a node leads."""
    for token in node.tokens:
        if isinstance(token, int) or token in parsed:
            parsed = parsed[token]
        else:
            parsed = getattr(parsed, re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", token).lower())
    return parsed.value if isinstance(parsed, Enum) and parsed is not UNSET else parsed


@each_response
@given(data=st.data())
def test_a_body_is_decoded_and_encoded_without_loss(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    for form in Form:
        response = read(operation, status, body, form)
        assert response.status_code == status
        assert (response.parsed is None) == (status >= 300)
        assert canonical(decoded(response).to_dict()) == canonical(body)


@each_response
@given(data=st.data())
def test_a_model_holds_the_values_of_the_body(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    parsed = decoded(read(operation, status, body))

    for node in nodes(CONTRACT, operation.bodies[status], body):
        value = value_at(parsed, node)
        if node.is_amount:
            assert isinstance(value, int)
            assert value == int(node.value)
            assert value + 1 == int(node.value) + 1
        elif not isinstance(node.value, dict | list):
            assert value == node.value


@each_response
@given(data=st.data())
def test_properties_that_the_document_does_not_list_are_kept(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    extra = data.draw(json_values)
    kept = body
    for node in nodes(CONTRACT, operation.bodies[status], body):
        if "properties" in node.schema:
            kept = replaced(kept, (*node.tokens, "notListed"), extra)

    assert canonical(decoded(read(operation, status, kept)).to_dict()) == canonical(kept)


@each_response
@given(data=st.data())
def test_a_model_equals_its_copies(operation: Operation, status: int, data: st.DataObject) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    parsed = decoded(read(operation, status, body))

    copies = [
        type(parsed).from_dict(parsed.to_dict()),
        copy.copy(parsed),
        copy.deepcopy(parsed),
        pickle.loads(pickle.dumps(parsed)),
    ]
    for each in copies:
        assert each == parsed
        assert canonical(each.to_dict()) == canonical(body)


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
            assert canonical(short.body) == canonical(body)


@each_success
@given(data=st.data())
def test_a_value_of_another_type_is_a_decode_error_with_its_path(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(full_bodies(operation, status))
    for node in nodes(CONTRACT, operation.bodies[status], body):
        wrong = replaced(body, node.tokens, data.draw(of_another_type(node.schema)))

        assert_decode_error(operation, status, wrong, node.pointer)


@each_success
@given(data=st.data(), drawn=st.text(max_size=8))
def test_an_amount_that_is_not_digits_is_a_decode_error_with_its_path(
    operation: Operation, status: int, data: st.DataObject, drawn: str
) -> None:
    assume(not (drawn.isascii() and drawn.isdigit()))
    body = data.draw(full_bodies(operation, status))
    for node in nodes(CONTRACT, operation.bodies[status], body):
        for wrong in (drawn, *INVALID_AMOUNTS) if node.is_amount else ():
            changed = replaced(body, node.tokens, wrong)
            assert_decode_error(operation, status, changed, node.pointer)


@each_success
@given(data=st.data())
def test_a_required_property_may_be_missing_only_for_a_tolerant_client(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(full_bodies(operation, status))
    for holder in nodes(CONTRACT, operation.bodies[status], body):
        for name in holder.schema.get("required", ()):
            missing = holder.below(name)
            incomplete = removed(body, missing.tokens)

            assert_decode_error(operation, status, incomplete, missing.pointer)
            tolerant = read(operation, status, incomplete, tolerant=True)
            assert tolerant.error is None
            assert value_at(tolerant.parsed, missing) is UNSET
            assert canonical(tolerant.parsed.to_dict()) == canonical(incomplete)


def full_bodies(operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return a Hypothesis strategy for valid response bodies.

    The strategy also draws the first example in the OpenAPI document, which has all properties.
    """
    return st.just(example(CONTRACT, operation, status)) | bodies(CONTRACT, operation, status)


def assert_decode_error(operation: Operation, status: int, body: Json, pointer: str) -> None:
    response = read(operation, status, body)

    assert response.parsed is None
    assert isinstance(response.error, DecodeError)
    assert response.error.path == pointer
    assert response.error.status_code == status
    assert len(response.error.excerpt) <= 200
    assert str(response.error).isprintable()


@each_success
@given(digits=amounts.filter(lambda digits: len(digits) <= LONGEST_AMOUNT - 2))
def test_a_new_amount_replaces_the_decoded_digits(
    operation: Operation, status: int, digits: str
) -> None:
    body = example(CONTRACT, operation, status)
    found = [p for p in nodes(CONTRACT, operation.bodies[status], body) if p.is_amount]
    assert found
    padded = body
    for node in found:
        padded = replaced(padded, node.tokens, f"00{digits}")
    parsed = read(operation, status, padded).parsed

    for node in found:
        holder = Node(node.tokens[:-1], None, {})
        name = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", str(node.tokens[-1])).lower()
        setattr(value_at(parsed, holder), name, int(digits) + 1)

    written = nodes(CONTRACT, operation.bodies[status], parsed.to_dict())
    amounts_written = [node.value for node in written if node.is_amount]
    assert amounts_written == [str(int(digits) + 1)] * len(found)


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
