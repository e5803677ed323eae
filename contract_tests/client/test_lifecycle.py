"""Tests of the client object: options, copies, threads, event loops and closing."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from attrs import define, field
from bitgo_oes import Client, Environment, errors

from . import generated_bodies
from .calls import (
    BASE_URL,
    TOKEN,
    Form,
    MakeClient,
    call_detailed,
    client_factory,
    module_of,
    outcomes,
    single_attempt_factory,
)
from .document import CONTRACT, OPERATION
from .fake_clock import fake_sleep
from .generated_arguments import required

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)
MODULE = module_of(OPERATION)
ARGUMENTS: dict[str, Any] = required(OPERATION)

each_form = pytest.mark.parametrize("form", Form)


@define
class Server:
    """A transport that records the requests and returns the same response to each request."""

    status: int = 200
    body: Any = BODY
    requests: list[httpx.Request] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status, json=self.body)


def send(form: Form, client: Client) -> Any:
    """Call the operation with an open client, and return the decoded body."""
    if form is Form.SYNC:
        return MODULE.sync(**ARGUMENTS, client=client)
    return asyncio.run(MODULE.asyncio(**ARGUMENTS, client=client))


def with_options_factory(make: MakeClient, **options: Any) -> MakeClient:
    return lambda: make().with_options(**options)


def close(form: Form, client: Client) -> None:
    if form is Form.SYNC:
        client.close()
    else:
        asyncio.run(client.aclose())


@each_form
@pytest.mark.parametrize("closing", Form)
def test_a_closed_client_raises_an_error_and_sends_no_request(form: Form, closing: Form) -> None:
    server = Server()
    client = single_attempt_factory(server)()
    copy = client.with_options(timeout=1.0)
    send(form, client)
    close(closing, client)
    close(closing, client)  # closing twice is not an error

    for each in (client, copy, client.with_options(timeout=2.0)):
        with pytest.raises(errors.ClientClosedError):
            send(form, each)
    with pytest.raises(errors.ClientClosedError):
        client.__enter__()
    assert len(server.requests) == 1


@each_form
@pytest.mark.parametrize("closing", Form)
def test_closing_a_copy_leaves_its_original_open(form: Form, closing: Form) -> None:
    client = single_attempt_factory(Server())()
    copy = client.with_options(timeout=1.0)
    send(form, copy)

    close(closing, copy)

    assert send(form, client).to_dict() == BODY
    with pytest.raises(errors.ClientClosedError):
        send(form, copy)
    close(form, client)


@each_form
def test_the_httpx_client_of_the_caller_is_not_closed(form: Form) -> None:
    transport = httpx.MockTransport(Server())
    http, async_http = httpx.Client(transport=transport), httpx.AsyncClient(transport=transport)
    with Client(TOKEN, base_url=BASE_URL, http_client=http, async_http_client=async_http) as client:
        send(form, client)
    close(form, client)

    assert not http.is_closed
    assert not async_http.is_closed
    http.close()
    with pytest.raises(errors.ClientClosedError):
        MODULE.sync(**ARGUMENTS, client=Client(TOKEN, http_client=http))


@each_form
def test_a_copy_with_other_options_does_not_change_the_original(form: Form) -> None:
    server = Server()
    client = single_attempt_factory(server, timeout=5.0)()
    client.with_options(token="another-token", base_url="https://other.test", max_retries=5)
    copy = client.with_options(token="a-third-token", base_url="https://third.test", timeout=2.0)

    send(form, client)
    send(form, copy)
    send(form, client)

    assert [request.url.host for request in server.requests] == [
        "api.test",
        "third.test",
        "api.test",
    ]
    assert [request.headers["authorization"] for request in server.requests] == [
        f"Bearer {TOKEN}",
        "Bearer a-third-token",
        f"Bearer {TOKEN}",
    ]
    assert [request.extensions["timeout"]["read"] for request in server.requests] == [5, 2, 5]
    close(form, client)


def test_a_copy_for_another_environment_has_the_base_url_of_the_environment() -> None:
    client = Client(TOKEN, base_url=BASE_URL)

    assert client.with_options(environment="production").base_url == "https://app.bitgo.com"
    assert client.with_options(timeout=3).base_url == BASE_URL


@pytest.mark.parametrize("name", ["token", "base_url", "timeout"])
def test_the_options_of_a_client_are_read_only(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Client(TOKEN), name, "another")


@each_form
def test_a_copy_uses_its_own_options(form: Form) -> None:
    server = Server(503, {})
    with fake_sleep():
        for retries, expected in ((0, 1), (1, 2), (3, 4)):
            server.requests.clear()
            outcomes(
                form,
                OPERATION,
                with_options_factory(client_factory(server), max_retries=retries),
                [ARGUMENTS],
            )
            assert len(server.requests) == expected


@each_form
def test_a_body_without_a_required_property_is_an_error_unless_the_client_is_tolerant(
    form: Form,
) -> None:
    server = Server(body={"clientId": "c", "balances": {}})

    strict = call_detailed(form, OPERATION, single_attempt_factory(server), ARGUMENTS)
    tolerant = call_detailed(
        form, OPERATION, single_attempt_factory(server, tolerant=True), ARGUMENTS
    )

    assert isinstance(strict.error, errors.DecodeError)
    assert strict.parsed is None
    assert tolerant.error is None
    assert tolerant.parsed.to_dict() == server.body


def test_several_threads_can_use_one_client() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        number = request.url.params["pageNumber"]
        return httpx.Response(200, json=BODY | {"number": number})

    with single_attempt_factory(respond)() as client, ThreadPoolExecutor(16) as pool:
        read = pool.map(
            lambda number: MODULE.sync(**ARGUMENTS, client=client, page_number=number), range(300)
        )
        assert [payload["number"] for payload in read] == [str(number) for number in range(300)]


def test_one_client_can_be_used_by_several_event_loops_and_synchronously() -> None:
    server = Server()
    client = single_attempt_factory(server)()

    async def several() -> list[Any]:
        calls = (MODULE.asyncio(**ARGUMENTS, client=client) for _ in range(5))
        return await asyncio.gather(*calls)

    for _ in range(3):
        assert all(payload.to_dict() == BODY for payload in asyncio.run(several()))
        assert MODULE.sync(**ARGUMENTS, client=client).to_dict() == BODY
    asyncio.run(client.aclose())
    assert len(server.requests) == 18


@each_form
def test_a_cookie_of_a_response_is_not_sent_with_the_next_request(form: Form) -> None:
    seen: list[str | None] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, json=BODY, headers={"set-cookie": "session=of-another; Path=/"})

    outcomes(form, OPERATION, single_attempt_factory(respond), [ARGUMENTS] * 3)

    assert seen == [None] * 3


INVALID_OPTIONS: list[dict[str, Any]] = [
    *({"timeout": value} for value in (0, -1, float("nan"), float("inf"), None, "1", True)),
    *({"deadline": value} for value in (0, -1, float("nan"), "1", True)),
    *({name: 10**400} for name in ("timeout", "deadline")),
    *({"max_retries": value} for value in (-1, 1.5, None, True)),
    *({"max_body_bytes": value} for value in (-1, 1.5, None)),
    *({"allow_http": value} for value in (1, None, "no")),
    {"tolerant": "no"},
    *({"environment": value} for value in ("staging", None, 1)),
    *(
        {"base_url": value}
        for value in (
            *(
                "",
                "api.test",
                "/api",
                "ftp://a",
                "https://me:secret@a",
                "https://a?b",
                "https://a#b",
            ),
            *("https://a:port", 5),
        )
    ),
    *({name: httpx} for name in ("http_client", "async_http_client")),
    *({"transport": value} for value in (5, httpx.AsyncBaseTransport())),
    *({"async_transport": value} for value in (5, httpx.BaseTransport())),
    *({"token": value} for value in (5, None, b"secret", " ")),
]


def _identifier(option: dict[str, Any]) -> str:
    # The representations of other objects contain an address or a path of this machine.
    plain = (int, float, str, bytes, list, dict, type(None))
    values = (v if isinstance(v, plain) else type(v).__name__ for v in option.values())
    return f"{', '.join(option)}={', '.join(map(repr, values))}"[:60]


@pytest.mark.parametrize("option", INVALID_OPTIONS, ids=_identifier)
def test_an_invalid_option_raises_an_error_that_names_the_option(option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(errors.InvalidArgumentError, match=name) as refusal:
        Client(**({"token": TOKEN} | option))
    assert "secret" not in "".join(traceback.format_exception(refusal.value))
    with pytest.raises(errors.InvalidArgumentError, match=name):
        Client(TOKEN).with_options(**option)


def test_an_invalid_environment_is_an_error_even_with_a_base_url() -> None:
    with pytest.raises(errors.InvalidArgumentError, match="environment"):
        Client(TOKEN, environment="staging", base_url=BASE_URL)


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ({}, "https://app.bitgo-test.com/api/"),
        ({"environment": "test"}, "https://app.bitgo-test.com/api/"),
        ({"environment": "production"}, "https://app.bitgo.com/api/"),
        ({"environment": Environment.PRODUCTION}, "https://app.bitgo.com/api/"),
        ({"base_url": "http://127.0.0.1:8080"}, "http://127.0.0.1:8080/api/"),
        ({"base_url": "http://[::1]:8080"}, "http://[::1]:8080/api/"),
        ({"base_url": "https://h/some/prefix/"}, "https://h/some/prefix/api/"),
        ({"base_url": "https://h", "environment": "production"}, "https://h/api/"),
        ({"base_url": "http://h", "allow_http": True}, "http://h/api/"),
    ],
    ids=str,
)
def test_the_environment_or_the_base_url_selects_the_server(
    options: dict[str, Any], start: str
) -> None:
    server = Server()

    with Client(TOKEN, transport=httpx.MockTransport(server), **options) as client:
        MODULE.sync(**ARGUMENTS, client=client)

    assert str(server.requests[0].url).startswith(start)


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Return a function that sets only the given environment variables of the client.

    The function unsets the other environment variables that the client reads.
    """

    def put(variables: dict[str, str]) -> None:
        for name in ("BITGO_ACCESS_TOKEN", "BITGO_BASE_URL", "BITGO_ENVIRONMENT"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return put


@pytest.mark.parametrize(
    ("variables", "overrides", "expected"),
    [
        ({}, {}, Environment.TEST.base_url),
        ({"BITGO_ENVIRONMENT": "production"}, {}, Environment.PRODUCTION.base_url),
        ({"BITGO_ENVIRONMENT": "production", "BITGO_BASE_URL": BASE_URL}, {}, BASE_URL),
        ({"BITGO_BASE_URL": BASE_URL}, {"environment": "test"}, Environment.TEST.base_url),
        ({"BITGO_ENVIRONMENT": "production"}, {"base_url": BASE_URL}, BASE_URL),
        ({"BITGO_BASE_URL": ""}, {}, Environment.TEST.base_url),
    ],
    ids=str,
)
def test_arguments_take_precedence_over_environment_variables(
    process: Callable[[dict[str, str]], None],
    variables: dict[str, str],
    overrides: dict[str, Any],
    expected: str,
) -> None:
    process({"BITGO_ACCESS_TOKEN": TOKEN} | variables)

    assert Client.from_env(**overrides).base_url == expected


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "BITGO_ACCESS_TOKEN"),
        ({"BITGO_ACCESS_TOKEN": ""}, "BITGO_ACCESS_TOKEN"),
        ({"BITGO_ACCESS_TOKEN": f"{TOKEN}\n"}, "BITGO_ACCESS_TOKEN is invalid"),
        ({"BITGO_ACCESS_TOKEN": TOKEN, "BITGO_ENVIRONMENT": "moon"}, "BITGO_ENVIRONMENT must be"),
        *(
            ({"BITGO_ACCESS_TOKEN": TOKEN, "BITGO_BASE_URL": url}, "BITGO_BASE_URL is invalid")
            for url in ("http://api.test", "api.test", "https://a?b", " ")
        ),
    ],
    ids=str,
)
def test_a_missing_or_invalid_environment_variable_is_named_in_the_error(
    process: Callable[[dict[str, str]], None], variables: dict[str, str], says: str
) -> None:
    process(variables)

    with pytest.raises(errors.InvalidArgumentError, match=says) as refusal:
        Client.from_env()
    assert TOKEN not in "".join(traceback.format_exception(refusal.value))
