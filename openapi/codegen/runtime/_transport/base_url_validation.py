"""Validation of the base URL of a client."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any

import httpx

from .._errors import InvalidArgumentError

_HOST = re.compile(rb"[\w.-]+|[\w.]*:[\w.:]*(%[\w.~-]+)?")
"""A host name after IDNA encoding or an IPv4 address, or an IPv6 address with an optional zone."""


def validate_base_url(url: Any, *, allow_http: bool) -> str:
    """Return a base URL without a trailing slash.

    Args:
        url: An absolute URL with a host, and optionally a port and a path.
        allow_http: Whether the token may be sent over plain HTTP to a host other than localhost.

    Raises:
        InvalidArgumentError: If the URL is malformed, has credentials, a query or a fragment, or
            would send the token over plain HTTP.
    """
    if not isinstance(url, str):
        raise InvalidArgumentError(f"base_url must be a str, not {type(url).__name__}")
    try:
        parsed = httpx.URL(url)
        host = parsed.host
    except (httpx.InvalidURL, ValueError):  # the message may show credentials in the URL
        parsed, host = None, ""
    if parsed is None:
        raise InvalidArgumentError("base_url is not a URL")
    if parsed.scheme not in {"http", "https"} or not host:
        raise InvalidArgumentError("base_url must be an absolute https:// URL")
    if parsed.userinfo or parsed.query or parsed.fragment or "?" in url or "#" in url:
        raise InvalidArgumentError("base_url must not have credentials, a query or a fragment")
    labels = parsed.raw_host.removesuffix(b".").split(b".")
    if b"" in labels or len(max(labels, key=len)) > 63:
        raise InvalidArgumentError("base_url has a host with an empty or too long label")
    if not _HOST.fullmatch(parsed.raw_host):
        raise InvalidArgumentError("base_url has a host with characters that a host cannot have")
    if parsed.port is not None and not 0 < parsed.port < 2**16:
        raise InvalidArgumentError("base_url has a port that is not between 1 and 65535")
    if parsed.scheme == "http" and not allow_http and not _is_loopback(host):
        raise InvalidArgumentError(
            "base_url would send the token over plain HTTP to a host other than localhost: "
            "use https://, or pass allow_http=True if the network is trusted"
        )
    return str(parsed).rstrip("/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
