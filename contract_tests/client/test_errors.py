"""Tests of the exceptions of the generated client: attributes, messages, pickles and copies."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from bitgo_oes import errors
from hypothesis import example, given
from hypothesis import strategies as st

from ..contract import Json
from . import generated_bodies
from .calls import Form, outcomes, single_attempt_factory
from .document import OPERATION
from .example_counts import times
from .generated_arguments import required

Headers = Sequence[tuple[str, str]]

statuses = st.sampled_from([*(s for s in OPERATION.bodies if s != 200), 302, 418, 429, 503, 520])
contents = st.one_of(
    generated_bodies.json_values.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {"error": st.text()},
        optional={
            "name": st.text() | st.integers(),
            "requestId": st.text() | st.none(),
            "context": generated_bodies.json_values,
        },
    ).map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=30),
    st.text(max_size=30).map(str.encode),
)


def raised_by(status: int, content: bytes, headers: Headers = ()) -> Any:
    client = single_attempt_factory(
        lambda _: httpx.Response(status, content=content, headers=list(headers))
    )
    (error,) = outcomes(Form.SYNC, OPERATION, client, [required(OPERATION)])
    return error


def json_or_none(content: bytes) -> Json:
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=lambda _: 1 / 0)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")  # no lone surrogate
    except (ValueError, ArithmeticError):
        return None
    return value


@given(status=statuses, content=contents)
@times(5)
@example(404, b'"no"')
@example(404, rb'{"error": "\ud800"}')
def test_an_error_has_the_attributes_of_the_response(status: int, content: bytes) -> None:
    error = raised_by(status, content, [("x-trace", "7"), ("x-two", "1"), ("x-two", "2")])

    assert isinstance(error, errors.ApiError)
    assert (error.status_code, error.content, error.headers["x-trace"]) == (status, content, "7")
    assert error.headers.get_list("x-two") == ["1", "2"]
    assert error.body == json_or_none(content)
    properties = error.body if isinstance(error.body, dict) else {}
    assert error.context == properties.get("context")
    for attribute, property_name in (
        ("error", "error"),
        ("name", "name"),
        ("request_id", "requestId"),
    ):
        value = properties.get(property_name)
        assert getattr(error, attribute) == (value if isinstance(value, str) else None)
    assert error.retry_after is None


@given(status=statuses, content=contents)
@times(5)
def test_the_message_of_an_error_is_one_line_with_the_status_code(
    status: int, content: bytes
) -> None:
    message = str(raised_by(status, content))

    assert message.isprintable()
    assert str(status) in message
    assert len(message) < 1000


def test_the_message_of_an_error_has_the_name_message_and_request_id_of_the_body() -> None:
    value = {"error": "enterprise not\n found", "name": "EnterpriseNotFound", "requestId": "req-5"}

    message = str(raised_by(404, json.dumps(value).encode()))

    for part in ("404", "EnterpriseNotFound", "enterprise not found", "req-5"):
        assert part in message


@given(
    status=st.sampled_from([300, 301, 302, 303, 304, 307, 308, 399]),
    origin=st.sampled_from(["https://{}login.test:8443", "http://{}[::1]", "//{}login.test", ""]),
    userinfo=st.sampled_from(["", "s3cret@", "user:s3cret@", "s3cret;s3cret@s3cret@"]),
    path=st.sampled_from(["/", "/sso//start:1", "/@user/s,o"]),
    rest=st.sampled_from(["", "?s3cret", "#s3cret", ";s3cret", "?next=//a@b/s3cret#s3cret"]),
    content=st.sampled_from([b"", b"moved"]),
)
@times(5)
def test_the_message_of_a_redirect_has_the_target_without_parts_that_may_be_secrets(
    status: int, origin: str, userinfo: str, path: str, rest: str, content: bytes
) -> None:
    location = origin.format(userinfo) + path + rest

    message = str(raised_by(status, content, [("location", location)]))

    body = content and f": {content.decode()}"
    assert message == f"{status} redirect to {origin.format('')}{path}{body or ''}"


@pytest.mark.parametrize("location", ["https://user:s3cret", "//a:s3cret/b", "//user:s3?t@a.test"])
def test_the_message_of_a_redirect_to_an_invalid_url_has_no_target(location: str) -> None:
    assert str(raised_by(302, b"", [("location", location)])) == "302 no body"


def test_the_message_of_another_response_has_no_location() -> None:
    assert str(raised_by(201, b"", [("location", "https://a.test/b")])) == "201 no body"


def attributes(error: errors.BitgoOesError) -> dict[str, Any]:
    return vars(error) | {"args": error.args, "text": str(error), "kind": type(error)}


@given(status=statuses, content=contents)
@times(3)
def test_an_error_equals_its_pickle_and_its_copy(status: int, content: bytes) -> None:
    error = raised_by(status, content, [("retry-after", "7")])

    assert error.retry_after == 7
    for each in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert attributes(each) == attributes(error)


@pytest.mark.parametrize(
    "error",
    [
        errors.InvalidArgumentError("page_size must be a positive integer, not 0"),
        errors.ClientClosedError("closed"),
        errors.TransportError("broke off"),
        errors.TransportTimeoutError("too late"),
        errors.PaginationError("again"),
        errors.DecodeError("wrong", path="/a/0", status_code=200, excerpt="{"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_each_error_class_can_be_pickled(error: errors.BitgoOesError) -> None:
    assert attributes(pickle.loads(pickle.dumps(error))) == attributes(error)
    assert attributes(copy.copy(error)) == attributes(error)


def test_the_error_classes_have_the_documented_bases() -> None:
    parents = {
        errors.InvalidArgumentError: (errors.BitgoOesError, ValueError),
        errors.ClientClosedError: (errors.BitgoOesError,),
        errors.TransportError: (errors.BitgoOesError,),
        errors.TransportTimeoutError: (errors.TransportError,),
        errors.DecodeError: (errors.BitgoOesError,),
        errors.PaginationError: (errors.BitgoOesError,),
        errors.ApiError: (errors.BitgoOesError,),
        errors.InvalidRequestError: (errors.ApiError,),
        errors.AuthenticationError: (errors.ApiError,),
        errors.PermissionDeniedError: (errors.ApiError,),
        errors.NotFoundError: (errors.ApiError,),
        errors.RateLimitError: (errors.ApiError,),
        errors.InternalServerError: (errors.ApiError,),
        errors.UnexpectedStatusError: (errors.ApiError,),
    }
    for kind, above in parents.items():
        assert kind.__bases__ == above


def test_the_excerpt_of_a_body_is_one_short_line() -> None:
    error = raised_by(200, b'{"clientId":\n "' + b"x\x00\r" * 500 + b'"')

    assert isinstance(error, errors.DecodeError)
    assert 0 < len(error.excerpt) <= 200
    assert error.excerpt.isprintable()
    assert error.excerpt.startswith('{"clientId":')
    assert error.status_code == 200
