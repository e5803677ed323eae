"""Every body the document allows is decoded and encodes to itself; others are a typed error.

Knows no operation by name: an edit of the document is an edit of these tests.
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
from bitgo_oes.errors import ApiError, DecodeError
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..contract import Json, Operation
from .calls import Detailed, Form, answering, call_detailed, outcomes
from .document import CONTRACT
from .generated_arguments import required
from .generated_bodies import (
    LONGEST_AMOUNT,
    Place,
    amounts,
    bodies,
    example,
    json_values,
    of_another_kind,
    places,
    removed,
    replaced,
)


def _answers(*, successes_only: bool) -> pytest.MarkDecorator:
    pairs = [
        pytest.param(operation, status, id=f"{operation.id}-{status}")
        for operation in CONTRACT.operations
        for status in sorted(operation.bodies)
        if status < 300 or not successes_only
    ]
    return pytest.mark.parametrize(("operation", "status"), pairs)


each_answer = _answers(successes_only=False)
each_success = _answers(successes_only=True)

NO_AMOUNTS = (
    *("", "-1", "+1", "1.0", "1e3", "1_0", " 1", "1\n", "\uff11", "\u00b2"),
    "9" * (LONGEST_AMOUNT + 1),
)


def canonical(value: Json) -> str:
    """Return JSON in which 1, 1.0 and true differ, and the order of members does not count."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def read(
    operation: Operation, status: int, body: Json, form: Form = Form.SYNC, **options: Any
) -> Detailed:
    """Return what the client makes of a body."""
    client = answering(lambda _: httpx.Response(status, json=body), **options)
    return call_detailed(form, operation, client, required(operation))


def held(parsed: Any, place: Place) -> Any:
    """Return what a model holds in a place."""
    for token in place.tokens:
        if isinstance(token, int) or token in parsed:
            parsed = parsed[token]
        else:
            parsed = getattr(parsed, re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", token).lower())
    return parsed.value if isinstance(parsed, Enum) else parsed


@each_answer
@given(data=st.data())
def test_a_body_is_decoded_and_encoded_without_loss(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    for form in Form:
        response = read(operation, status, body, form)
        assert response.status_code == status
        assert canonical(response.parsed.to_dict()) == canonical(body)


@each_answer
@given(data=st.data())
def test_what_a_model_holds_is_what_the_body_says(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    parsed = read(operation, status, body).parsed

    for place in places(CONTRACT, operation.bodies[status], body):
        value = held(parsed, place)
        if place.is_amount:
            assert isinstance(value, int)
            assert value == int(place.value)
            assert value + 1 == int(place.value) + 1
        elif not isinstance(place.value, dict | list):
            assert value == place.value


@each_answer
@given(data=st.data())
def test_members_that_the_document_does_not_list_are_kept(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    extra = data.draw(json_values)
    kept = body
    for place in places(CONTRACT, operation.bodies[status], body):
        if "properties" in place.schema:
            kept = replaced(kept, (*place.tokens, "notListed"), extra)

    assert canonical(read(operation, status, kept).parsed.to_dict()) == canonical(kept)


@each_answer
@given(data=st.data())
def test_a_model_equals_its_copies(operation: Operation, status: int, data: st.DataObject) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))

    parsed = read(operation, status, body).parsed

    copies = [
        type(parsed).from_dict(parsed.to_dict()),
        copy.copy(parsed),
        copy.deepcopy(parsed),
        pickle.loads(pickle.dumps(parsed)),
    ]
    for each in copies:
        assert each == parsed
        assert canonical(each.to_dict()) == canonical(body)


@each_answer
@given(data=st.data())
def test_the_short_form_returns_or_raises_what_the_detailed_form_has(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(bodies(CONTRACT, operation, status))
    client = answering(lambda _: httpx.Response(status, json=body))

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
def test_a_value_of_another_type_is_an_error_that_names_its_path(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(full_bodies(operation, status))
    for place in places(CONTRACT, operation.bodies[status], body):
        wrong = replaced(body, place.tokens, data.draw(of_another_kind(place.schema)))

        assert_does_not_fit(operation, status, wrong, place.pointer)


@each_success
@given(data=st.data(), drawn=st.text(max_size=8))
def test_an_amount_that_is_no_digits_is_an_error_that_names_its_path(
    operation: Operation, status: int, data: st.DataObject, drawn: str
) -> None:
    assume(not (drawn.isascii() and drawn.isdigit()))
    body = data.draw(full_bodies(operation, status))
    for place in places(CONTRACT, operation.bodies[status], body):
        for wrong in (drawn, *NO_AMOUNTS) if place.is_amount else ():
            changed = replaced(body, place.tokens, wrong)
            assert_does_not_fit(operation, status, changed, place.pointer)


@each_success
@given(data=st.data())
def test_a_required_member_may_be_missing_only_where_that_is_tolerated(
    operation: Operation, status: int, data: st.DataObject
) -> None:
    body = data.draw(full_bodies(operation, status))
    for holder in places(CONTRACT, operation.bodies[status], body):
        for name in holder.schema.get("required", ()):
            member = holder.below(name)
            lacking = removed(body, member.tokens)

            assert_does_not_fit(operation, status, lacking, member.pointer)
            tolerated = read(operation, status, lacking, tolerant=True)
            assert tolerated.error is None
            assert held(tolerated.parsed, member) is UNSET
            assert canonical(tolerated.parsed.to_dict()) == canonical(lacking)


def full_bodies(operation: Operation, status: int) -> SearchStrategy[Json]:
    """Return bodies, among them one in which every kind of member is sure to be there."""
    return st.just(example(CONTRACT, operation, status)) | bodies(CONTRACT, operation, status)


def assert_does_not_fit(operation: Operation, status: int, body: Json, pointer: str) -> None:
    response = read(operation, status, body)

    assert response.parsed is None
    assert isinstance(response.error, DecodeError)
    assert response.error.path == pointer
    assert response.error.status_code == status
    assert len(response.error.excerpt) <= 200
    assert str(response.error).isprintable()


@each_success
@given(digits=amounts.filter(lambda digits: len(digits) <= LONGEST_AMOUNT - 2))
def test_an_amount_written_anew_replaces_the_digits_it_was_read_from(
    operation: Operation, status: int, digits: str
) -> None:
    body = example(CONTRACT, operation, status)
    found = [p for p in places(CONTRACT, operation.bodies[status], body) if p.is_amount]
    assert found
    padded = body
    for place in found:
        padded = replaced(padded, place.tokens, f"00{digits}")
    parsed = read(operation, status, padded).parsed

    for place in found:
        holder = Place(place.tokens[:-1], None, {})
        name = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", str(place.tokens[-1])).lower()
        setattr(held(parsed, holder), name, int(digits) + 1)

    written = places(CONTRACT, operation.bodies[status], parsed.to_dict())
    amounts_written = [place.value for place in written if place.is_amount]
    assert amounts_written == [str(int(digits) + 1)] * len(found)
