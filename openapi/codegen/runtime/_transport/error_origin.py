"""Tell whether an error that an HTTP client raised is an error of the transport or of the user.

The user's code is the event hooks of the HTTP client, and methods that the class of the HTTP client
overrides. The traceback of an error has the methods of the HTTP client that the error has passed.
"""

from __future__ import annotations

from traceback import walk_tb
from types import FrameType

import httpx

from .http_clients import uses_only

_CALLS_HOOKS = "_send_handling_redirects"
_CALLS_TRANSPORT = "_send_single_request"

_NETWORK = (httpx.HTTPTransport, httpx.AsyncHTTPTransport)


def is_of_user(error: Exception, http: httpx.Client | httpx.AsyncClient) -> bool:
    """Return whether code of the user raised an error: an event hook, or an overridden method.

    An error of the network that occurs while an event hook reads the body of the response is an
    error of the transport.

    Args:
        error: The error that was caught.
        http: The HTTP client that the package has called.
    """
    frame = _innermost_method(error, http)
    if frame is None:
        return False
    if not _is_of_httpx(frame):
        return True
    return frame.f_code.co_name == _CALLS_HOOKS and not (
        isinstance(error, httpx.RequestError) and _passed_response(error, frame)
    )


def is_certainly_unsent(error: Exception, http: httpx.Client | httpx.AsyncClient) -> bool:
    """Return whether an error of a connection proves that the server never received the request.

    The error proves it only if the network has raised the error, or the handler of an
    `httpx.MockTransport`, which stands in for the network. Another transport, or a method `send` of
    the user, may have sent the request before.
    """
    frame = _innermost_method(error, http)
    return (
        frame is not None
        and _is_of_httpx(frame)
        and frame.f_code.co_name == _CALLS_TRANSPORT
        and getattr(http.send, "__func__", None) in (httpx.Client.send, httpx.AsyncClient.send)
        and uses_only(http, *_NETWORK, httpx.MockTransport)
    )


def uses_network(http: httpx.Client | httpx.AsyncClient) -> bool:
    """Return whether the HTTP client has no transport of the user."""
    return uses_only(http, *_NETWORK)


def _innermost_method(error: Exception, http: object) -> FrameType | None:
    """Return the frame of the last method of an HTTP client that led to an error."""
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    methods = [frame for frame in frames if frame.f_locals.get("self") is http]
    return methods[-1] if methods else None


def _is_of_httpx(frame: FrameType) -> bool:
    return frame.f_globals.get("__package__") == httpx.__name__


def _passed_response(error: Exception, hooks: FrameType) -> bool:
    """Return whether an error has passed a method of the response that event hooks receive."""
    response = hooks.f_locals.get("response")
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    return response is not None and any(
        frame.f_locals.get("self") is response for frame in frames if _is_of_httpx(frame)
    )
