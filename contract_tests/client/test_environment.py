"""Tests of calls whose environment variables for proxies or certificates are broken."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bitgo_oes import Client, errors

from . import generated_bodies
from .calls import Form, outcomes
from .document import CONTRACT, OPERATION
from .echo_server import EchoServer, echo_server
from .generated_arguments import required
from .scripted_sockets import Part, scripted
from .test_secrets import visible
from .token_echo import TOKEN, assert_not_shown

PASSWORD = "-".join(("pass", "word", "of", "the", "proxy"))
UNREACHABLE = "https://127.0.0.1:1"

each_form = pytest.mark.parametrize("form", Form)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Unset the environment variables for proxies and certificates before each test."""
    for scheme in ("http", "https", "all", "no"):
        for name in (f"{scheme}_proxy", f"{scheme}_PROXY".upper()):
            monkeypatch.delenv(name, raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def error_of(form: Form, base_url: str = UNREACHABLE) -> errors.BitgoOesError:
    """Return the error of a call, which must show neither the token nor the password."""
    (error,) = outcomes(
        form,
        OPERATION,
        lambda: Client(TOKEN, base_url=base_url, max_retries=0, timeout=20),
        [required(OPERATION)],
    )
    assert isinstance(error, errors.BitgoOesError)
    assert str(error).isprintable()
    for each in visible(error):
        assert_not_shown(each)
        assert_not_shown(each, PASSWORD)
    return error


NO_PROXIES = [
    *("nonsense://x", "socks4://x", "ftp://x:1", "http://x:port", "http://[::1", "http://x\x7f"),
    *("http://xn--\u00e9", "http://x\udcff@y", "://"),
]
UNREACHABLE_PROXIES = [
    *("http://127.0.0.1:1", "https://127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1/path"),
    *("http://127.0.0.1:99999", "http://127.0.0.1:-1", "http://"),
    *("http://a..b", "http://.a", f"http://{'a' * 64}.test"),
]


def without_slashes(url: str) -> str:
    return ascii(url.replace("/", "|"))


def with_password(url: str) -> str:
    """Return the URL of a proxy with a user and a password."""
    scheme, separator, rest = url.rpartition("://")
    return f"{scheme}{separator}me:{PASSWORD}@{rest}"


@each_form
@pytest.mark.parametrize("url", NO_PROXIES, ids=without_slashes)
def test_an_invalid_proxy_variable_is_named_in_the_error(
    form: Form, url: str, environment: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "http_proxy"):
        with environment.context() as patch:
            patch.setenv(name, with_password(url))

            error = error_of(form)

        assert isinstance(error, errors.InvalidArgumentError)
        assert str(error).startswith(f"{name} is not the URL of a proxy: ")


@each_form
@pytest.mark.parametrize("url", UNREACHABLE_PROXIES, ids=without_slashes)
def test_an_unreachable_proxy_is_named_in_the_error(
    form: Form, url: str, environment: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "ALL_PROXY"):
        with environment.context() as patch:
            patch.setenv(name, with_password(url))

            assert name in str(error_of(form))


@each_form
def test_a_socks_proxy_without_its_package_says_what_to_install(
    form: Form, environment: pytest.MonkeyPatch
) -> None:
    environment.setitem(sys.modules, "socksio", None)
    environment.setenv("ALL_PROXY", with_password("socks5://127.0.0.1:1"))

    error = error_of(form)

    assert isinstance(error, errors.InvalidArgumentError)
    assert "ALL_PROXY" in str(error)
    assert "httpx[socks]" in str(error)


PROXY_RESPONSES: dict[str, bytes] = {
    "refuses": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    "fails": b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
    "is not HTTP": b"220 mail.test ESMTP\r\n\r\n",
    "is silent": b"",
    "is not TLS": b"HTTP/1.1 200 OK\r\n\r\nnot TLS, which the client expects here",
}


@each_form
@pytest.mark.parametrize("response", PROXY_RESPONSES.values(), ids=list(PROXY_RESPONSES))
def test_a_faulty_proxy_is_a_transport_error(
    form: Form, response: bytes, environment: pytest.MonkeyPatch
) -> None:
    part: Part = lambda connection: connection.send(response)  # noqa: E731
    with scripted(part) as proxy:
        environment.setenv("HTTPS_PROXY", with_password(proxy.url))
        error = error_of(form)

    assert isinstance(error, errors.TransportError)


@each_form
@pytest.mark.parametrize("value", ["[::1", "x://\x7f", "\x7f"], ids=ascii)
def test_an_invalid_list_of_hosts_without_proxy_is_named_in_the_error(
    form: Form, value: str, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("no_proxy", value)

    assert "no_proxy is not a list of hosts" in str(error_of(form))


CERTIFICATES: dict[str, str | None] = {
    "missing": None,
    "empty": "",
    "of other text": "not a certificate",
    "cut off": "-----BEGIN CERTIFICATE-----\nMIIB",
    "malformed": "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n",
}


@each_form
@pytest.mark.parametrize("content", CERTIFICATES.values(), ids=list(CERTIFICATES))
def test_an_invalid_file_of_certificates_is_named_in_the_error(
    form: Form, content: str | None, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "certificates.pem"
    if content is not None:
        path.write_text(content)
    environment.setenv("SSL_CERT_FILE", str(path))

    error = error_of(form)

    assert isinstance(error, errors.InvalidArgumentError)
    assert f"SSL_CERT_FILE is {str(path)!r}" in str(error)


@each_form
def test_a_folder_instead_of_a_file_is_named_in_the_error(
    form: Form, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("SSL_CERT_FILE", "SSLKEYLOGFILE"):
        with environment.context() as patch:
            patch.setenv(name, str(tmp_path))

            error = error_of(form)

        assert isinstance(error, errors.InvalidArgumentError)
        assert f"{name} is {str(tmp_path)!r}" in str(error)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EchoServer]:
    body: Any = generated_bodies.example(CONTRACT, OPERATION, 200)
    with echo_server(body, tmp_path_factory.mktemp("tls"), tls=True) as running:
        yield running


@each_form
def test_a_certificate_that_is_not_trusted_names_the_variable(
    form: Form, server: EchoServer, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "SSL_CERT" not in str(error_of(form, server.url))
    environment.setenv("SSL_CERT_DIR", str(tmp_path / "missing"))

    error = error_of(form, server.url)

    assert isinstance(error, errors.TransportError)
    assert "check SSL_CERT_DIR" in str(error)
