"""One client serves threads, event loops and copies; what is closed stays closed, and alone."""

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
    answering,
    asking,
    call_detailed,
    module_of,
    outcomes,
)
from .document import CONTRACT, OPERATION
from .fake_clock import skipping_pauses
from .generated_arguments import required

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)
MODULE = module_of(OPERATION)
ARGUMENTS: dict[str, Any] = required(OPERATION)

each_form = pytest.mark.parametrize("form", Form)


@define
class Server:
    """Remembers the requests that it answers alike."""

    status: int = 200
    body: Any = BODY
    requests: list[httpx.Request] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status, json=self.body)


def ask(form: Form, client: Client) -> Any:
    """Call with a client that the caller opened."""
    if form is Form.SYNC:
        return MODULE.sync(**ARGUMENTS, client=client)
    return asyncio.run(MODULE.asyncio(**ARGUMENTS, client=client))


def changed(make: MakeClient, **options: Any) -> MakeClient:
    return lambda: make().with_options(**options)


def close(form: Form, client: Client) -> None:
    if form is Form.SYNC:
        client.close()
    else:
        asyncio.run(client.aclose())


@each_form
@pytest.mark.parametrize("closing", Form)
def test_use_after_closing_is_an_error_and_sends_nothing(form: Form, closing: Form) -> None:
    server = Server()
    client = answering(server)()
    copy = client.with_options(timeout=1.0)
    ask(form, client)
    close(closing, client)
    close(closing, client)  # which is no error

    for each in (client, copy, client.with_options(timeout=2.0)):
        with pytest.raises(errors.ClientClosedError):
            ask(form, each)
    with pytest.raises(errors.ClientClosedError):
        client.__enter__()
    assert len(server.requests) == 1


@each_form
@pytest.mark.parametrize("closing", Form)
def test_closing_a_copy_leaves_its_original_open(form: Form, closing: Form) -> None:
    client = answering(Server())()
    copy = client.with_options(timeout=1.0)
    ask(form, copy)

    close(closing, copy)

    assert ask(form, client).to_dict() == BODY
    with pytest.raises(errors.ClientClosedError):
        ask(form, copy)
    close(form, client)


@each_form
def test_an_http_client_that_was_given_is_not_closed(form: Form) -> None:
    transport = httpx.MockTransport(Server())
    http, async_http = httpx.Client(transport=transport), httpx.AsyncClient(transport=transport)
    with Client(TOKEN, base_url=BASE_URL, http_client=http, async_http_client=async_http) as client:
        ask(form, client)
    close(form, client)

    assert not http.is_closed
    assert not async_http.is_closed
    http.close()
    with pytest.raises(errors.ClientClosedError):
        MODULE.sync(**ARGUMENTS, client=Client(TOKEN, http_client=http))


@each_form
def test_a_changed_copy_leaves_its_original_as_it_was(form: Form) -> None:
    server = Server()
    client = answering(server, timeout=5.0)()
    client.with_options(token="another-token", base_url="https://other.test", max_retries=5)
    changed = client.with_options(token="a-third-token", base_url="https://third.test", timeout=2.0)

    ask(form, client)
    ask(form, changed)
    ask(form, client)

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


def test_a_copy_for_another_environment_leaves_the_base_url_behind() -> None:
    client = Client(TOKEN, base_url=BASE_URL)

    assert client.with_options(environment="production").base_url == "https://app.bitgo.com"
    assert client.with_options(timeout=3).base_url == BASE_URL


@pytest.mark.parametrize("name", ["token", "base_url", "timeout"])
def test_an_option_cannot_be_set_on_a_client(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Client(TOKEN), name, "another")


@each_form
def test_options_hold_for_the_copy_that_has_them(form: Form) -> None:
    server = Server(503, {})
    with skipping_pauses():
        for retries, expected in ((0, 1), (1, 2), (3, 4)):
            server.requests.clear()
            outcomes(form, OPERATION, changed(asking(server), max_retries=retries), [ARGUMENTS])
            assert len(server.requests) == expected


@each_form
def test_a_body_that_lacks_what_is_required_is_refused_unless_that_is_tolerated(form: Form) -> None:
    server = Server(body={"clientId": "c", "balances": {}})

    strict = call_detailed(form, OPERATION, answering(server), ARGUMENTS)
    tolerant = call_detailed(form, OPERATION, answering(server, tolerant=True), ARGUMENTS)

    assert isinstance(strict.error, errors.DecodeError)
    assert strict.parsed is None
    assert tolerant.error is None
    assert tolerant.parsed.to_dict() == server.body


def test_one_client_serves_many_threads() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = request.url.params["pageNumber"]
        return httpx.Response(200, json=BODY | {"number": number})

    with answering(answer)() as client, ThreadPoolExecutor(16) as pool:
        read = pool.map(
            lambda number: MODULE.sync(**ARGUMENTS, client=client, page_number=number), range(300)
        )
        assert [payload["number"] for payload in read] == [str(number) for number in range(300)]


def test_one_client_serves_one_event_loop_after_another_and_calls_that_block() -> None:
    server = Server()
    client = answering(server)()

    async def several() -> list[Any]:
        calls = (MODULE.asyncio(**ARGUMENTS, client=client) for _ in range(5))
        return await asyncio.gather(*calls)

    for _ in range(3):
        assert all(payload.to_dict() == BODY for payload in asyncio.run(several()))
        assert MODULE.sync(**ARGUMENTS, client=client).to_dict() == BODY
    asyncio.run(client.aclose())
    assert len(server.requests) == 18


@each_form
def test_a_call_leaves_no_cookie_for_the_next(form: Form) -> None:
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, json=BODY, headers={"set-cookie": "session=of-another; Path=/"})

    outcomes(form, OPERATION, answering(answer), [ARGUMENTS] * 3)

    assert seen == [None] * 3


WRONG: list[dict[str, Any]] = [
    *({"timeout": value} for value in (0, -1, float("nan"), float("inf"), None, "1", True)),
    *({"deadline": value} for value in (0, -1, float("nan"), "1", True)),
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
    {"http_client": httpx},
    *({"token": value} for value in (5, None, b"secret", " ")),
]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_an_option_that_cannot_be_meant_is_refused_by_name(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(errors.InvalidArgumentError, match=name) as refusal:
        Client(**({"token": TOKEN} | wrong))
    assert "secret" not in "".join(traceback.format_exception(refusal.value))
    with pytest.raises(errors.InvalidArgumentError, match=name):
        Client(TOKEN).with_options(**wrong)


def test_a_wrong_environment_is_refused_beside_a_base_url() -> None:
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
def test_the_environment_or_the_base_url_says_which_server(
    options: dict[str, Any], start: str
) -> None:
    server = Server()

    with Client(TOKEN, transport=httpx.MockTransport(server), **options) as client:
        MODULE.sync(**ARGUMENTS, client=client)

    assert str(server.requests[0].url).startswith(start)


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    """Set the client's variables in the environment of the process, and no others."""

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
def test_the_environment_of_the_process_gives_way_to_what_is_passed(
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
        ({"BITGO_ACCESS_TOKEN": TOKEN, "BITGO_ENVIRONMENT": "moon"}, "BITGO_ENVIRONMENT must be"),
    ],
    ids=str,
)
def test_a_variable_that_is_missing_or_wrong_is_named(
    process: Callable[[dict[str, str]], None], variables: dict[str, str], says: str
) -> None:
    process(variables)

    with pytest.raises(errors.InvalidArgumentError, match=says):
        Client.from_env()
