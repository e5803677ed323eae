"""Tests of errors that event hooks, transports and HTTP clients of the user raise during a call."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from bitgo_oes import Client, errors

from . import generated_bodies
from .calls import Form, MakeClient, call, client_factory, module_of, outcomes
from .document import CONTRACT, OPERATION
from .fake_clock import fake_sleep
from .generated_arguments import required
from .test_failures import LIBRARY_ERRORS, BrokenStream

each_form = pytest.mark.parametrize("form", Form)
each_hook = pytest.mark.parametrize("hook", ["request", "response"])

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)
MODULE = module_of(OPERATION)

UNREACHABLE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class OfTheUser(Exception):
    """An exception that the user's code raises."""


class OfTheUserTooError(httpx.ConnectError):
    """An exception of the user whose class derives from an error of httpx."""


EXCEPTIONS = [*LIBRARY_ERRORS, httpx.HTTPStatusError, OfTheUser, OfTheUserTooError]


class Server:
    """A function that responds to all requests, and counts the requests."""

    def __init__(self, respond: Callable[[httpx.Request], httpx.Response] | None = None) -> None:
        self.requests = 0
        self._respond = respond or (lambda _: httpx.Response(200, json=BODY))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        return self._respond(request)


class OwnTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for `httpx` that gets each response from a function."""

    def __init__(self, respond: Callable[[httpx.Request], httpx.Response]) -> None:
        self._respond = respond

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._respond(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


def hooked(server: Server, hook: str, run: Callable[[Any], None]) -> MakeClient:
    """Return a factory of clients whose event hooks call a function."""

    async def awaited(subject: httpx.Request | httpx.Response) -> None:
        if isinstance(subject, httpx.Response):
            await subject.aread()
        run(subject)

    return passing(
        httpx.Client(transport=httpx.MockTransport(server), event_hooks={hook: [run]}),
        httpx.AsyncClient(transport=httpx.MockTransport(server), event_hooks={hook: [awaited]}),
    )


def passing(http: httpx.Client, async_http: httpx.AsyncClient) -> MakeClient:
    """Return a factory of clients with HTTP clients of the user."""
    return client_factory(
        Server(),
        transport=None,
        async_transport=None,
        http_client=http,
        async_http_client=async_http,
    )


def raising(kind: type[Exception]) -> Callable[[object], Any]:
    """Return a function that raises an exception with a message."""

    def fail(_: object) -> Any:
        raise kind("from the user")

    return fail


def new(kind: type[Exception]) -> Any:
    """Return an exception of any class, whose constructor may need other arguments."""
    return kind.__new__(kind, "from the user")


def raise_error(error: Exception) -> Any:
    """Raise an exception."""
    raise error


def caught(form: Form, client: MakeClient) -> Exception:
    """Return the exception that a call raises. The delays of retries take no time."""
    with fake_sleep(), pytest.raises(Exception) as raised:
        call(form, OPERATION, client, required(OPERATION))
    return raised.value


@each_form
@each_hook
def test_any_exception_of_an_event_hook_reaches_the_user_unchanged_after_one_request(
    form: Form, hook: str
) -> None:
    for kind in EXCEPTIONS:
        error = new(kind)
        server, calls = Server(), []

        def fail(subject: object) -> None:
            calls.append(subject)  # noqa: B023
            raise error  # noqa: B023

        assert caught(form, hooked(server, hook, fail)) is error
        assert (len(calls), server.requests) == (1, int(hook == "response")), kind


@each_form
@each_hook
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_failed_request_of_an_event_hook_does_not_repeat_the_call(
    form: Form, hook: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MODULE, "_OPERATION", MODULE._OPERATION._replace(method=method))
    for kind in UNREACHABLE:
        server = Server()
        audit = httpx.Client(transport=httpx.MockTransport(raising(kind)))

        def send_other(_: object) -> None:
            audit.get("https://audit.test")  # noqa: B023

        def send_again(subject: httpx.Request | httpx.Response) -> None:
            request = subject if isinstance(subject, httpx.Request) else subject.request
            audit.send(request)  # noqa: B023

        for run in (send_other, send_again):
            server.requests = 0
            assert type(caught(form, hooked(server, hook, run))) is kind
            assert server.requests == int(hook == "response")


@each_form
def test_a_connection_that_breaks_while_a_hook_reads_the_body_is_a_transport_error(
    form: Form,
) -> None:
    error = httpx.ReadError("broken")
    server = Server(lambda _: httpx.Response(200, stream=BrokenStream(error)))
    client = hooked(server, "response", lambda response: response.read())

    assert isinstance(caught(form, client), errors.TransportError)
    assert server.requests == 3


@each_form
def test_an_exception_of_a_transport_is_unchanged_unless_it_is_an_error_of_httpx(
    form: Form,
) -> None:
    kinds = [kind for kind in EXCEPTIONS if kind.__module__ in {"builtins", "socket", "ssl"}]
    for kind in (*kinds, OfTheUser):
        error = new(kind)
        server = Server(lambda _: raise_error(error))  # noqa: B023
        transport = OwnTransport(server)
        client = client_factory(server, transport=transport, async_transport=transport)

        assert caught(form, client) is error
        assert server.requests == 1


@each_form
def test_a_transport_error_of_httpx_that_a_transport_of_the_user_raises_is_retried(
    form: Form,
) -> None:
    for kind in (*UNREACHABLE, httpx.ReadError, httpx.ReadTimeout, OfTheUserTooError):
        server = Server(raising(kind))
        transport = OwnTransport(server)
        client = client_factory(server, transport=transport, async_transport=transport)

        assert isinstance(caught(form, client), errors.TransportError)
        assert server.requests == 3


def requests_of_post(
    form: Form, server: Server, client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, Any]:
    """Call an operation with the method POST. Return the number of requests, and the outcome."""
    monkeypatch.setattr(MODULE, "_OPERATION", MODULE._OPERATION._replace(method="POST"))
    with fake_sleep():
        (outcome,) = outcomes(form, OPERATION, client, [required(OPERATION)])
    return server.requests, outcome


@each_form
@pytest.mark.parametrize("kind", UNREACHABLE)
def test_a_post_is_repeated_if_the_network_proves_that_it_was_never_sent(
    form: Form, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(raising(kind))
    count, outcome = requests_of_post(form, server, client_factory(server), monkeypatch)
    assert count == 3
    assert isinstance(outcome, errors.TransportError)

    async def awaited(_: object, request: httpx.Request) -> httpx.Response:
        return server(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", lambda _, request: server(request))
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", awaited)
    server.requests = 0
    own = passing(httpx.Client(verify=False), httpx.AsyncClient(verify=False))
    assert requests_of_post(form, server, own, monkeypatch)[0] == 3


@each_form
@pytest.mark.parametrize("kind", UNREACHABLE)
def test_a_post_that_a_transport_or_an_http_client_of_the_user_may_have_sent_is_not_repeated(
    form: Form, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Resending(httpx.Client):
        def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
            return super().send(request, **options)

    class AsyncResending(httpx.AsyncClient):
        async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
            return await super().send(request, **options)

    failing = Server(raising(kind))
    transport = OwnTransport(failing)
    for client in (
        client_factory(failing, transport=transport, async_transport=transport),
        passing(
            Resending(transport=httpx.MockTransport(failing)),
            AsyncResending(transport=httpx.MockTransport(failing)),
        ),
    ):
        failing.requests = 0
        count, outcome = requests_of_post(form, failing, client, monkeypatch)
        assert count == 1
        assert isinstance(outcome, errors.TransportError)


@each_form
@pytest.mark.parametrize("kind", UNREACHABLE)
def test_a_post_is_not_repeated_after_an_error_in_the_body_of_its_response(
    form: Form, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(lambda _: httpx.Response(200, stream=BrokenStream(kind("in the body"))))
    count, outcome = requests_of_post(form, server, client_factory(server), monkeypatch)

    assert count == 1
    assert isinstance(outcome, errors.TransportError)


@each_form
@pytest.mark.parametrize("kind", [*UNREACHABLE, OSError, TimeoutError, OfTheUser])
def test_an_exception_of_an_overridden_method_reaches_the_user_unchanged(
    form: Form, kind: type[Exception]
) -> None:
    class Audited(httpx.Client):
        def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
            super().send(request, **options)
            raise kind("from the user")

    class AsyncAudited(httpx.AsyncClient):
        async def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
            await super().send(request, **options)
            raise kind("from the user")

    server = Server()
    transport = httpx.MockTransport(server)
    client = passing(Audited(transport=transport), AsyncAudited(transport=transport))

    assert type(caught(form, client)) is kind
    assert server.requests == 1


class Counting(httpx.Client):
    """An HTTP client whose class counts the requests, and closes a deleted object."""

    sent = 0

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        self.sent += 1
        return super().send(request, **options)

    def __del__(self) -> None:
        self.close()


class Slotted(httpx.Client):
    """An HTTP client whose class has a slot."""

    __slots__ = ("sent",)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sent = 0

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        self.sent += 1
        return super().send(request, **options)


@pytest.mark.parametrize("kind", [Counting, Slotted])
def test_an_http_client_of_any_class_keeps_its_state(kind: type[Counting | Slotted]) -> None:
    http = kind(transport=httpx.MockTransport(Server()), params={"a": "1"})
    client = Client("a-token", http_client=http)
    for _ in range(2):
        MODULE.sync(**required(OPERATION), client=client)
    http.params = httpx.QueryParams({"b": "2"})
    http.event_hooks = {"request": [lambda request: urls.append(str(request.url))]}
    urls: list[str] = []
    MODULE.sync(**required(OPERATION), client=client)
    del client
    gc.collect()

    assert http.sent == 3
    assert urls[0].endswith("?b=2")
    assert not http.is_closed
