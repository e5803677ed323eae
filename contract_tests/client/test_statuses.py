"""Tests that each status code, with any body, gives the documented result or error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
from bitgo_oes import errors

from . import generated_bodies
from .calls import Form, MakeClient, outcomes, single_attempt_factory
from .document import CONTRACT, OPERATION
from .generated_arguments import required

VALID_BODIES = {
    status: json.dumps(generated_bodies.example(CONTRACT, OPERATION, status)).encode()
    for status in OPERATION.bodies
}
BODIES = {
    "deeply nested": b'{"error":' * 10_000,
    "HTML": b"<!doctype html>\n<html><body><h1>Gateway</h1></body></html>",
    "valid JSON": None,
    "mistyped JSON": b'{"error": 5, "clientId": [], "balances": null, "name": {}, "context": "no"}',
    "empty": b"",
    "truncated": VALID_BODIES[200][:-40],
    "invalid UTF-8": b'{"error": "\xff\xfe", "clientId": "\xc3("}',
    "10 MB": b'"' + b"x" * (10 * 2**20) + b'"',
}
ALL_STATUSES = range(100, 600)
#: Status codes for slow tests.
SAMPLE = (100, 200, 204, 302, 400, 404, 429, 500, 520)

DOCUMENTED: dict[int, type[errors.ApiError]] = {
    400: errors.InvalidRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    429: errors.RateLimitError,
    500: errors.InternalServerError,
}


def error_of(status: int) -> type[errors.ApiError]:
    if status in DOCUMENTED:
        return DOCUMENTED[status]
    if 400 <= status < 500 and status in OPERATION.bodies:  # added to the document
        classes = [getattr(errors, name) for name in errors.__all__]
        (own,) = [each for each in classes if str(each.__doc__).startswith(f"{status}: ")]
        return cast("type[errors.ApiError]", own)
    return errors.InternalServerError if status >= 500 else errors.UnexpectedStatusError


def serving(responses: Iterator[httpx.Response]) -> MakeClient:
    return single_attempt_factory(lambda _: next(responses))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", BODIES)
def test_each_status_code_and_body_raises_the_documented_error(kind: str, form: Form) -> None:
    statuses = SAMPLE if kind == "10 MB" else ALL_STATUSES
    content = BODIES[kind]
    sent = [
        VALID_BODIES.get(status, VALID_BODIES[500]) if content is None else content
        for status in statuses
    ]
    calls = [required(OPERATION)] * len(sent)

    def factory() -> MakeClient:
        return serving(httpx.Response(s, content=c) for s, c in zip(statuses, sent, strict=True))

    short = outcomes(form, OPERATION, factory(), calls)
    detailed = outcomes(form, OPERATION, factory(), calls, detailed=True)

    assert len(short) == len(detailed) == len(sent)
    for status, body, raised, response in zip(statuses, sent, short, detailed, strict=True):
        assert (response.status_code, response.content) == (status, body)
        assert_documented(status, kind, raised, response)


def assert_documented(status: int, kind: str, short: Any, detailed: Any) -> None:
    if status == 200 and kind == "valid JSON":
        assert detailed.error is None
        assert short == detailed.parsed
        assert short.to_dict() == json.loads(VALID_BODIES[200])
        return
    expected = errors.DecodeError if status == 200 else error_of(status)
    error: Any = detailed.error
    assert type(short) is type(error) is expected, status
    assert detailed.parsed is None
    assert short.status_code == status
    assert str(short) == str(error)
    assert str(short).isprintable()
    assert len(str(short)) < 1000
    if kind == "valid JSON" and status in VALID_BODIES:
        valid = json.loads(VALID_BODIES[status])
        assert vars(error)["body"] == vars(error)["parsed"].to_dict() == valid
    elif kind != "valid JSON" and not (status == 400 and kind == "mistyped JSON"):
        assert error.parsed is None, status  # any object is a valid body of a 400 response


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("status", [201, 204, 299, 300, 301, 302, 307, 308])
def test_other_successes_and_redirects_are_unexpected_and_not_followed(
    form: Form, status: int
) -> None:
    requests: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(status, headers={"location": "https://elsewhere.test/"})

    (error,) = outcomes(form, OPERATION, single_attempt_factory(respond), [required(OPERATION)])

    assert isinstance(error, errors.UnexpectedStatusError)
    assert len(requests) == 1
