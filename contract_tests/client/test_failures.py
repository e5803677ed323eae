"""Tests that each failure of a call is an error of the documented tree."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import zlib
from collections.abc import AsyncIterator, Iterator

import anyio
import h11
import httpcore
import httpx
import idna
import pytest
import sniffio
from bitgo_oes import Client, errors
from hypothesis import given
from hypothesis import strategies as st

from . import generated_bodies
from .calls import TOKEN, Form, client_factory, module_of, outcomes, single_attempt_factory
from .document import CONTRACT, OPERATION
from .example_counts import times
from .generated_arguments import required
from .scripted_sockets import Connection, scripted

each_form = pytest.mark.parametrize("form", Form)

BODY = generated_bodies.example(CONTRACT, OPERATION, 200)
MODULES = (anyio, h11, httpcore, httpx, idna, sniffio, socket, ssl, zlib)
LIBRARY_ERRORS: list[type[Exception]] = sorted(
    {
        *(
            each
            for module in MODULES
            for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, Exception)
        ),
        *(UnicodeError, ValueError, RuntimeError, AssertionError, TypeError, KeyError),
        *(NotImplementedError, OverflowError, AttributeError, IndexError, ImportError, EOFError),
    }
    - {httpx.HTTPStatusError},
    key=lambda kind: (kind.__module__, kind.__name__),
)


class BrokenStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A response body whose stream raises an error after the first byte."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        raise self.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"{"
        raise self.error


@each_form
@pytest.mark.parametrize("within_body", [False, True], ids=["before the response", "in the body"])
def test_any_error_of_the_libraries_is_an_error_of_the_tree(
    form: Form, within_body: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripted_errors = [kind.__new__(kind, f"with {TOKEN}") for kind in LIBRARY_ERRORS]
    waiting = iter(scripted_errors)

    def respond(_: object, request: httpx.Request) -> httpx.Response:
        if within_body:
            return httpx.Response(200, stream=BrokenStream(next(waiting)), request=request)
        raise next(waiting)

    async def awaited(_: object, request: httpx.Request) -> httpx.Response:
        return respond(_, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", respond)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", awaited)
    calls = [required(OPERATION)] * len(scripted_errors)
    results = outcomes(form, OPERATION, lambda: Client(TOKEN, max_retries=0), calls)

    for scripted_error, error in zip(scripted_errors, results, strict=True):
        assert isinstance(error, errors.TransportError | errors.DecodeError), scripted_error
        assert TOKEN not in str(error)
        assert error.__context__ is None
        assert error.__cause__ is None


lines = st.one_of(
    st.binary(max_size=20).map(lambda value: value.replace(b"\n", b"")),
    st.builds(
        lambda name, value: name + b": " + value,
        st.sampled_from(
            [
                *(b"Content-Length", b"Transfer-Encoding", b"Content-Encoding", b"Connection"),
                *(b"Location", b"Set-Cookie", b"Retry-After", b"Content-Type", b"Upgrade"),
            ]
        ),
        st.one_of(
            st.binary(max_size=12).map(lambda value: value.replace(b"\n", b"")),
            st.sampled_from(
                [
                    *(b"5", b"-1", b"99999999999999999999999", b"chunked", b"gzip", b"deflate"),
                    *(
                        b"br",
                        b"zstd",
                        b"gzip, gzip",
                        b"identity",
                        b"close",
                        b"text/html; charset=x",
                    ),
                    *(
                        b"a=b; Expires=Thu, 99 Xyz",
                        b"=",
                        b"http://[",
                        b"//",
                        b"http://a:b",
                        b"\xff",
                    ),
                ]
            ),
        ),
    ),
)
responses = st.builds(
    lambda status, headers, body: b"\r\n".join([status, *headers, b"", body]),
    st.one_of(
        st.builds(
            b"HTTP/1.%d %d %b".__mod__,
            st.tuples(st.integers(0, 2), st.integers(0, 1100), st.binary(max_size=4)),
        ),
        st.sampled_from(
            [
                *(b"HTTP/1.1 200 OK", b"HTTP/1.1 302 Found", b"HTTP/1.1 101 Switch"),
                *(b"HTTP/1.1 204 No", b"HTTP/1.1 304 Not", b"HTTP/2 200", b"ICY 200 OK", b""),
            ]
        ),
    ),
    st.lists(lines, max_size=4),
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from([b"5\r\n{}", b"0\r\n\r\n", b"ffffffffff\r\n", b"-1\r\n", b"zz\r\n"]),
    ),
)


def test_any_bytes_from_a_server_give_a_response_or_an_error_of_the_tree() -> None:
    current: list[bytes] = []

    def part(connection: Connection) -> None:
        connection.send(current[-1])

    with scripted(part) as server:

        @given(form=st.sampled_from(Form), response=responses)
        @times(5)
        def judge(form: Form, response: bytes) -> None:
            current.append(response)
            client = lambda: Client(TOKEN, base_url=server.url, max_retries=0, timeout=20)  # noqa: E731
            outcomes(form, OPERATION, client, [required(OPERATION)])  # catches documented errors

        judge()


LOCATIONS = [
    *(
        "http://[",
        "http://a:b",
        "http://a:99999",
        "//",
        "http://",
        "http:",
        "\x7f",
        "a b",
        "?#",
        "",
    ),
    *("http://xn--a", "http://\u00e9..\u00e9", "http://.", "mailto:a", "/" * 70_000, "\\\\a"),
]


@each_form
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_any_location_is_the_error_of_its_status_code(
    form: Form, status: int
) -> None:
    for location in LOCATIONS:
        sent: list[httpx.Request] = []

        def redirect(request: httpx.Request) -> httpx.Response:
            sent.append(request)  # noqa: B023
            headers = [(b"Location", location.encode("latin-1"))]  # noqa: B023
            return httpx.Response(status, headers=headers, content=b"moved")

        transport = httpx.MockTransport(redirect)
        for options in (
            {},
            {
                "transport": None,
                "async_transport": None,
                "http_client": httpx.Client(transport=transport, follow_redirects=True),
                "async_http_client": httpx.AsyncClient(transport=transport, follow_redirects=True),
            },
        ):
            sent.clear()
            client = client_factory(redirect, **options)
            (error,) = outcomes(form, OPERATION, client, [required(OPERATION)])

            assert isinstance(error, errors.UnexpectedStatusError)
            assert (error.status_code, error.content) == (status, b"moved")
            assert len(sent) == 1


@pytest.mark.parametrize(
    "host",
    [
        *("a..b", ".a", f"{'a' * 64}.test", "xn--a", "xn--\u00e9", "\u00e9" * 64, "[::1", "\x7f"),
        *(f"a{character}b" for character in "\"\\ %!$&'()*+,;<=>^`{|}~"),
        *("a%20b", "%61", "a:-1", "a:0", "a:65536", "127.0.0.1:99999", "[::1]:-1"),
    ],
    ids=ascii,
)
def test_an_invalid_host_or_port_in_the_base_url_is_an_invalid_argument(host: str) -> None:
    with pytest.raises(errors.InvalidArgumentError, match="base_url"):
        Client(TOKEN, base_url=f"https://{host}")


@pytest.mark.parametrize(
    "host",
    [
        *("a", "a-b.test", "a_b", "a.test.", "127.0.0.1", "[::1]", "[::ffff:192.0.2.1]"),
        *("b\u00fccher.test", "\u65e5\u672c.test", "a:1", "[fe80::1%25eth0]:65535"),
        *(f"[fe80::1%{zone}]" for zone in ("eth0", "br-1f.2", "a_b~c")),
    ],
    ids=ascii,
)
def test_a_base_url_may_have_any_valid_host_and_port(host: str) -> None:
    assert Client(TOKEN, base_url=f"https://{host}").base_url.startswith("https://")


@each_form
def test_a_timeout_of_any_length_is_allowed(form: Form) -> None:
    def part(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")

    with scripted(part) as server:
        for seconds in (1e6, 1e10, 1e300):
            (error,) = outcomes(
                form,
                OPERATION,
                lambda: Client(TOKEN, base_url=server.url, timeout=seconds, deadline=seconds),  # noqa: B023
                [required(OPERATION)],
            )
            assert isinstance(error, errors.NotFoundError)


def test_a_call_that_is_under_way_when_the_client_closes_says_that_it_is_closed() -> None:
    reached, closed = threading.Event(), threading.Event()

    def part(_: Connection) -> None:
        reached.set()
        closed.wait(60)  # the connection then ends without a response

    with scripted(part) as server:
        client = Client(TOKEN, base_url=server.url, timeout=60)
        caught: list[errors.BitgoOesError] = []

        def run() -> None:
            with contextlib.suppress(ValueError):
                caught.extend(outcomes(Form.SYNC, OPERATION, lambda: client, [required(OPERATION)]))

        thread = threading.Thread(target=run)
        thread.start()
        assert reached.wait(60)
        client.close()
        closed.set()
        thread.join()

    (error,) = caught
    assert isinstance(error, errors.ClientClosedError)


def test_an_asynchronous_call_outside_an_event_loop_is_a_transport_error() -> None:
    client = single_attempt_factory(lambda _: httpx.Response(200, json=BODY))()
    with pytest.raises(errors.TransportError, match="event loop"):
        module_of(OPERATION).asyncio(**required(OPERATION), client=client).send(None)
