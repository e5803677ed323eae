"""Where requests go: the base URL, and ids as segments of a path."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

import httpx

from .._errors import InvalidArgumentError


def base_url(url: Any, *, allow_http: bool) -> str:
    """Return a base URL without a slash at its end.

    Args:
        url: An absolute URL of a host, with or without a port and a path.
        allow_http: Whether the token may go over plain HTTP to a host that is not loopback.

    Raises:
        InvalidArgumentError: If it has more parts, or fewer, or another scheme.
    """
    if not isinstance(url, str):
        raise InvalidArgumentError("base_url is not a string")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):  # the message may show what the URL holds
        parsed = None
    if parsed is None:
        raise InvalidArgumentError("base_url is not a URL")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise InvalidArgumentError("base_url is not an absolute HTTP address")
    if parsed.userinfo or parsed.query or parsed.fragment or "?" in url or "#" in url:
        raise InvalidArgumentError("base_url may have a host, a port and a path, but no more")
    if parsed.scheme == "http" and not allow_http and not _is_loopback(parsed.host):
        remedy = "use https, or allow_http=True where the network is trusted"
        raise InvalidArgumentError(f"base_url would send the token over plain http: {remedy}")
    return str(parsed).rstrip("/")


def segment(name: str, value: str) -> str:
    """Return a value as one segment of a path, such that the server reads exactly that value.

    Args:
        name: The argument's name, for the error.
        value: Any text but what leads to another path: "", "." and "..".

    Raises:
        InvalidArgumentError: If it is one of these.
    """
    if value in {"", ".", ".."}:
        raise InvalidArgumentError(f"{name} is {value!r}, which would call another path")
    return quote(value, safe="")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
