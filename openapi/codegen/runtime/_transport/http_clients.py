"""Open the HTTP clients that a `Client` uses, with the proxies and certificates of the environment.

The errors of httpx can show the password of a proxy. They therefore never become the cause or the
context of an error of this package.
"""

from __future__ import annotations

import os
import ssl
import sys
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.request import getproxies

import httpx

from .._errors import InvalidArgumentError
from .deadline import enforce_deadlines

H = TypeVar("H", httpx.Client, httpx.AsyncClient)

_PROXY_SCHEMES = ("http", "https", "all")
_TLS_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


class _LeavesRedirects:
    """A mixin for HTTP clients: a redirect is a response, even if its Location is malformed."""

    def _build_redirect_request(
        self,
        request: httpx.Request,
        response: httpx.Response,  # noqa: ARG002
    ) -> httpx.Request:
        return request  # redirects are not followed, so the URL is not needed


class _Borrowed(_LeavesRedirects):
    """A mixin for the second object of an HTTP client of the user, see `borrow`."""

    def __del__(self) -> None:
        pass  # a class of the user may close the connections when its own object is deleted


class NetworkClient(_LeavesRedirects, httpx.Client):
    """An `httpx.Client` for calls without an HTTP client of the user."""


class AsyncNetworkClient(_LeavesRedirects, httpx.AsyncClient):
    """An `httpx.AsyncClient` for calls without an HTTP client of the user."""


def borrow(http: H) -> H:
    """Return a second object for an HTTP client of the user, which does not read redirects.

    Both objects have the same state, such as connections, cookies and event hooks. The class of the
    second object is a subclass of the class of the first. A class with slots has no such subclass,
    so its object is returned unchanged.
    """
    kind: Any = type(http)
    if not issubclass(kind, httpx.Client | httpx.AsyncClient):  # a mock of `unittest`
        return http
    if any(vars(each).get("__slots__") for each in kind.__mro__):
        return http
    borrowed: H = object.__new__(_borrowed_class(kind))
    borrowed.__dict__ = http.__dict__
    return borrowed


@lru_cache(maxsize=64)
def _borrowed_class(kind: Any) -> Any:
    return type(kind.__name__, (_Borrowed, kind), {})


def open_client(transport: httpx.BaseTransport | None) -> httpx.Client:
    """Return a new HTTP client for synchronous calls. None as transport means the network.

    Raises:
        InvalidArgumentError: If an environment variable for proxies or certificates is invalid.
    """
    context = _tls_context()
    try:
        http = NetworkClient(transport=transport, verify=context, cookies=_no_cookies())
    except Exception as error:
        problem = _proxy_problem(error, context)
    else:
        enforce_deadlines(http)
        return http
    raise InvalidArgumentError(problem)


def open_async_client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """Return a new HTTP client for asynchronous calls. None as transport means the network.

    Raises:
        InvalidArgumentError: If an environment variable for proxies or certificates is invalid.
    """
    context = _tls_context()
    try:
        return AsyncNetworkClient(transport=transport, verify=context, cookies=_no_cookies())
    except Exception as error:
        problem = _proxy_problem(error, context)
    raise InvalidArgumentError(problem)


def uses_only(http: httpx.Client | httpx.AsyncClient, *kinds: type) -> bool:
    """Return whether all transports of an HTTP client are instances of exactly these classes."""
    mounts: dict[Any, object] = getattr(http, "_mounts", {})
    transports = (getattr(http, "_transport", None), *mounts.values())
    return all(type(each) in kinds for each in transports if each is not None)


def environment_hint(http: httpx.Client | httpx.AsyncClient, url: httpx.URL, detail: str) -> str:
    """Return which environment variable may be the reason of a failed connection; "" for none.

    Args:
        http: The HTTP client. The environment concerns only an HTTP client of this package.
        url: The URL of the request.
        detail: The message of the error.
    """
    if not isinstance(http, NetworkClient | AsyncNetworkClient):
        return ""
    certificates = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
    if "CERTIFICATE_VERIFY_FAILED" in detail and certificates:
        return f"; check {certificates[0]}, which selects the trusted certificates"
    mounts: dict[Any, object] = getattr(http, "_mounts", {})
    for pattern, transport in mounts.items():
        if pattern.matches(url):
            scheme = pattern.pattern.removesuffix("://")
            return f"; check the proxy in {_variable(scheme)}" if transport is not None else ""
    return ""


def _no_cookies() -> CookieJar:
    # Copies of a client with other tokens share its connections, but must not share a session.
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def _tls_context() -> ssl.SSLContext:
    try:
        return _tls_context_of(os.getpid(), *map(os.environ.get, _TLS_VARIABLES))
    except Exception as error:
        problem = _certificate_problem(error)
    raise InvalidArgumentError(problem)


# Loading the certificates takes most of the time to create an HTTP client. A child process loads
# them again, because a thread of the parent process may hold a lock of the TLS context.
@lru_cache(maxsize=4)
def _tls_context_of(process: int, *variables: str | None) -> ssl.SSLContext:  # noqa: ARG001
    return httpx.create_ssl_context()


def _certificate_problem(error: Exception) -> str:
    """Return the message for an error that occurred while the certificates were loaded."""
    key_log = "" if sys.flags.ignore_environment else os.environ.get("SSLKEYLOGFILE", "")
    if key_log and getattr(error, "filename", None) == key_log:
        return (
            f"SSLKEYLOGFILE is {key_log!r}, which cannot be written ({_kind(error)}): set it to a "
            "file that can be written, or unset it"
        )
    for name, kind in (("SSL_CERT_FILE", "file"), ("SSL_CERT_DIR", "directory")):
        if path := os.environ.get(name):
            return (
                f"{name} is {path!r}, which cannot be read as certificates ({_kind(error)}): set "
                f"it to a {kind} of certificates in PEM format, or unset it"
            )
    return f"the certificates of the package certifi cannot be read ({_kind(error)}): reinstall it"


def _proxy_problem(error: Exception, context: ssl.SSLContext) -> str:
    """Return the message for an error that occurred while the proxies were configured.

    The message does not show the URL of a proxy, which can hold a password.
    """
    proxies = getproxies()
    for scheme in _PROXY_SCHEMES:
        url = proxies.get(scheme)
        if not url:
            continue
        name = _variable(scheme)
        try:
            httpx.HTTPTransport(proxy=url if "://" in url else f"http://{url}", verify=context)
        except ImportError:
            return (
                f"{name} is the URL of a SOCKS proxy, which requires another package: install "
                f"httpx[socks], or unset {name}"
            )
        except Exception:
            return (
                f"{name} is not the URL of a proxy: set it to a URL such as "
                "http://proxy.example.com:8080, or unset it"
            )
    if proxies.get("no"):
        return f"{_variable('no')} is not a list of hosts that are separated by commas"
    return f"the HTTP client cannot be opened ({_kind(error)})"


def _variable(scheme: str) -> str:
    """Return the name of the variable with the proxy for a scheme, such as `HTTPS_PROXY`."""
    # The order of `urllib.request.getproxies`: lower-case names have precedence.
    for name in sorted(os.environ, reverse=True):
        if name.lower() == f"{scheme}_proxy" and os.environ[name]:
            return name
    return f"the system settings for {scheme}"


def _kind(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
