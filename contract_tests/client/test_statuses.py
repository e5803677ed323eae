"""Every status, with every kind of body, in every form: what is documented comes out, no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from bitgo_oes import errors

from . import generated_bodies
from .calls import Form, MakeClient, answering, outcomes
from .document import CONTRACT, OPERATION
from .generated_arguments import required

RIGHT = {
    status: json.dumps(generated_bodies.example(CONTRACT, OPERATION, status)).encode()
    for status in OPERATION.bodies
}
BODIES = {
    "deeply nested": b'{"error":' * 10_000,
    "HTML": b"<!doctype html>\n<html><body><h1>Gateway</h1></body></html>",
    "right JSON": None,
    "wrong JSON": b'{"error": 5, "clientId": [], "balances": null, "name": {}, "context": "no"}',
    "empty": b"",
    "truncated": RIGHT[200][:-40],
    "invalid UTF-8": b'{"error": "\xff\xfe", "clientId": "\xc3("}',
    "10 MB": b'"' + b"x" * (10 * 2**20) + b'"',
}
ALL = range(100, 600)
#: For what takes long.
TELLING = (100, 200, 204, 302, 400, 404, 429, 500, 520)

DOCUMENTED: dict[int, type[errors.ApiError]] = {
    400: errors.InvalidRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    429: errors.RateLimitError,
    500: errors.InternalServerError,
}


def error_of(status: int) -> type[errors.ApiError]:
    server = errors.InternalServerError if status >= 500 else errors.UnexpectedStatusError
    return DOCUMENTED.get(status, server)


def serving(answers: Iterator[httpx.Response]) -> MakeClient:
    return answering(lambda _: next(answers))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", BODIES)
def test_only_documented_errors_escape(kind: str, form: Form) -> None:
    statuses = TELLING if kind == "10 MB" else ALL
    content = BODIES[kind]
    sent = [RIGHT.get(status, RIGHT[500]) if content is None else content for status in statuses]
    calls = [required(OPERATION)] * len(sent)

    def answers() -> MakeClient:
        return serving(httpx.Response(s, content=c) for s, c in zip(statuses, sent, strict=True))

    short = outcomes(form, OPERATION, answers(), calls)
    detailed = outcomes(form, OPERATION, answers(), calls, detailed=True)

    assert len(short) == len(detailed) == len(sent)
    for status, body, raised, response in zip(statuses, sent, short, detailed, strict=True):
        assert (response.status_code, response.content) == (status, body)
        assert_documented(status, kind, raised, response)


def assert_documented(status: int, kind: str, short: Any, detailed: Any) -> None:
    if status == 200 and kind == "right JSON":
        assert detailed.error is None
        assert short == detailed.parsed
        assert short.to_dict() == json.loads(RIGHT[200])
        return
    expected = errors.DecodeError if status == 200 else error_of(status)
    error: Any = detailed.error
    assert type(short) is type(error) is expected, status
    assert short.status_code == status
    assert str(short) == str(error)
    assert str(short).isprintable()
    assert len(str(short)) < 1000
    if kind == "right JSON" and status in RIGHT:
        assert vars(error)["body"] == detailed.parsed.to_dict() == json.loads(RIGHT[status])
    elif kind != "right JSON" and not (status == 400 and kind == "wrong JSON"):
        assert detailed.parsed is None, status  # but any object is the body of a 400


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("status", [201, 204, 299, 300, 301, 302, 307, 308])
def test_other_successes_and_redirects_are_unexpected_and_not_followed(
    form: Form, status: int
) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, headers={"location": "https://elsewhere.test/"})

    (error,) = outcomes(form, OPERATION, answering(answer), [required(OPERATION)])

    assert isinstance(error, errors.UnexpectedStatusError)
    assert len(asked) == 1
