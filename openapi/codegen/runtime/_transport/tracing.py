"""OpenTelemetry spans of calls, if the OpenTelemetry API is installed.

The names of spans and attributes follow the semantic conventions for HTTP clients.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any

import httpx

from .._about import __version__

_LOG = logging.getLogger("bitgo_oes")


class Span:
    """An OpenTelemetry span of a call. If OpenTelemetry is missing, the methods do nothing."""

    __slots__ = ("_span",)

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def set(self, name: str, value: str | int) -> None:
        """Set an attribute of the span."""
        if self._span is not None:
            self._span.set_attribute(name, value)

    def fail(self, error: BaseException) -> None:
        """Set the status of the span to an error, with the type and the message of the error."""
        if self._span is not None:
            self._span.set_attribute("error.type", type(error).__qualname__)
            trace = import_module("opentelemetry.trace")
            self._span.set_status(trace.Status(trace.StatusCode.ERROR, str(error)))


@contextmanager
def start_span(method: str, path: str, base_url: str) -> Generator[Span]:
    """Start the span of a call, and end the span at the end of the `with` block.

    Args:
        method: The method of the request.
        path: The path of the operation, with its parameters in braces.
        base_url: The base URL of the server.
    """
    tracer = _tracer()
    if tracer is None:
        yield Span()
        return
    trace = import_module("opentelemetry.trace")
    address, port = _server(base_url)
    attributes: dict[str, str | int] = {
        "http.request.method": method,
        "url.template": path,
        "server.address": address,
        "server.port": port,
    }
    with tracer.start_as_current_span(
        f"{method} {path}",
        kind=trace.SpanKind.CLIENT,
        attributes=attributes,
        record_exception=False,  # the recorded traceback could show the token
        set_status_on_exception=False,
    ) as started:
        span = Span(started)
        try:
            yield span
        except BaseException as error:
            span.fail(error)
            raise


@lru_cache(maxsize=16)
def _server(base_url: str) -> tuple[str, int]:
    """Return the host and the port of a base URL. The cache avoids parsing in each call."""
    url = httpx.URL(base_url)
    return url.host, url.port or (443 if url.scheme == "https" else 80)


@lru_cache(maxsize=1)
def _tracer() -> Any:
    try:
        trace = import_module("opentelemetry.trace")
        return trace.get_tracer("bitgo_oes", __version__)
    except ModuleNotFoundError:
        return None
    except Exception as error:  # OTEL_PYTHON_TRACER_PROVIDER may name a provider that is missing
        _LOG.warning("calls are not traced: OpenTelemetry failed with %s", type(error).__name__)
        return None
